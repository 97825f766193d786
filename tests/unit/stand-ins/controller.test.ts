import assert from "node:assert/strict";
import { backoffSeconds, Controller } from "../../../sandbox/stand-ins/runtime/controller.js";

/**
 * A controller whose reconciliations `behave` defines; `until` resolves when a predicate over the calls
 * holds.
 */
function watched(
  behave: (key: string, calls: readonly string[]) => Promise<{ requeueAfterSeconds: number } | undefined>,
) {
  const calls: string[] = [];
  const ending = new AbortController();
  let check: () => void = () => undefined;
  const controller = new Controller({
    name: "test",
    reconcile: async (key) => {
      calls.push(key);
      try {
        return await behave(key, calls);
      } finally {
        setImmediate(() => {
          check();
        });
      }
    },
    log: () => undefined,
    signal: ending.signal,
    backoffSeconds: [0.001, 0.004],
    concurrency: 2,
  });
  const until = (holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      check = () => {
        if (holds()) resolve();
      };
      check();
    });
  return {
    calls,
    controller,
    until,
    end: () => {
      ending.abort();
    },
  };
}

describe("the work queue", () => {
  it("a key queued twice at once is done once", async () => {
    const { calls, controller, until, end } = watched(() => Promise.resolve(undefined));
    controller.enqueue("a");
    controller.enqueue("a");
    controller.enqueue("b");
    await until(() => calls.includes("b"));
    assert.deepEqual(calls, ["a", "b"]);
    end();
  });

  it("a failure is tried again until it works", async () => {
    const { calls, controller, until, end } = watched((_, done) =>
      done.length < 4 ? Promise.reject(new Error("not yet")) : Promise.resolve(undefined),
    );
    controller.enqueue("a");
    await until(() => calls.length === 4);
    assert.deepEqual(calls, ["a", "a", "a", "a"]);
    end();
  });

  it("no key is worked on twice at a time, but different keys are", async () => {
    let running = 0;
    let most = 0;
    const release: (() => void)[] = [];
    const { calls, controller, until, end } = watched(async () => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => release.push(resolve));
      running--;
      return undefined;
    });
    controller.enqueue("a");
    controller.enqueue("b");
    await new Promise((resolve) => setImmediate(resolve));
    controller.enqueue("a");
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(calls, ["a", "b"]);
    for (const go of release.splice(0)) go();
    await until(() => calls.length === 3);
    assert.equal(most, 2);
    for (const go of release) go();
    end();
  });

  it("requests to be called again are kept, and nothing runs after the end", async () => {
    const { calls, controller, until, end } = watched(() => Promise.resolve({ requeueAfterSeconds: 0.001 }));
    controller.enqueue("a");
    await until(() => calls.length >= 3);
    end();
    const { length } = calls;
    controller.enqueue("b");
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(!calls.includes("b"));
    assert.ok(calls.length <= length + 1);
  });

  it("pauses double up to the longest", () => {
    const pauses = [1, 2, 3, 4, 5, 20].map((failures) => backoffSeconds(failures, [0.2, 2]));
    assert.deepEqual(pauses, [0.2, 0.4, 0.8, 1.6, 2, 2]);
  });
});
