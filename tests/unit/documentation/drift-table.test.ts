/** docs/drift.md documents each kind of drift exactly as the engine tests show it. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sharedRows, siteRows } from "../../engine/harness/drift-rows.js";
import { checkout } from "../checkout.js";

describe("the table of docs/drift.md", () => {
  it("has a row for each row of the engine tests, with what they show", () => {
    const yesOrNo = (seen: boolean): string => (seen ? "yes" : "no");
    const expected = [
      ...sharedRows.map(({ what, plan, refresh, planAfterRefresh }) => [
        what,
        yesOrNo(plan.length > 0),
        yesOrNo(refresh),
        yesOrNo((planAfterRefresh ?? plan).length > 0),
      ]),
      ...siteRows.map(({ what, preview, refresh, previewRefresh }) => [
        what,
        yesOrNo(preview),
        yesOrNo(refresh),
        yesOrNo(previewRefresh),
      ]),
    ];
    const [, table = ""] = readFileSync(join(checkout, "docs", "drift.md"), "utf8").split(
      "## What each command detects",
    );
    const rows = (table.split("\n## ")[0] ?? "")
      .split("\n")
      .filter((line) => line.startsWith("| "))
      .map((line) => line.split("|").map((cell) => cell.trim()))
      .slice(1);
    assert.deepEqual(
      rows.map((cells) => cells.slice(1, 5)),
      expected,
    );
    for (const cells of rows) assert.notEqual(cells[5], "", cells[1]);
  });
});
