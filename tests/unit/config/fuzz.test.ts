import { fuzz } from "./fuzz.js";

describe("the readers of files, given what is nearly right", () => {
  it("give a stack that parses or problems, and nothing else", function () {
    this.timeout(30_000);
    fuzz(2_000, 2_000, 18);
  });
});
