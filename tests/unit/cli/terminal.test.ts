import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { goesOn } from "../../../src/cli/edge/rollout/agreement.js";
import { askOn, InputEnded } from "../../../src/cli/edge/terminal.js";

describe("a question at the terminal", () => {
  const never = new AbortController().signal;
  const asked = (signal: AbortSignal = never) => {
    const input = new PassThrough();
    return { input, answer: askOn(input, new PassThrough(), "Go on? ", signal) };
  };

  it("has the line that was typed as its answer", async () => {
    const { input, answer } = asked();
    input.write("yes\n");
    assert.equal(await answer, "yes");
  });

  it("has an empty answer once it is not needed any more", async () => {
    const abort = new AbortController();
    const { answer } = asked(abort.signal);
    abort.abort();
    assert.equal(await answer, "");
  });

  it("is an error where the input ends without an answer", async () => {
    const { input, answer } = asked();
    input.end();
    await assert.rejects(answer, InputEnded);
  });

  it("is a no between waves, where sites have been run", async () => {
    const nothing = () => undefined;
    const ask = () => Promise.reject(new InputEnded());
    assert.equal(await goesOn({ out: nothing, err: nothing, ask }, never), false);
  });
});
