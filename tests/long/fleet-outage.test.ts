/**
 * An outage of a vCenter or management cluster at any moment of a site's run: the rollout defers the site and tries it again, and the
 * site is done in the end, by the same command where the outage lasted longer. On the light profile.
 */
import assert from "node:assert/strict";
import { RolledFleet, type SiteEntry } from "../engine/harness/rolled-fleet.js";
import { profileUnderTest, useSandbox, withoutGuests } from "../engine/harness/sandbox-of-file.js";
import type { FaultProxy } from "../faults/harness/fault-proxy.js";
import { FaultScene } from "../faults/harness/fault-scene.js";

/** Moments at which each server fails, spread over the requests of a run. */
const momentCount = 8;
/** Requests that find nobody: one, and more than one run sends before it ends. */
const outages = [1, 6] as const;

/** Exit code of a rollout with sites that could not be reached. */
const deferredCode = 5;

const servers = ["vcenter", "apiServer"] as const;

describe("a rollout through a short outage", function () {
  const file = useSandbox(withoutGuests(profileUnderTest("light")));
  let scene: FaultScene;
  let fleet: RolledFleet;
  /** How many requests each server gets for one site. */
  const counts = { vcenter: 0, apiServer: 0 };

  const nameOf = (server: string, outage: number, moment: number): string =>
    `${server.toLowerCase()}-${outage}-${moment}`;
  const names = servers.flatMap((server) =>
    outages.flatMap((outage) =>
      Array.from({ length: momentCount }, (_, moment) => nameOf(server, outage, moment)),
    ),
  );

  const roll = async (name: string) => await fleet.roll(["--yes", "--selector", `only=${name}`]);

  before("make the stacks, and count the requests of one site", async () => {
    scene = await FaultScene.open(file);
    const { connection } = scene.settings({});
    const { registry: _, ...through } = connection as Record<string, SiteEntry>;
    const entries = ["first", ...names].map(
      (name) => [name, { labels: { only: name }, connection: through }] as const,
    );
    fleet = await RolledFleet.make(file, Object.fromEntries(entries), {});
    for (const server of servers)
      scene[server].rule = () => {
        counts[server] += 1;
        return { kind: "pass" };
      };
    const { exitCode, all } = await roll("first");
    assert.equal(exitCode, 0, all);
    scene.heal();
  });
  after(async () => {
    await scene.close();
  });

  for (const server of servers)
    for (const outage of outages)
      for (let moment = 0; moment < momentCount; moment += 1)
        it(`of ${outage} requests to the ${server}, ${moment + 1} of ${momentCount}`, async () => {
          const first = Math.floor((counts[server] * moment) / momentCount);
          const dropped = dropFrom(scene[server], first, outage);
          const name = nameOf(server, outage, moment);
          let { exitCode, all } = await roll(name);
          scene.heal();
          assert.ok(dropped() > 0, `no request was dropped:\n${all}`);
          if (outage > 1 && exitCode === deferredCode) ({ exitCode, all } = await roll(name));
          const ends = fleet.ledger.flatMap((one) => (one.kind === "end" && one.site === name ? [one] : []));
          const shown = `${JSON.stringify(ends, undefined, 2)}\n${all}`;
          assert.ok(
            ends.every(({ outcome }) => outcome === "done" || outcome === "deferred"),
            shown,
          );
          assert.equal(ends.at(-1)?.outcome, "done", shown);
          assert.equal(exitCode, 0, all);
        });
});

/** @returns how many were dropped so far */
function dropFrom(proxy: FaultProxy, first: number, count: number): () => number {
  let seen = 0;
  let dropped = 0;
  proxy.rule = () => {
    seen += 1;
    if (seen <= first || dropped >= count) return { kind: "pass" };
    dropped += 1;
    return { kind: "drop" };
  };
  return () => dropped;
}
