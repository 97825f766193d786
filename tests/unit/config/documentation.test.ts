import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { flatKeyTable } from "../../../src/config/documentation/flat-key-table.js";
import { referencePage } from "../../../src/config/documentation/reference-page.js";
import { configSections } from "../../../src/config/documentation/stack-schema.js";
import { flatKeys } from "../../../src/config/flat-file/keys.js";
import { checkout } from "../checkout.js";

describe("the reference", () => {
  const rows = referencePage()
    .split("\n")
    .filter((line) => line.startsWith("| `"));

  it("describes every key", () => {
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
      [
        "seconds",
        "MiB",
        "GiB",
        ...Array<string>(3).fill("seconds"),
        "TCP port",
        "days",
        ...Array<string>(4).fill("seconds"),
      ],
    );
  });

  it("has a section for every key that Pulumi.yaml declares, and for the two passwords that it cannot declare", () => {
    const project = load(readFileSync(join(checkout, "Pulumi.yaml"), "utf8")) as {
      config: Record<string, unknown>;
    };
    const declared = [
      ...Object.keys(project.config),
      "tkg-edge:vcenterPassword",
      "tkg-edge:registryPassword",
    ];
    assert.deepEqual(Object.keys(configSections()).toSorted(), [...new Set(declared)].toSorted());
  });

  it("has a line for every flat key", () => {
    const table = flatKeyTable();
    assert.deepEqual(
      Object.keys(flatKeys).filter((key) => !table.includes(`| \`${key}\` |`)),
      [],
    );
  });
});
