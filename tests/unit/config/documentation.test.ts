import assert from "node:assert/strict";
import { flatKeyTable } from "../../../config/documentation/flat-key-table.js";
import { referencePage } from "../../../config/documentation/reference-page.js";
import { flatKeys } from "../../../config/flat-file/keys.js";

describe("the reference", () => {
  const rows = referencePage()
    .split("\n")
    .filter((line) => line.startsWith("| `"));

  it("says of every key what it means", () => {
    assert.ok(rows.length > 100);
    assert.deepEqual(
      rows.filter((row) => / \|\s*\|$/.test(row)),
      [],
    );
  });

  it("gives the unit of every number that has one", () => {
    const sizes = rows.filter((row) => /(MiB|GiB|Seconds|daysBefore|Port)` /.test(row));
    assert.deepEqual(
      sizes.map((row) => row.split(" | ")[2]?.trim()),
      ["MiB", "GiB", "TCP port", "days", "seconds", "seconds"],
    );
  });

  it("has a line for every flat key", () => {
    const table = flatKeyTable();
    assert.deepEqual(
      Object.keys(flatKeys).filter((key) => !table.includes(`| \`${key}\` |`)),
      [],
    );
  });
});
