/**
 * A rollout that rebuilds three sites and is killed at one moment: the same command finishes it, runs nothing that was finished,
 * and rebuilds each site once. On the light profile; engine/fleet-rollout has the moments one after the other.
 */
import assert from "node:assert/strict";
import type { LedgerRecord } from "../../src/fleet/rollout/records.js";
import { ClusterWatch } from "../engine/harness/cluster-watch.js";
import { RolledFleet } from "../engine/harness/rolled-fleet.js";
import { profileUnderTest, useSandbox, withoutGuests } from "../engine/harness/sandbox-of-file.js";
import { afterRuns, beforeRuns, duringRun, type TitledMoment } from "../engine/steps/kill-moments.js";

const names = ["one", "two", "three"] as const;

const { waiting: _, ...ofCanary } = duringRun("one");
const { previewed, made, deleted, ended } = duringRun("two");

/** Of one rollout each: before any site is run, one after the other; of the canary, alone; of a site beside another; at the end. */
const rollouts: readonly (readonly [string, readonly TitledMoment[]])[] = [
  ["before any site is run", beforeRuns],
  ...named("when one is run: ", Object.values(ofCanary)),
  ...named("when two is run: ", [previewed, made, deleted, ended]),
  ...named("when ", Object.values(afterRuns)),
];

function named(title: string, moments: readonly TitledMoment[]) {
  return moments.map((moment) => [`${title}${moment.title}`, [moment]] as const);
}

describe("a rollout of rebuilds that is killed", function () {
  const file = useSandbox(withoutGuests(profileUnderTest("light")));
  let fleet: RolledFleet;
  let watch: ClusterWatch;
  let generation = 0;

  before("bring up the sites", async () => {
    const sites = { one: { labels: { ring: "canary" } }, two: {}, three: {} };
    fleet = await RolledFleet.make(file, sites, { canaries: "ring=canary", maxConcurrency: 2, soak: "1s" });
    watch = ClusterWatch.start(file.sandbox);
    const first = await fleet.roll(["--yes"]);
    assert.equal(first.exitCode, 0, first.all);
  });
  after(async () => {
    await watch.stop();
  });

  for (const [title, moments] of rollouts) {
    it(title, async () => {
      generation += 1;
      fleet.configure({}, { rebuild: { generation } });
      const args = ["--yes", "--allow-rebuilds"];
      for (const { title: moment, ...kill } of moments) {
        const killed = await fleet.roll(args, kill);
        assert.equal(killed.signal, "SIGKILL", `it ended before ${moment}:\n${killed.all}`);
      }
      const finished = finishedSites(fleet.ledger, moments.includes(afterRuns.report));
      const count = fleet.events.length;
      const went = await fleet.roll(args);
      assert.equal(went.exitCode, 0, went.all);
      assert.deepEqual(
        fleet.startedSince(count).filter((name) => finished.includes(name)),
        [],
      );
      assert.deepEqual(
        names.map((name) => watch.countOf(name)),
        names.map(() => generation + 1),
      );
      assert.equal(fleet.ledger.at(-1)?.kind, "complete");
    });
  }
});

/** @param isOver whether the rollout was killed after its last record, and not before its first one, which leaves the ledger of the one before */
function finishedSites(ledger: readonly LedgerRecord[], isOver: boolean): readonly string[] {
  if (ledger.at(-1)?.kind === "complete") return isOver ? names : [];
  return ledger.flatMap((one) => (one.kind === "end" && one.outcome === "done" ? [one.site] : []));
}
