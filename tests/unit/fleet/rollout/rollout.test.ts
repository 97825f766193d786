/** In which order the sites of a fleet are run, what stops them, and what a killed rollout goes on with. */
import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { secondsBetween, systemClock } from "../../../../src/fleet/rollout/clock.js";
import { rolloutExitCode } from "../../../../src/fleet/rollout/report.js";
import type { RolloutResult } from "../../../../src/fleet/rollout/result.js";
import { FakeFleet, settings, statusOf, type FakeSite } from "./fake-rollout.js";

const canary = { isCanary: true } as const;
const codeOf = (result: RolloutResult) => rolloutExitCode({ result, blocked: [] });

describe("a rollout", () => {
  it("runs the canaries first, and the others after the last of them ended", async () => {
    const fleet = new FakeFleet({ a: {}, b: { ...canary, turns: 5 }, c: canary, d: {} });
    assert.equal(codeOf(await fleet.life()), 0);
    assert.deepEqual(fleet.log.slice(0, 2).sort(), ["start b", "start c"]);
    assert.ok(fleet.log.indexOf("start a") > fleet.log.indexOf("end b done"));
    assert.equal(fleet.most, 2);
  });

  it("has no more than the limit of a vCenter at a time, and fills up with sites of another", async () => {
    const at = (vcenter: string): FakeSite => ({ vcenter, turns: 3 });
    const fleet = new FakeFleet({ a: at("one"), b: at("one"), c: at("one"), d: at("two") });
    await fleet.life({ settings: { ...settings, maxConcurrency: 3, maxConcurrencyPerVcenter: 1 } });
    assert.deepEqual(fleet.started.slice(0, 2), ["a", "d"]);
    assert.equal(fleet.mostOfVcenter, 1);
    assert.equal(fleet.started.length, 4);
  });

  it("has no more than the limit of a registry at a time, in addition to that of a vCenter", async () => {
    const at = (registry: string | undefined, vcenter: string): FakeSite => ({ registry, vcenter, turns: 3 });
    const fleet = new FakeFleet({
      ...{ a: at("images", "one"), b: at("images", "two"), c: at("other", "one") },
      ...{ d: at(undefined, "two"), e: at(undefined, "two") },
    });
    const limits = { maxConcurrency: 4, maxConcurrencyPerVcenter: 2, maxConcurrencyPerRegistry: 1 };
    await fleet.life({ settings: { ...settings, ...limits } });
    assert.deepEqual(fleet.started.slice(0, 4), ["a", "c", "d", "e"]);
    assert.equal(fleet.started.length, 5);
  });

  it("starts no more after maxFailures, and lets running sites end", async () => {
    const fleet = new FakeFleet({ a: { ends: ["failed"] }, b: { turns: 9 }, c: {}, d: {} });
    const result = await fleet.life();
    assert.deepEqual(statusOf(result), { a: "failed", b: "done", c: "waiting", d: "waiting" });
    assert.equal(result.stopped, "failures");
    assert.equal(codeOf(result), 1);
  });

  it("counts a percentage of all sites, rounded up", async () => {
    const ends = ["failed"] as const;
    const fleet = new FakeFleet({ a: { ends }, b: { ends }, c: { ends }, d: {}, e: {}, f: {} });
    const result = await fleet.life({ settings: { ...settings, maxConcurrency: 1, maxFailures: "40%" } });
    assert.equal(Object.values(statusOf(result)).filter((status) => status === "failed").length, 3);
    assert.equal(fleet.started.length, 3);
  });

  it("does not go on without a canary that shows that the others may follow", async () => {
    const bad = new FakeFleet({ a: { ...canary, ends: ["failed"] }, b: {}, c: {}, d: {} });
    const failed = await bad.life({ settings: { ...settings, maxFailures: 3 } });
    assert.equal(failed.stopped, "canaries");
    assert.deepEqual(bad.started, ["a"]);
    const away = new FakeFleet({ a: { ...canary, word: "unreachable", ends: ["deferred"] }, b: {} });
    assert.equal((await away.life()).stopped, "canaries");
    assert.deepEqual(away.started, []);
    assert.deepEqual(statusOf(await away.life({ hasSettledCanary: true })), { a: "deferred", b: "done" });
    const blocked = new FakeFleet({ a: {} });
    assert.equal((await blocked.life({ hasBlockedCanary: true })).stopped, "canaries");
  });

  it("tries sites that cannot be reached once more at the end, and does not count them as failed", async () => {
    const fleet = new FakeFleet({
      a: { word: "unreachable", ends: ["done"] },
      b: { ends: ["deferred", "done"] },
      c: { ends: ["deferred"] },
      d: {},
    });
    const result = await fleet.life();
    assert.deepEqual(statusOf(result), { a: "done", b: "done", c: "deferred", d: "done" });
    assert.deepEqual(fleet.started.slice(0, 3), ["b", "c", "d"]);
    assert.deepEqual(fleet.started.slice(3).sort(), ["a", "b", "c"]);
    assert.equal(codeOf(result), 5);
  });

  it("tries a site once more whose failure looks like an outage, which has failed the second time", async () => {
    const fleet = new FakeFleet({
      a: { ends: ["deferred", "done"], isGuess: true },
      b: { ends: ["deferred"], isGuess: true },
    });
    const result = await fleet.life();
    assert.deepEqual(statusOf(result), { a: "done", b: "failed" });
    assert.deepEqual([...fleet.started].sort(), ["a", "a", "b", "b"]);
    assert.equal(result.sites.find(({ site }) => site.name === "b")?.end?.outcome, "failed");
    const ends = fleet.records.flatMap((one) =>
      one.kind === "end" && one.site === "b" ? [one.outcome] : [],
    );
    assert.deepEqual(ends, ["deferred", "failed"]);
  });

  it("soaks after the last canary, and after a kill only for what is left of it", async () => {
    const soaking = { settings: { ...settings, soakSeconds: 100 } };
    const fleet = new FakeFleet({ a: canary, b: {} });
    await fleet.life(soaking);
    assert.equal(fleet.waited, 100_000);
    const killed = new FakeFleet({ a: canary, b: {} });
    await killed.life(soaking, 4);
    killed.waited = 0;
    killed.now -= 70_000;
    await killed.life(soaking);
    assert.equal(killed.waited, 70_000);
    assert.deepEqual(killed.started, ["a", "b"]);
    const none = new FakeFleet({ a: {}, b: {} });
    await none.life(soaking);
    assert.equal(none.waited, 0);
  });

  it("soaks no longer where the clock was set back, and no time is negative", async () => {
    const soaking = { settings: { ...settings, soakSeconds: 100 } };
    const fleet = new FakeFleet({ a: canary, b: {} });
    await fleet.life(soaking, 4);
    fleet.waited = 0;
    fleet.now -= 10 * 3600_000;
    const { sites } = await fleet.life(soaking);
    assert.equal(fleet.waited, 100_000);
    assert.ok(sites.every(({ seconds = 0 }) => seconds >= 0));
    assert.equal(secondsBetween(2000, 1000), 0);
  });

  it("waits for longer than a timer can, and ends when it is stopped", async () => {
    const stop = new AbortController();
    let isOver = false;
    const wait = systemClock.wait(30 * 24 * 3600_000, stop.signal).then(() => (isOver = true));
    await delay(20);
    assert.equal(isOver, false);
    stop.abort();
    await wait;
  });

  it("pauses after the canaries, and goes on when it is started again", async () => {
    const fleet = new FakeFleet({ a: canary, b: {} });
    const betweenWaves = () => Promise.resolve(false);
    const paused = await fleet.life({ betweenWaves });
    assert.equal(paused.stopped, "pause");
    assert.equal(codeOf(paused), 4);
    assert.equal(codeOf(await fleet.life({ betweenWaves })), 0);
    assert.deepEqual(fleet.started, ["a", "b"]);
  });

  it("lets running sites end when it is stopped, and cancels them when it is cancelled", async () => {
    const sites = { a: { turns: 5 }, b: { turns: 5 }, c: {} };
    const once = new FakeFleet(sites);
    const stopped = once.rollout();
    once.onStart = () => {
      stopped.stop();
    };
    const result = await stopped.run();
    assert.deepEqual(statusOf(result), { a: "done", b: "waiting", c: "waiting" });
    assert.equal(codeOf(result), 4);
    const twice = new FakeFleet(sites);
    const cancelled = twice.rollout();
    twice.onStart = (site) => {
      if (site === "b") cancelled.cancel();
    };
    assert.deepEqual(statusOf(await cancelled.run()), { a: "cancelled", b: "cancelled", c: "waiting" });
    twice.isCancelled = false;
    twice.onStart = () => undefined;
    assert.equal(codeOf(await twice.life()), 0);
  });

  it("keeps failed sites as they are until they are to be retried, or are configured otherwise", async () => {
    const fleet = new FakeFleet({ a: { ends: ["failed", "done"] }, b: {} });
    await fleet.life({ settings: { ...settings, maxConcurrency: 1 } });
    const again = await fleet.life();
    assert.equal(again.stopped, "failures");
    assert.deepEqual(fleet.started, ["a"]);
    assert.equal(codeOf(await fleet.life({ retryFailed: true })), 0);
    assert.deepEqual(fleet.started, ["a", "a", "b"]);
    const changed = new FakeFleet({ a: { ends: ["failed", "done"] } });
    await changed.life();
    const sites = changed.toRun.map((site) => ({ ...site, digest: "b" }));
    assert.equal(codeOf(await changed.life({ sites })), 0);
  });

  it("runs a finished site again when its configuration changed", async () => {
    const fleet = new FakeFleet({ a: {} });
    await fleet.life();
    await fleet.life();
    assert.deepEqual(fleet.started, ["a"]);
    await fleet.life({ sites: fleet.toRun.map((site) => ({ ...site, digest: "b" })) });
    assert.deepEqual(fleet.started, ["a", "a"]);
  });

  it("hands what a killed run left to the next one", async () => {
    const fleet = new FakeFleet({ a: {} });
    await fleet.life({}, 3);
    assert.equal(fleet.records.length, 2);
    const seen: (number | undefined)[] = [];
    await fleet.life({
      runner: {
        run: (_site, attempt, earlier) => {
          seen.push(attempt, earlier?.number);
          return Promise.resolve({ outcome: "done", reasons: [] });
        },
        cancel: () => undefined,
      },
    });
    assert.deepEqual(seen, [2, 1]);
  });

  describe("with windows for rebuilds", () => {
    // It begins at midnight.
    const at = (from: string, to: string) => ({ timeZone: "UTC", windows: [{ from, to }] });
    const later = { word: "REBUILD", window: at("03:00", "04:00") } as const;
    const waits = (hours: number) => ({ settings: { ...settings, waitForWindowsSeconds: hours * 3600 } });

    it("starts the sites whose windows are open, and lists the others with their time", async () => {
      const open = { word: "REBUILD", window: at("23:00", "01:00") } as const;
      const fleet = new FakeFleet({ a: later, b: open, c: {} });
      const result = await fleet.life();
      assert.deepEqual(statusOf(result), { a: "window", b: "done", c: "done" });
      assert.equal(codeOf(result), 5);
      assert.match(result.sites[0]?.opens ?? "", /^the next one opens Thu 2026-01-01 03:00 UTC/);
      assert.equal(fleet.waited, 0);
      fleet.now += 3.5 * 3600_000;
      assert.equal(codeOf(await fleet.life()), 0);
      assert.deepEqual(fleet.started, ["b", "c", "a"]);
    });

    it("waits for those that open in time, after all others", async () => {
      const late = { ...later, window: at("09:00", "10:00") };
      const fleet = new FakeFleet({ a: later, b: late, c: {}, d: {} });
      const events: string[] = [];
      const result = await fleet.life({
        ...waits(5),
        onEvent: (event) => {
          if (event.event === "waiting-for-window") events.push(`${event.sites.join()} ${event.opensAt}`);
        },
      });
      assert.deepEqual(statusOf(result), { a: "done", b: "window", c: "done", d: "done" });
      assert.deepEqual(fleet.started, ["c", "d", "a"]);
      assert.deepEqual(events, ["a,b 2026-01-01T03:00:00.000Z"]);
      assert.equal(fleet.waited, 3 * 3600_000);
    });

    it("does not go on without a canary that had an open window", async () => {
      const fleet = new FakeFleet({ a: { ...canary, ...later }, b: {} });
      const result = await fleet.life();
      assert.equal(result.stopped, "canaries");
      assert.equal(codeOf(result), 4);
      assert.equal(codeOf(await fleet.life(waits(4))), 0);
      assert.deepEqual(fleet.started, ["a", "b"]);
    });

    it("starts a site whose window opens while another one runs", async () => {
      const fleet = new FakeFleet({ a: { turns: 9 }, b: later });
      fleet.isSlow = true;
      await fleet.life();
      assert.deepEqual(fleet.log, ["start a", "start b", "end b done", "end a done"]);
    });

    it("stops waiting when it is stopped", async () => {
      const fleet = new FakeFleet({ a: later });
      const rollout = fleet.rollout({
        ...waits(5),
        onEvent: ({ event }) => {
          if (event === "waiting-for-window") rollout.stop();
        },
      });
      assert.deepEqual(statusOf(await rollout.run()), { a: "waiting" });
      assert.deepEqual(fleet.started, []);
    });
  });

  it("reports what went wrong in place of a stack trace", async () => {
    const fleet = new FakeFleet({ a: {} });
    const run = () => Promise.reject(new Error("no such program"));
    const { sites } = await fleet.life({ runner: { run, cancel: () => undefined } });
    assert.deepEqual(sites[0]?.end?.reasons, ["no such program"]);
  });
});
