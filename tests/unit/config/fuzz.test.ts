import { fuzz } from "./fuzz.js";

describe("the readers of files, given what is nearly right", () => {
  it("give a stack that parses or problems, and nothing else", () => {
    // `make test-long` takes minutes for it.
    fuzz(1_000, 60, 18);
  });
});
