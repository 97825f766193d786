/** The readers of files for minutes in place of seconds, each time on another way. */
import assert from "node:assert/strict";
import { fuzz } from "../unit/config/fuzz.js";
import { changeEveryLeaf } from "../unit/config/object-spec/leaf-property.js";

describe("the readers of files, given what is nearly right, for long", function () {
  this.timeout(10 * 60_000);
  it("keep or report every leaf of every example, changed in every way", () => {
    assert.ok(changeEveryLeaf() > 1000);
  });

  for (const round of [1, 2, 3]) {
    it(`give a stack that parses or problems, round ${round}`, () => {
      const seed = Date.now() % 2_147_483_647;
      console.log(`      seed ${seed}`);
      fuzz(120_000, 1_000_000, seed);
    });
  }
});
