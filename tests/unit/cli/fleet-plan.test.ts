/** `tkg-edge fleet plan` over several management clusters and vCenters, without any of them. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fleetPlan, type FleetPlanOptions } from "../../../src/cli/edge/fleet-plan.js";
import type { PulumiRunner } from "../../../src/cli/edge/store-password.js";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { UserError } from "../../../src/config/problem.js";
import type { FleetPlan } from "../../../src/fleet/plan/plan-fleet.js";
import { closedWindow } from "../../closed-window.js";
import { connection, defaults, FakeFleet, liveObjectsOf, site } from "../fleet/fake-fleet.js";

describe("tkg-edge fleet plan", () => {
  let directory: string;
  let systems: FakeFleet;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-plan-"));
    writeFileSync(join(directory, "Pulumi.yaml"), "name: tkg-edge\nruntime: nodejs\n");
    systems = new FakeFleet();
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const cluster: FakeFleet["cluster"] = (...args) => {
    systems.cluster(...args);
  };
  const noPulumi: PulumiRunner = () => Promise.reject(new Error("pulumi was called"));

  async function plan(
    fleet: object,
    options: Partial<FleetPlanOptions> = {},
    pulumi = noPulumi,
  ): Promise<{ code: number; out: string; err: string }> {
    writeFileSync(join(directory, "fleet.yaml"), JSON.stringify(fleet));
    let out = "";
    let err = "";
    const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (err += text) };
    const all = { directory, fleet: "fleet.yaml", json: false, markdown: false, states: false, ...options };
    return { code: await fleetPlan(all, terminal, pulumi, "1.2.3", systems.facts()), out, err };
  }

  const jsonOf = async (fleet: object, options: Partial<FleetPlanOptions> = {}) => {
    const { out, code } = await plan(fleet, { ...options, json: true });
    return { code, plan: JSON.parse(out) as FleetPlan & { summary: Record<string, number> } };
  };
  const wordsOf = ({ sites }: FleetPlan) => Object.fromEntries(sites.map(({ name, word }) => [name, word]));
  it("has the time at which a rebuild may start, where that is not now", async () => {
    cluster("mgmt-admin@mgmt", [...liveObjectsOf("one", "10.0.0.1"), ...liveObjectsOf("two", "10.0.0.2")]);
    const withWindow = { ...defaults, site: { ...defaults.site, rebuild: closedWindow() } };
    const fleet = { defaults: withWindow, sites: { one: site("10.0.0.1"), two: site("10.0.0.9") } };
    const { out } = await plan(fleet);
    assert.match(
      out,
      /REBUILD {2}two\n(?: {4}.*\n)* {4}not yet: no window of .*; the next one opens .* UTC \(.* UTC\)\n/,
    );
    const { sites } = (await jsonOf(fleet)).plan;
    assert.equal(sites[0]?.window, undefined);
    assert.ok(Date.parse(sites[1]?.window?.opensAt ?? "") > Date.now());
    assert.match((await plan(fleet, { markdown: true })).out, /<br>not yet: no window/);
  });

  it("is 0 for nothing to do, 2 for changes, 3 for rebuilds and 1 for problems", async () => {
    cluster("mgmt-admin@mgmt", [...liveObjectsOf("one", "10.0.0.1"), ...liveObjectsOf("two", "10.0.0.2")]);
    const sites = { one: site("10.0.0.1"), two: site("10.0.0.2") };
    assert.equal((await plan({ defaults, sites })).code, 0);
    const labels = { ...defaults, site: { ...defaults.site, labels: { tier: "gold" } } };
    const changed = await plan({ defaults: labels, sites });
    assert.equal(changed.code, 2);
    assert.match(
      changed.out,
      /^2 sites: 2 in place\n\nin place {2}one, two\n {4}site\.labels\.tier: \(not set\) -> gold\n/,
    );
    const rebuilt = await plan({ defaults: labels, sites: { ...sites, two: site("10.0.0.9") } });
    assert.equal(rebuilt.code, 3);
    assert.match(rebuilt.out, /REBUILD {2}two\n {4}site\.controlPlaneEndpoint: 10\.0\.0\.2 -> 10\.0\.0\.9\n/);
    const wrong = await plan({ defaults, sites: { ...sites, three: site("10.0.0") } });
    assert.equal(wrong.code, 1);
    assert.match(wrong.out, /invalid {2}three\n {4}fleet\.yaml:\d+:\d+ tkg-edge:site\.controlPlaneEndpoint/);
  });

  it("reads each management cluster by two calls, however many sites are on it", async () => {
    const names = Array.from({ length: 40 }, (_, index) => `site-${index}`);
    cluster(
      "mgmt-admin@mgmt",
      names.flatMap((name, index) => liveObjectsOf(name, `10.0.1.${index + 1}`)),
    );
    const sites = Object.fromEntries(names.map((name, index) => [name, site(`10.0.1.${index + 1}`)]));
    assert.equal((await plan({ defaults, sites })).code, 0);
    assert.deepEqual(
      (systems.clusters.get("mgmt-admin@mgmt")?.queries ?? []).filter((query) => !query.includes(",")),
      ["secrets of a type"],
    );
    assert.equal(systems.clusters.get("mgmt-admin@mgmt")?.queries.length, 2);
  });

  it("has a dead management cluster and a dead vCenter make their own sites unreachable, and nobody else's", async () => {
    const at = (context: string, server: string) => ({
      connection: { managementCluster: { context }, vcenter: { server } },
    });
    cluster("mgmt-admin@mgmt", liveObjectsOf("one", "10.0.0.1"));
    cluster("south", [], { silence: "dial tcp: connection refused" });
    systems.dead.add("vcenter-b.example.com");
    const { code, plan: found } = await jsonOf({
      defaults,
      groups: {
        b: at("mgmt-admin@mgmt", "vcenter-b.example.com"),
        south: at("south", connection.vcenter.server),
      },
      sites: {
        one: site("10.0.0.1"),
        two: site("10.0.0.2", { groups: ["b"] }),
        three: site("10.0.0.3", { groups: ["south"] }),
      },
    });
    assert.deepEqual(wordsOf(found), { one: "nothing", two: "unreachable", three: "unreachable" });
    assert.equal(code, 1);
    assert.equal(found.summary.unreachable, 2);
  });

  it("lists what belongs to no site, but not for a part of the fleet", async () => {
    const orphan: LiveObject = {
      kind: "Secret",
      metadata: { name: "left", namespace: "default", annotations: { "tkg-edge/made-by": "tkg-edge/gone" } },
    };
    cluster("mgmt-admin@mgmt", [
      ...liveObjectsOf("one", "10.0.0.1"),
      ...liveObjectsOf("gone-too", "10.0.0.8"),
      orphan,
    ]);
    const fleet = { defaults, sites: { one: site("10.0.0.1", { labels: { ring: "canary" } }) } };
    const { code, out } = await plan(fleet);
    assert.equal(code, 0);
    assert.match(
      out,
      /2 objects of tkg-edge that belong to no site of this fleet:\n {4}Cluster default\/gone-too \(tkg-edge\/gone-too\)\n {4}Secret default\/left \(tkg-edge\/gone\)/,
    );
    assert.doesNotMatch((await plan(fleet, { selector: "ring=canary" })).out, /belong to no site/);
  });

  it("plans the sites that a selector has", async () => {
    cluster("mgmt-admin@mgmt", []);
    const sites = {
      one: site("10.0.0.1", { labels: { ring: "canary", region: "north" } }),
      two: site("10.0.0.2", { labels: { ring: "late" } }),
    };
    const selected = async (selector: string) =>
      Object.keys(wordsOf((await jsonOf({ defaults, sites }, { selector })).plan));
    assert.deepEqual(await selected("ring=canary"), ["one"]);
    assert.deepEqual(await selected("ring!=canary"), ["two"]);
    assert.deepEqual(await selected("region"), ["one"]);
    for (const none of ["region,ring=late", "rng=canary", "toString"]) {
      await assert.rejects(
        selected(none),
        ({ message }: Error) =>
          message ===
          `--selector: no site of fleet.yaml has the labels ${none}; labels of sites are region=north, ring=canary, ring=late`,
      );
    }
    await assert.rejects(selected("ring in (canary)"), UserError);
  });

  it("reads the outputs of another stack once, and has sites without them unreachable", async () => {
    cluster("mgmt-admin@mgmt", liveObjectsOf("one", "10.0.0.1"));
    const { tkrVersion, className, ...followed } = defaults.site;
    const following = { ...defaults, site: { ...followed, from: { management: "mgmt-eu" } } };
    const calls: string[] = [];
    const answering =
      (answer: { ok: boolean; stdout: string; stderr: string }): PulumiRunner =>
      (args) => {
        calls.push(args.slice(0, 2).join(" "));
        return Promise.resolve(answer);
      };
    const sites = { one: site("10.0.0.1"), two: site("10.0.0.2") };
    const outputs = JSON.stringify({ tkrVersion, className });
    const read = await plan(
      { defaults: following, sites },
      {},
      answering({ ok: true, stdout: outputs, stderr: "" }),
    );
    assert.deepEqual(calls, ["stack output"]);
    assert.match(read.out, /^2 sites: 1 (create|refused), 1 nothing/);
    const unread = await plan(
      { defaults: following, sites },
      {},
      answering({ ok: false, stdout: "", stderr: "no login" }),
    );
    assert.match(
      unread.out,
      /unreachable {2}one, two\n {4}tkg-edge:site\.from\.management is "mgmt-eu", which cannot be read/,
    );
    const mixed = { one: sites.one, two: { site: { ...sites.two.site, from: { management: "mgmt-us" } } } };
    const broken: PulumiRunner = (args) =>
      args.includes("mgmt-us")
        ? Promise.resolve({ ok: true, stdout: "warning: a new version is available", stderr: "" })
        : Promise.resolve({ ok: true, stdout: outputs, stderr: "" });
    const half = await plan({ defaults: following, sites: mixed }, {}, broken);
    assert.match(
      half.out,
      /unreachable {2}two\n.*"mgmt-us", which cannot be read.*pulumi stack output printed no JSON/,
    );
    assert.match(half.out, /^2 sites: 1 unreachable, 1 nothing/);
    const lost = await plan({ defaults: following, sites }, {}, () =>
      Promise.reject(new UserError("pulumi is not on the PATH")),
    );
    assert.match(lost.out, /unreachable {2}one, two\n.*pulumi is not on the PATH/);
    const given = await plan({ defaults: following, sites: { one: sites.one } }, { tkrVersion, className });
    assert.equal(given.code, 0, given.out);
  });

  it("starts no program that a kubeconfig of the repository names", async () => {
    const user = {
      name: "u",
      user: { exec: { command: "./steal", apiVersion: "client.authentication.k8s.io/v1" } },
    };
    writeFileSync(
      join(directory, "mgmt.kubeconfig"),
      JSON.stringify({
        contexts: [{ name: "mgmt-admin@mgmt", context: { cluster: "c", user: "u" } }],
        clusters: [{ name: "c", cluster: { server: "https://127.0.0.1:1" } }],
        users: [user],
      }),
    );
    const { code, out } = await plan({ defaults, sites: { one: site("10.0.0.1") } });
    assert.equal(code, 1);
    assert.match(out, /unreachable {2}one\n.*starts a program to log in \(\.\/steal\)/);
  });

  it("prints a table for a merge request", async () => {
    cluster("mgmt-admin@mgmt", [...liveObjectsOf("one", "10.0.0.1"), ...liveObjectsOf("two", "10.0.0.2")]);
    const { out } = await plan(
      { defaults, sites: { one: site("10.0.0.1"), two: site("10.0.0.9") } },
      { markdown: true },
    );
    assert.match(out, /^\*\*2 sites: 1 REBUILD, 1 nothing\*\*\n\n\| plan \| sites \| why \|\n/);
    assert.match(
      out,
      /\| \*\*REBUILD\*\* \| two \| site\.controlPlaneEndpoint: 10\.0\.0\.2 -> 10\.0\.0\.9 \|/,
    );
  });
});
