/**
 * Sixty sites, twenty of which are rebuilt, on two vCenters, one of which fails for a while; five are broken in different ways, three
 * cannot be reached, and the process of the rollout is killed twice. On the light profile.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addressesOf } from "../../sandbox/addresses.js";
import { ClusterWatch } from "../engine/harness/cluster-watch.js";
import { conditionOf } from "../engine/harness/live-apis.js";
import { RolledFleet, type SiteEntry } from "../engine/harness/rolled-fleet.js";
import { profileUnderTest, useSandbox, withoutGuests } from "../engine/harness/sandbox-of-file.js";
import { merge } from "../engine/harness/stack-settings.js";
import { TcpGate } from "../engine/harness/tcp-gate.js";
import { tiny1249 } from "../engine/harness/tiny-site.js";
import { duringRun } from "../engine/steps/kill-moments.js";

const names = Array.from({ length: 60 }, (_, index) => `site-${String(index + 1).padStart(2, "0")}`);
const at = (number: number): string => names[number - 1] ?? assert.fail(String(number));

/** Sites that exist before the rollout, which rebuilds them. */
const existing = names.slice(0, 20);
/** Those on the vCenter that fails for a while. */
const second = names.slice(35);

const brokenSites: Readonly<Record<string, { readonly entry: SiteEntry; readonly reason: RegExp }>> = {
  [at(6)]: {
    entry: { site: { rebuild: { beforeCommand: "echo 'no room for the backup' >&2; exit 3" } } },
    reason: /no room for the backup/,
  },
  [at(23)]: {
    entry: { site: { placement: { datastore: "/dc0/datastore/none" } } },
    reason: /\/dc0\/datastore\/none/,
  },
  [at(28)]: {
    entry: { site: { placement: { network: "/dc0/network/none" } } },
    reason: /\/dc0\/network\/none/,
  },
  [at(33)]: {
    entry: { connection: { vcenter: { username: "nobody@vsphere.local" } } },
    reason: /nobody@vsphere\.local|login|password/i,
  },
  [at(40)]: { entry: { site: { tkrVersion: tiny1249 } }, reason: /1\.24\.9/ },
};

/** Until the rollout is at the sites of the vCenter that fails, and until it has noticed. */
const outageSeconds = 1800;

const deadVcenter = { connection: { vcenter: { server: "127.255.255.254:1" } } };
const away = [at(25), at(45), at(50)] as const;

describe("a rollout of sixty sites with faults", function () {
  this.bail(true);
  const file = useSandbox(withoutGuests(profileUnderTest("light")));
  let fleet: RolledFleet;
  let watch: ClusterWatch;
  let gate: TcpGate;

  const healthy = names.filter((name) => !(name in brokenSites) && !away.some((one) => one === name));
  const args = ["--yes", "--allow-rebuilds"];

  before("make the stacks, and the sites that exist", async () => {
    gate = await TcpGate.open(addressesOf(file.sandbox.block).vcenter);
    const entries = names.map((name) => {
      const labels = { labels: { age: existing.includes(name) ? "existing" : "new" } };
      const through = { connection: { vcenter: { server: gate.address } } };
      return [name, second.includes(name) ? merge(labels, through) : labels] as const;
    });
    const rollout = { canaries: [at(1), at(2)], maxConcurrency: 3, maxFailures: 10 };
    fleet = await RolledFleet.make(file, Object.fromEntries(entries), rollout);
    watch = ClusterWatch.start(file.sandbox);
    const made = await fleet.roll(["--yes", "--selector", "age=existing"]);
    assert.equal(made.exitCode, 0, made.all);
  });
  after(async () => {
    await gate.close();
    await watch.stop();
  });

  it("is killed twice, at a rebuild and at a create", async () => {
    const dead = join(fleet.project, "dead.kubeconfig");
    const text = readFileSync(file.sandbox.kubeconfig, "utf8");
    writeFileSync(dead, text.replace(/(server: https:\/\/[^:\s]+):\d+/g, "$1:9"), { mode: 0o600 });
    const broken = Object.entries(brokenSites).map(([name, { entry }]) => [name, entry] as const);
    const unreachable = away.map((name, index) => {
      const entry = index === 0 ? { connection: { managementCluster: { kubeconfig: dead } } } : deadVcenter;
      return [name, entry] as const;
    });
    fleet.configure(Object.fromEntries([...broken, ...unreachable]), { rebuild: { generation: 1 } });
    for (const [name, moment] of [
      [at(9), "ended"],
      [at(24), "previewed"],
    ] as const) {
      const { title, ...kill } = duringRun(name)[moment];
      const killed = await fleet.roll(args, kill);
      assert.equal(killed.signal, "SIGKILL", `${title}: ${killed.all}`);
    }
  });

  it("goes on through an outage of a vCenter to the end", async () => {
    const before = fleet.events.length;
    const rolling = fleet.roll(args);
    const isSecond = (site: string) => second.includes(site);
    await fleet.event(
      "a site of the vCenter",
      (one) => one.event === "site-started" && isSecond(one.site),
      before,
      outageSeconds,
    );
    await gate.close();
    const deferred = () =>
      fleet.events.slice(before).filter((one) => one.event === "site-ended" && one.outcome === "deferred");
    await fleet.event("the outage to be noticed", () => deferred().length >= 3, before, outageSeconds);
    await gate.open();
    const { exitCode, all } = await rolling;
    assert.equal(exitCode, 1, all);
  });

  it("has every healthy site as configured, Ready, made or rebuilt once", async () => {
    const clusters = new Map(
      (await fleet.apis.list("cluster")).map((cluster) => [cluster.metadata.name, cluster] as const),
    );
    for (const name of healthy) {
      const cluster = clusters.get(name) ?? assert.fail(`there is no Cluster ${name}`);
      assert.equal(conditionOf(cluster, "Ready"), "True", name);
      assert.equal(watch.countOf(name), existing.includes(name) ? 2 : 1, name);
      const done = fleet.ledger.filter(
        (one) => one.kind === "end" && one.site === name && one.outcome === "done",
      );
      assert.equal(done.length, 1, name);
    }
    // What its gate stopped was not deleted; what could not be made is not there.
    assert.equal(watch.countOf(at(6)), 1);
    for (const name of [...Object.keys(brokenSites).slice(1), ...away])
      assert.equal(watch.countOf(name), 0, name);
  });

  it("names every broken site with its reason, and every one that could not be reached", () => {
    const report = readFileSync(join(fleet.project, "report.md"), "utf8");
    const sections = report.split(/^## /m);
    for (const [name, { reason }] of Object.entries(brokenSites)) {
      const section = sections.find((one) => one.startsWith(`${name}: `)) ?? assert.fail(name);
      assert.match(section, /^site-\d\d: (failed|invalid|refused)\n/);
      assert.match(section, reason);
    }
    for (const name of away) {
      assert.ok(
        sections.some((one) => one.startsWith(`${name}: could not be reached\n`)),
        name,
      );
    }
    assert.equal(sections.filter((one) => one.startsWith("site-")).length, 8);
  });

  it("has written no password anywhere", async () => {
    await fleet.edge(["fleet", "status", "--html", join(fleet.project, "fleet.html")]);
    const { password } = file.sandbox.vcenter;
    assert.ok(fleet.written.length > 60);
    for (const path of fleet.written) assert.ok(!readFileSync(path, "utf8").includes(password), path);
  });
});
