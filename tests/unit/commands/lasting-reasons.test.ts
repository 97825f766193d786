import assert from "node:assert/strict";
import { LastingReasons } from "../../../src/commands/lasting-reasons.js";

describe("the reasons that a wait reports", () => {
  it("are those that last, each once, whatever its counts and times", () => {
    const clock = { now: 0 };
    const reasons = new LastingReasons(() => clock.now);
    const at = (now: number, ...lines: readonly string[]) => {
      clock.now = now;
      return reasons.update(lines);
    };
    assert.deepEqual(at(0, "a: fails (1x)"), []);
    assert.deepEqual(at(2999, "a: fails (2x)"), []);
    assert.deepEqual(at(3000, "a: fails (3x)", "b: passes"), ["a: fails (3x)"]);
    assert.deepEqual(at(9000, "a: fails (9x)"), []);
    assert.deepEqual(at(9500, "b: passes"), [], "it went away meanwhile");
    assert.deepEqual(at(12500, "b: passes"), ["b: passes"]);
  });
});
