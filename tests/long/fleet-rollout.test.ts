/**
 * A rollout that rebuilds three sites and is killed at one moment: the same command finishes it, runs nothing that was finished,
 * and rebuilds each site once. On the light profile; engine/fleet-rollout has the moments one after the other.
 */
import assert from "node:assert/strict";
import { ClusterWatch } from "../engine/harness/cluster-watch.js";
import { RolledFleet } from "../engine/harness/rolled-fleet.js";
import { profileUnderTest, useSandbox, withoutGuests } from "../engine/harness/sandbox-of-file.js";
import { afterRuns, beforeRuns, duringRun, type TitledMoment } from "../engine/steps/kill-moments.js";

const names = ["one", "two", "three"] as const;

/** Of the canary, alone, and of a site beside another. */
const moments: readonly (readonly [string, TitledMoment])[] = [
  ...beforeRuns.map((moment) => ["", moment] as const),
  ...(["one", "two"] as const).flatMap((site) => {
    const { waiting: _, ...own } = duringRun(site);
    return Object.values(own).map((moment) => [site, moment] as const);
  }),
  ...Object.values(afterRuns).map((moment) => ["", moment] as const),
];

describe("a rollout of rebuilds that is killed", function () {
  const file = useSandbox(withoutGuests(profileUnderTest("light")));
  let fleet: RolledFleet;
  let watch: ClusterWatch;
  let generation = 0;

  before("bring up the sites", async () => {
    const sites = { one: { labels: { ring: "canary" } }, two: {}, three: {} };
    fleet = await RolledFleet.make(file, sites, { canaries: "ring=canary", maxConcurrency: 2, soak: "1s" });
    watch = ClusterWatch.start(file.sandbox);
    const made = await fleet.roll(["--yes"]);
    assert.equal(made.exitCode, 0, made.all);
  });
  after(async () => {
    await watch.stop();
  });

  for (const [site, { title, ...kill }] of moments) {
    it(`when ${site === "" ? "" : `${site} is run: `}${title}`, async () => {
      generation += 1;
      fleet.configure({}, { rebuild: { generation } });
      const args = ["--yes", "--allow-rebuilds"];
      const killed = await fleet.roll(args, kill);
      assert.equal(killed.signal, "SIGKILL", `it ended before:\n${killed.all}`);
      const finished = fleet.ledger.flatMap((one) =>
        one.kind === "end" && one.outcome === "done" ? [one.site] : [],
      );
      const count = fleet.events.length;
      const went = await fleet.roll(args);
      assert.equal(went.exitCode, 0, went.all);
      const again = fleet.startedSince(count);
      // A ledger whose last record is whole is put aside by the next rollout.
      const isOver = title === afterRuns.report.title;
      assert.deepEqual(isOver ? again : again.filter((name) => finished.includes(name)), []);
      assert.deepEqual(
        names.map((name) => watch.countOf(name)),
        names.map(() => generation + 1),
      );
      assert.equal(fleet.ledger.at(-1)?.kind, "complete");
    });
  }
});
