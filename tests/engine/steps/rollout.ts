/**
 * Steps: `tkg-edge fleet rollout` on a canary, a site that is broken and one that cannot be reached. It is killed at each of its
 * moments, ended by Ctrl-C once and twice, and started twice; the same command goes on each time.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { closedWindow } from "../../closed-window.js";
import { ClusterWatch } from "../harness/cluster-watch.js";
import type { KillMoment } from "../harness/killed-at.js";
import { RolledFleet } from "../harness/rolled-fleet.js";
import type { SandboxOfFile } from "../harness/sandbox-of-file.js";
import { afterRuns, beforeRuns, duringRun, type TitledMoment } from "./kill-moments.js";
import { prepares } from "./preparation.js";

const names = ["roll-1", "roll-2", "roll-3"] as const;
const [canary, broken, away] = names;
const sites = {
  [canary]: { labels: { ring: "canary" } },
  [broken]: {},
  [away]: { labels: { kind: "away" } },
};
const faults = {
  [broken]: { site: { placement: { datastore: "/dc0/datastore/none" } } },
  [away]: { connection: { vcenter: { server: "127.255.255.254:1" } } },
};
const otherNetwork = { site: { network: { podCidrs: ["100.112.0.0/12"] } } };

/** Call it inside a `describe`. */
export function rollsOut(file: SandboxOfFile): void {
  let fleet: RolledFleet;
  let watch: ClusterWatch;

  before("make the stacks", async () => {
    const rollout = { canaries: "ring=canary", maxFailures: 2, maxConcurrency: 1, soak: "2s" };
    fleet = await RolledFleet.make(file, sites, rollout);
    fleet.configure(faults);
    watch = ClusterWatch.start(file.sandbox);
  });
  after(async () => {
    await watch.stop();
  });

  /** Runs the command until it is killed. */
  async function killedAt({ title, ...moment }: TitledMoment, ...args: readonly string[]): Promise<void> {
    const kill: KillMoment = moment;
    const killed = await fleet.roll(["--yes", ...args], kill);
    assert.equal(killed.signal, "SIGKILL", `${title}: it ended before:\n${killed.all}`);
  }

  /** Numbers of `pulumi up` of a site, ended ones and killed ones. */
  async function updatesOf(name: string): Promise<number> {
    const { stdout } = await fleet.pulumi("stack", "history", "--json", "--stack", name);
    return (JSON.parse(stdout) as unknown[]).length;
  }

  it("is killed at every moment while it makes the canary, and goes on by the same command", async () => {
    const { started, preview, waiting, made, ended, halfEnded } = duringRun(canary);
    const moments = [...beforeRuns, started, preview, made, waiting, ended, halfEnded, afterRuns.soak];
    for (const moment of moments) await killedAt(moment);
    assert.deepEqual(
      fleet.ledger.flatMap((record) => (record.kind === "end" ? [[record.site, record.outcome]] : [])),
      [[canary, "done"]],
    );
    assert.equal(watch.countOf(canary), 1);
    assert.equal(await updatesOf(canary), 1);
    assert.deepEqual([...new Set(fleet.startedSince(0))], [canary]);
  });

  it("has each site's end, and the report has the waves and the reasons", async () => {
    const before = fleet.events.length;
    await killedAt(afterRuns.report);
    const went = await fleet.roll(["--yes"]);
    assert.equal(went.exitCode, 1, went.all);
    // The site that cannot be reached is tried by both.
    assert.deepEqual(fleet.startedSince(before), [broken, away, away]);
    const ends = fleet.events
      .slice(before)
      .flatMap((one) => (one.event === "site-ended" ? [[one.site, one.outcome]] : []));
    assert.deepEqual(Object.fromEntries(ends), { [broken]: "failed", [away]: "deferred" });
    const report = readFileSync(join(fleet.project, "report.md"), "utf8");
    assert.match(report, /\| canaries \| 1 \| 1 done \| roll-1 \|\n\| sites \| 1 \| 1 failed \| roll-2 \|/);
    assert.match(report, /## roll-2: failed\n\n```text\n[^`]*\/dc0\/datastore\/none/);
    assert.match(report, /## roll-3: could not be reached\n\n```text\n[^`]*127\.255\.255\.254/);
    assert.doesNotMatch(report, /^\s+at .*:\d+:\d+\)?$/m);
  });

  it("shows its waves in the page of the fleet", async () => {
    const shown = await fleet.edge(["fleet", "status", "--html", join(fleet.project, "fleet.html")]);
    const page = readFileSync(join(fleet.project, "fleet.html"), "utf8");
    assert.match(page, /title="done after [^"]*">✓ roll-1</, shown.all);
    assert.match(page, /<summary>roll-2: failed<\/summary>[\s\S]*\/dc0\/datastore\/none/);
    assert.match(page, /<summary>roll-3: deferred<\/summary>/);
  });

  it("runs what is repaired, and nothing that is done", async () => {
    const before = fleet.events.length;
    fleet.configure({ [away]: faults[away] });
    const went = await fleet.roll(["--yes"]);
    assert.equal(went.exitCode, 5, went.all);
    assert.deepEqual(fleet.startedSince(before), [broken, away]);
    assert.equal(watch.countOf(canary), 1);
  });

  it("is cancelled by Ctrl-C twice, and goes on from there", async () => {
    const before = fleet.events.length;
    fleet.configure({});
    const cancelled = fleet.roll(["--yes"]);
    const { matching } = duringRun(away).made;
    const isMade = new RegExp(matching);
    await Promise.race([
      fleet.event("the Cluster to be made", (one) => isMade.test(JSON.stringify(one)), before),
      cancelled.then(({ all }) => assert.fail(`it ended before:\n${all}`)),
    ]);
    cancelled.kill("SIGINT");
    await fleet.event("the first Ctrl-C to be noticed", ({ event }) => event === "stopping", before);
    cancelled.kill("SIGINT");
    const { exitCode, all } = await cancelled;
    assert.equal(exitCode, 4, all);
    const [end] = fleet.ledger.slice(-1);
    assert.ok(end?.kind === "end" && end.site === away && end.outcome === "cancelled", JSON.stringify(end));
    const again = await fleet.roll(["--yes"]);
    assert.equal(again.exitCode, 0, again.all);
    assert.deepEqual(fleet.startedSince(before), [away, away]);
    assert.equal(watch.countOf(away), 1);
  });

  it("ends after the running site by Ctrl-C once, and is refused by name while another one runs", async () => {
    const before = fleet.events.length;
    const args = ["--yes", "--selector", "kind!=away"];
    fleet.configure({}, { labels: { shelf: "b" } });
    const first = fleet.roll(args);
    await fleet.event("the canary to be started", ({ event }) => event === "site-started", before);
    first.kill("SIGINT");
    await fleet.event("the Ctrl-C to be noticed", ({ event }) => event === "stopping", before);
    // It keeps what it has while the other one is started.
    first.kill("SIGSTOP");
    const second = await fleet.roll(args);
    first.kill("SIGCONT");
    assert.equal(second.exitCode, 1, second.all);
    assert.match(second.all, new RegExp(`this fleet is being rolled out by process ${first.pid ?? ""} on `));
    const { exitCode, all } = await first;
    assert.equal(exitCode, 4, all);
    assert.match(all, /no more sites are started; these run to their end: roll-1/);
    assert.deepEqual(fleet.startedSince(before), [canary]);
    assert.ok(
      fleet.ledger.some((one) => one.kind === "end" && one.site === canary && one.outcome === "done"),
    );
    const again = await fleet.roll(args);
    assert.equal(again.exitCode, 0, again.all);
    assert.deepEqual(fleet.startedSince(before), [canary, broken]);
  });

  it("refuses a rebuild that is not allowed, and a replacement that the plan does not have", async () => {
    const before = fleet.events.length;
    fleet.configure({ [broken]: otherNetwork }, { labels: { shelf: "b" } });
    const refused = await fleet.roll(["--yes"]);
    assert.equal(refused.exitCode, 3, refused.all);
    assert.match(refused.all, /refused: 1 site would be REBUILT/);
    fleet.configure({}, { labels: { shelf: "b" } });
    const { stdout } = await fleet.pulumi("stack", "--show-urns", "--stack", canary);
    const urn = /urn:pulumi:\S+::roll-1-cluster/.exec(stdout)?.[0] ?? assert.fail(stdout);
    await fleet.pulumi("state", "taint", urn, "--stack", canary, "--yes");
    const stopped = await fleet.roll(["--yes", "--start-over", "--all", "--selector", "ring=canary"]);
    assert.equal(stopped.exitCode, 1, stopped.all);
    assert.match(
      stopped.all,
      /the plan has "nothing" for this site, and the engine would replace its Cluster; nothing was changed/,
    );
    assert.deepEqual(fleet.startedSince(before), [canary]);
    assert.equal(watch.countOf(canary), 1);
  });

  prepares(
    () => fleet,
    () => file.sandbox,
    { correct: broken, wrong: away, selector: "ring!=canary" },
  );

  it("is killed in the middle of a rebuild and after it, and rebuilds the site once, and no other", async () => {
    const before = fleet.events.length;
    fleet.configure({ [broken]: otherNetwork }, { labels: { shelf: "b" } });
    const { deleted, ended } = duringRun(broken);
    const selected = ["--allow-rebuilds", "--start-over", "--selector", "ring!=canary,kind!=away"];
    await killedAt(deleted, ...selected);
    const goesOn = selected.filter((arg) => arg !== "--start-over");
    await killedAt(ended, ...goesOn);
    const went = await fleet.roll(["--yes", ...goesOn]);
    assert.equal(went.exitCode, 0, went.all);
    assert.deepEqual([...new Set(fleet.startedSince(before))], [broken]);
    assert.deepEqual(
      names.map((name) => watch.countOf(name)),
      [1, 2, 1],
    );
    assert.equal(fleet.ledger.at(-1)?.kind, "complete");
  });

  it("refuses a rebuild outside of its windows, and finishes one that has begun", async () => {
    const old = await fleet.uidOf(broken);
    const before = fleet.events.length;
    const held = { site: { network: { podCidrs: ["100.96.0.0/12"] }, rebuild: closedWindow() } };
    fleet.configure({ [broken]: held }, { labels: { shelf: "b" } });
    const rebuilding = ["--yes", "--allow-rebuilds", "--selector", "ring!=canary,kind!=away"];
    const waits = await fleet.roll(rebuilding);
    assert.equal(waits.exitCode, 5, waits.all);
    assert.match(waits.all, /waiting for its window: roll-2\n {4}roll-2: the next one opens /);
    assert.deepEqual(fleet.startedSince(before), []);
    const refused = await fleet
      .pulumi("up", "--yes", "--skip-preview", "--stack", broken)
      .catch((error: unknown) => error as { readonly stdout: string });
    assert.match(
      refused.stdout,
      /REBUILD of default\/roll-2 would be refused now, before anything is deleted/,
    );
    assert.match(
      refused.stdout,
      /the rebuild of default\/roll-2 was not started, and the cluster is as it was/,
    );
    assert.equal(await fleet.uidOf(broken), old);
    await fleet.apis.kubectl(["delete", "cluster", broken, "--namespace", "default", "--wait=false"]);
    const finished = await fleet.roll(rebuilding);
    assert.equal(finished.exitCode, 0, finished.all);
    assert.deepEqual(fleet.startedSince(before), [broken]);
    assert.notEqual(await fleet.uidOf(broken), old);
  });

  it("destroys what is chosen, and refuses what is protected", async () => {
    const kept = await fleet.uidOf(canary);
    const destroy = () => fleet.edge(["fleet", "destroy", broken, "--yes", "--expect", "1"]);
    fleet.configure({ [broken]: { site: { protect: true } } });
    const refused = await destroy();
    assert.equal(refused.exitCode, 1, refused.all);
    assert.match(
      refused.all,
      /1 site of 1 protected, so nothing was destroyed:\n {2}roll-2: site\.protect is true/,
    );
    fleet.configure({});
    const destroyed = await destroy();
    assert.equal(destroyed.exitCode, 0, destroyed.all);
    assert.equal(await fleet.apis.get("cluster", broken, "default"), undefined);
    assert.equal(await fleet.uidOf(canary), kept);
    const again = await destroy();
    assert.equal(again.exitCode, 0, again.all);
    assert.match(again.all, /nothing there to destroy: roll-2$/);
  });

  it("has written no password anywhere", () => {
    const { password } = file.sandbox.vcenter;
    assert.ok(fleet.written.length > 8, fleet.written.join());
    for (const path of fleet.written) assert.ok(!readFileSync(path, "utf8").includes(password), path);
  });
}
