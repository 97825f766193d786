/** The table of measured rows is complete, and docs/sandbox.md lists exactly those of them that differ. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rowLabels } from "../../engine/measured/labels.js";
import { table } from "../../engine/measured/table.js";
import { checkout } from "../checkout.js";

describe("the table of measured rows", () => {
  it("has a row for everything that was measured, once", () => {
    assert.deepEqual(table.map(({ label }) => label).sort(), [...rowLabels].sort());
  });

  it("has cases in every row, each with a title of its own", () => {
    for (const { label, cases } of table) {
      assert.ok(cases.length > 0, `${label} has no case`);
      assert.equal(new Set(cases.map(({ title }) => title)).size, cases.length, label);
    }
  });

  it("differs from the measurement exactly as docs/sandbox.md documents, in the same words", () => {
    const text = readFileSync(join(checkout, "docs", "sandbox.md"), "utf8");
    const section = /## Rows that differ\n([\s\S]*?)\n## /.exec(text)?.[1] ?? "";
    const listed = section
      .split("\n")
      .filter((line) => line.startsWith("| ") && !line.startsWith("| row "))
      .map((line) => line.replace(/ +\|$/, "").split(/ +\| +/))
      .map(([label = "", reason = ""]) => `${label.replace(/^\| +/, "")}: ${reason}`);
    const differing = table.flatMap(({ label, differs }) =>
      differs === undefined ? [] : [`${label}: ${differs}`],
    );
    assert.deepEqual(listed.sort(), differing.sort());
  });
});
