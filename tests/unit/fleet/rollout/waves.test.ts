/** The waves of a rollout, as a ledger has them. */
import assert from "node:assert/strict";
import { shownRollout, statusCounts, type ShownWave } from "../../../../src/fleet/rollout/waves.js";
import { madeUpRecords, madeUpRollout } from "./made-up-rollout.js";

const statuses = (wave: ShownWave | undefined) =>
  Object.fromEntries(wave?.sites.map(({ name, status }) => [name, status]) ?? []);

describe("the waves of a rollout", () => {
  it("have each site with what became of it, how long that took and why", () => {
    const { id, complete, startedAt, recordedAt, waves } = madeUpRollout();
    assert.deepEqual(
      [id, complete, startedAt, recordedAt],
      ["0a1b2c3d", false, "2026-06-01T10:00:00.000Z", "2026-06-01T10:05:00.000Z"],
    );
    const [canaries, sites, ...others] = waves;
    assert.deepEqual(others, []);
    assert.deepEqual(statuses(canaries), { "shop-0001": "done", "shop-0002": "done" });
    assert.deepEqual(statuses(sites), {
      ...{ "shop-0003": "done", "shop-0004": "deferred", "shop-0005": "failed" },
      ...{ "shop-0006": "started", "shop-0007": "waiting" },
    });
    const [, , failed] = sites?.sites ?? [];
    assert.deepEqual(failed, {
      ...{ name: "shop-0005", status: "failed", seconds: 60, attempts: 1 },
      reasons: ["no such datastore: shop-0005"],
    });
    assert.deepEqual(statusCounts(sites?.sites ?? []), [
      { status: "done", count: 1 },
      { status: "failed", count: 1 },
      { status: "deferred", count: 1 },
      { status: "started", count: 1 },
      { status: "waiting", count: 1 },
    ]);
  });

  it("go on with a rollout that was killed: the last run of a site counts", () => {
    const names = ["a", "b"];
    const killed = madeUpRecords({ sites: names }, [{ site: "a", wave: "sites" }]);
    const [, ...goneOn] = madeUpRecords({ sites: names }, [
      { site: "a", wave: "sites", attempt: 2, outcome: "done" },
      { site: "b", wave: "sites", outcome: "deferred" },
    ]);
    const [, ...atTheEnd] = madeUpRecords({ deferred: ["b"] }, [
      { site: "b", wave: "deferred", attempt: 2, outcome: "done" },
    ]);
    const records = [
      ...killed,
      ...goneOn,
      ...atTheEnd,
      { kind: "complete" as const, at: "2026-06-01T11:00:00Z" },
    ];
    const { complete, waves = [] } = shownRollout(records) ?? {};
    assert.equal(complete, true);
    assert.deepEqual(
      waves.map((wave) => [wave.name, statuses(wave)]),
      [
        ["sites", { a: "done", b: "deferred" }],
        ["deferred", { b: "done" }],
      ],
    );
    assert.equal(waves[0]?.sites[0]?.attempts, 2);
  });

  it("are none without a rollout", () => {
    assert.equal(shownRollout([]), undefined);
  });
});
