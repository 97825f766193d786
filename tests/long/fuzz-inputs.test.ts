/** The readers of files for minutes in place of seconds, each time on another way. */
import { fuzz } from "../unit/config/fuzz.js";

describe("the readers of files, given what is nearly right, for long", function () {
  this.timeout(10 * 60_000);
  for (const round of [1, 2, 3]) {
    it(`give a stack that parses or problems, round ${round}`, () => {
      const seed = Date.now() % 2_147_483_647;
      console.log(`      seed ${seed}`);
      fuzz(120_000, 1_000_000, seed);
    });
  }
});
