import assert from "node:assert/strict";
import { waitUntil, type WaitState } from "../../../src/commands/wait.js";

const unmet: WaitState<number> = { waitingFor: "the moon" };

describe("a wait whose time is up", () => {
  it("reports what it still waits for, and why, and that nothing was undone", async () => {
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
    const read = (): Promise<WaitState<number>> => Promise.resolve(isExplained ? { done: 7 } : unmet);
    const explain = (): Promise<string> => {
      isExplained = true;
      return Promise.resolve("");
    };
    assert.equal(await waitUntil("the tide", 0.001, read, explain), 7);
  });
});

describe("a wait that is notified of changes", () => {
  it("reads at each, and leaves nothing behind that keeps the process alive", async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    await new Promise(setImmediate); // mocha sets its own
    const before = timers();
    let reads = 0;
    let calls = 0;
    const read = (): Promise<WaitState<number>> => {
      reads += 1;
      return Promise.resolve(reads < 4 ? unmet : { done: reads });
    };
    const changed = (): Promise<void> => {
      calls += 1;
      return Promise.resolve();
    };
    const done = await waitUntil("the tide", 60, read, () => Promise.resolve(""), changed);
    assert.deepEqual([done, calls], [4, 3]);
    assert.equal(timers(), before);
  });
});
