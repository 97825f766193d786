/** The range that the stand-in for the IPAM provider gives addresses of. */
import assert from "node:assert/strict";
import { rangeOf, textOf } from "../../../sandbox/stand-ins/address-pools/ranges.js";

describe("the range of a pool in the form of TKG 2.2", () => {
  const rows: [string, Parameters<typeof rangeOf>[0], readonly string[] | undefined][] = [
    [
      "from start to end",
      { start: "127.77.0.10", end: "127.77.0.12", prefix: 24 },
      ["127.77.0.10", "127.77.0.12"],
    ],
    ["a whole subnet without its first and last", { subnet: "127.77.0.0/29" }, ["127.77.0.1", "127.77.0.6"]],
    ["a part of a subnet", { subnet: "127.77.0.0/24", end: "127.77.0.9" }, ["127.77.0.1", "127.77.0.9"]],
    ["nothing without an end", { start: "127.77.0.10", prefix: 24 }, undefined],
    ["nothing without a size", { start: "127.77.0.10", end: "127.77.0.12" }, undefined],
  ];
  for (const [what, spec, expected] of rows) {
    it(`is ${what}`, () => {
      const range = rangeOf(spec);
      assert.deepEqual(range && [textOf(range.first), textOf(range.last)], expected);
    });
  }
});
