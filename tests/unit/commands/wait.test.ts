import assert from "node:assert/strict";
import { waitUntil, type Look } from "../../../src/commands/wait.js";

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

describe("a wait that is told of changes", () => {
  it("looks at each, and leaves nothing behind that keeps the process alive", async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    await new Promise(setImmediate); // mocha sets its own
    const before = timers();
    let looks = 0;
    let asked = 0;
    const look = (): Promise<Look<number>> => {
      looks += 1;
      return Promise.resolve(looks < 4 ? unmet : { done: looks });
    };
    const changed = (): Promise<void> => {
      asked += 1;
      return Promise.resolve();
    };
    const done = await waitUntil("the tide", 60, look, () => Promise.resolve(""), changed);
    assert.deepEqual([done, asked], [4, 3]);
    assert.equal(timers(), before);
  });
});
