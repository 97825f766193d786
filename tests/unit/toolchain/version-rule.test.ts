import assert from "node:assert/strict";
import {
  compareVersions,
  describeRule,
  fits,
  parseVersion,
} from "../../../sandbox/toolchain/version-rule.js";

describe("the rule for a tool's version", () => {
  const rule = { atLeast: "1.29.0", below: "2.0.0" };
  const cases: [version: string, fit: boolean, why: string][] = [
    ["1.29.0", true, "the lowest"],
    ["v1.32.4", true, "with a leading v"],
    ["1.36.3-dirty", true, "marks after the patch do not count"],
    ["1.100.0", true, "numbers, not texts, are compared"],
    ["1.28.15", false, "one minor too low"],
    ["2.0.0", false, "the first that is too high"],
    ["1.30", true, "no patch is patch 0"],
    ["", false, "nothing"],
    ["unknown", false, "no version"],
  ];
  for (const [version, fit, why] of cases) {
    it(`${fit ? "takes" : "refuses"} "${version}": ${why}`, () => {
      assert.equal(fits(rule, version), fit);
    });
  }

  it("orders versions by number", () => {
    const sorted = ["3.9.0", "3.259.0", "3.25.10", "4.0.0"].sort(compareVersions);
    assert.deepEqual(sorted, ["3.9.0", "3.25.10", "3.259.0", "4.0.0"]);
  });

  it("reports what it expected for a text that is no version", () => {
    assert.throws(() => parseVersion("latest"), /"latest" is no version: expected something like 1\.29\.0/);
  });

  it("can be put in words", () => {
    assert.equal(describeRule(rule), ">= 1.29.0 and < 2.0.0");
  });
});
