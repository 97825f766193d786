import assert from "node:assert/strict";
import { waitUntil, type Look } from "../../../commands/wait.js";

const unmet: Look<number> = { waitingFor: "the moon" };

describe("a wait whose time is up", () => {
  it("tells what it still waits for, and why, and that nothing was undone", async () => {
    const wait = waitUntil(
      "the tide",
      0.001,
      () => Promise.resolve(unmet),
      () => Promise.resolve("  no moon"),
    );
    await assert.rejects(
      wait,
      /^UserError: the tide took longer than 0\.001 s; still waiting for the moon\.\n {2}no moon\nNothing was undone/,
    );
  });

  it("takes what came about while it was explained", async () => {
    let isExplained = false;
    const look = (): Promise<Look<number>> => Promise.resolve(isExplained ? { done: 7 } : unmet);
    const explain = (): Promise<string> => {
      isExplained = true;
      return Promise.resolve("");
    };
    assert.equal(await waitUntil("the tide", 0.001, look, explain), 7);
  });
});
