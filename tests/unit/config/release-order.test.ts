import assert from "node:assert/strict";
import { isOlder, majorOf } from "../../../src/config/release-order.js";

describe("the order of releases", () => {
  const older: [string, string][] = [
    ["2.2.0", "2.10.0"],
    ["2.9.9", "2.10.0"],
    ["v2.1.1+vmware.1", "2.2.0"],
    ["3.9.0", "3.220.0"],
    ["9.0.0", "10.0.0"],
    ["8.0", "8.0.1"],
  ];
  for (const [one, other] of older) {
    it(`${one} is older than ${other}, and not the other way round`, () => {
      assert.equal(isOlder(one, other), true);
      assert.equal(isOlder(other, one), false);
      assert.equal(isOlder(one, one), false);
    });
  }

  it("leaves a text without a number unordered", () => {
    assert.equal(isOlder("unknown", "2.2.0"), false);
    assert.equal(isOlder("2.2.0", "unknown"), false);
  });

  it("reads the major number, of which 80 is not 8", () => {
    assert.deepEqual(["8.0.1", "80.1", "(not reported)"].map(majorOf), [8, 80, undefined]);
  });
});
