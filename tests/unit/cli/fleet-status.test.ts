/** `tkg-edge fleet status` over several management clusters, without any of them. */
import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fleetStatus, type FleetStatusOptions } from "../../../src/cli/edge/fleet-status.js";
import { ledgerIn, rolloutFolder } from "../../../src/cli/edge/rollout/rollout-folder.js";
import type { PulumiRunner } from "../../../src/cli/edge/store-password.js";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { UserError } from "../../../src/config/problem.js";
import { Ledger } from "../../../src/fleet/rollout/ledger.js";
import { statusReportSchema, type StatusReport } from "../../../src/fleet/status/report.js";
import { connection, defaults, FakeFleet, liveObjectsOf, site } from "../fleet/fake-fleet.js";
import { madeUpRecords } from "../fleet/rollout/made-up-rollout.js";

const secret = "s3cr3t-marker";

/** With what controllers report of a running cluster, and a password that must not be printed. */
function running(name: string, endpoint: string): readonly LiveObject[] {
  const types = [
    "TopologyReconciled",
    "InfrastructureReady",
    "ControlPlaneInitialized",
    "ControlPlaneReady",
    "Ready",
  ];
  const machine: LiveObject = {
    kind: "Machine",
    metadata: {
      name: `${name}-0`,
      namespace: "default",
      creationTimestamp: "2026-01-01T00:00:00Z",
      labels: { "cluster.x-k8s.io/cluster-name": name },
    },
    spec: { version: "v1.25.7" },
    status: { certificatesExpiryDate: "2999-01-01T00:00:00Z" },
  };
  const objects = liveObjectsOf(name, endpoint).map((object) => {
    if (object.kind === "Cluster") {
      return { ...object, status: { conditions: types.map((type) => ({ type, status: "True" })) } };
    }
    const { username = "" } = object.data ?? {};
    return object.kind === "Secret"
      ? { ...object, data: { username, password: Buffer.from(secret).toString("base64") } }
      : object;
  });
  return [...objects, machine];
}

describe("tkg-edge fleet status", () => {
  let directory: string;
  let systems: FakeFleet;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-status-"));
    writeFileSync(join(directory, "Pulumi.yaml"), "name: tkg-edge\nruntime: nodejs\n");
    systems = new FakeFleet();
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const noPulumi: PulumiRunner = () => Promise.reject(new Error("pulumi was called"));

  async function status(fleet: object, options: Partial<FleetStatusOptions> = {}) {
    writeFileSync(join(directory, "fleet.yaml"), JSON.stringify(fleet));
    let out = "";
    let err = "";
    const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (err += text) };
    const all = { directory, fleet: "fleet.yaml", json: false, ...options };
    const code = await fleetStatus(all, terminal, noPulumi, "1.2.3", systems.facts());
    assert.ok(!out.includes(secret) && !out.includes(Buffer.from(secret).toString("base64")), out);
    return { code, out, err };
  }
  async function report(fleet: object, options: Partial<FleetStatusOptions> = {}): Promise<StatusReport> {
    return statusReportSchema.parse(JSON.parse((await status(fleet, { ...options, json: true })).out));
  }
  const healthOf = ({ sites }: StatusReport) =>
    Object.fromEntries(sites.map(({ name, health }) => [name, health]));

  it("shows what runs, by two calls for each management cluster", async () => {
    systems.cluster("mgmt-admin@mgmt", [...running("one", "10.0.0.1"), ...running("two", "10.0.0.2")]);
    const sites = { one: site("10.0.0.1"), two: site("10.0.0.2") };
    const { code, out, err } = await status({ defaults, sites });
    assert.equal(code, 0, out + err);
    assert.match(out, /^2 sites: 2 ready\n\nRELEASE +SITES {2}READY\nv1\.25\.7\S* +2 {6}2\n$/);
    assert.equal(systems.clusters.get("mgmt-admin@mgmt")?.queries.length, 2);
    const [first] = (await report({ defaults, sites })).sites;
    assert.equal(first?.certificatesExpireAt, "2999-01-01T00:00:00Z");
    assert.equal(first.cluster, "default/one");
    assert.equal(first.plan.word, "nothing");
  });

  it("has a dead management cluster make its own sites unreachable, and nobody else's", async () => {
    systems.cluster("mgmt-admin@mgmt", running("one", "10.0.0.1"));
    systems.cluster("south", [], { silence: "dial tcp: connection refused" });
    systems.dead.add("vcenter-b.example.com");
    const at = (context: string, server: string) => ({
      connection: { managementCluster: { context }, vcenter: { server } },
    });
    const fleet = {
      defaults,
      groups: {
        south: at("south", connection.vcenter.server),
        b: at("mgmt-admin@mgmt", "vcenter-b.example.com"),
      },
      sites: {
        one: site("10.0.0.1"),
        two: site("10.0.0.2", { groups: ["south"] }),
        three: site("10.0.0.3", { groups: ["b"] }),
        four: site("10.0.0"),
      },
    };
    const found = await report(fleet);
    assert.deepEqual(healthOf(found), { one: "ready", two: "unreachable", three: "absent", four: "unknown" });
    assert.equal(found.exitCode, 1);
    assert.match(found.sites.find(({ name }) => name === "two")?.reasons[0] ?? "", /connection refused/);
    assert.match(found.sites.find(({ name }) => name === "four")?.reasons[0] ?? "", /controlPlaneEndpoint/);
    const { code, out } = await status(fleet);
    assert.equal(code, 1);
    assert.match(out, /^4 sites: 1 ready, 1 absent, 1 unknown, 1 unreachable\n/);
  });

  it("shows the sites that a selector has", async () => {
    systems.cluster("mgmt-admin@mgmt", running("one", "10.0.0.1"));
    const sites = { one: site("10.0.0.1", { labels: { ring: "canary" } }), two: site("10.0.0.2") };
    assert.deepEqual(healthOf(await report({ defaults, sites }, { selector: "ring=canary" })), {
      one: "ready",
    });
  });

  it("starts no program that a kubeconfig of the repository names", async () => {
    const exec = { command: "./steal", apiVersion: "client.authentication.k8s.io/v1" };
    writeFileSync(
      join(directory, "mgmt.kubeconfig"),
      JSON.stringify({
        contexts: [{ name: "mgmt-admin@mgmt", context: { cluster: "c", user: "u" } }],
        clusters: [{ name: "c", cluster: { server: "https://127.0.0.1:1" } }],
        users: [{ name: "u", user: { exec } }],
      }),
    );
    const { code, out } = await status({ defaults, sites: { one: site("10.0.0.1") } });
    assert.equal(code, 1);
    assert.match(out, /starts a program to log in \(\.\/steal\)/);
  });

  it("is 1 for a fleet file that is wrong, and names what is", async () => {
    systems.cluster("mgmt-admin@mgmt", running("one", "10.0.0.1"));
    const { code, err } = await status({ defaults, sites: { one: site("10.0.0.1") }, color: "red" });
    assert.equal(code, 1);
    assert.match(err, /color/);
  });

  it("writes the metrics whole and readable for others, or not at all", async () => {
    systems.cluster("mgmt-admin@mgmt", running("one", "10.0.0.1"));
    const fleet = { defaults, sites: { one: site("10.0.0.1") } };
    const folder = join(directory, "textfile");
    mkdirSync(folder);
    const metrics = join(folder, "fleet.prom");
    await status(fleet, { metrics });
    assert.match(readFileSync(metrics, "utf8"), /^tkg_edge_site_ready\{site="one"\} 1$/m);
    const [mode = 0, usual = 0] = [metrics, join(directory, "fleet.yaml")].map(
      (file) => statSync(file).mode & 0o777,
    );
    assert.equal(mode, usual & 0o644);
    await assert.rejects(
      status(fleet, { metrics: join(directory, "none", "fleet.prom") }),
      (error: UserError) => /^--metrics: \S+ cannot be written: ENOENT/.test(error.message),
    );
    assert.ok(!existsSync(join(directory, "none")));
    assert.deepEqual(readdirSync(folder), ["fleet.prom"]);
  });

  it("shows the last rollout from its ledger, and is whole where that is damaged", async () => {
    const ledger = Ledger.open(ledgerIn(rolloutFolder(directory, "fleet.yaml")));
    const sites = { sites: ["one", "two"] };
    for (const record of madeUpRecords(sites, [
      { site: "one", wave: "sites", outcome: "failed", reasons: ["why"] },
    ]))
      ledger.append(record);
    ledger.close();
    const html = join(directory, "fleet.html");
    const fleet = { defaults, sites: {} };
    const shown = await status(fleet, { json: true, html });
    const { rollout } = statusReportSchema.parse(JSON.parse(shown.out));
    assert.deepEqual(
      rollout?.waves[0]?.sites.map((one) => [one.name, one.status, one.reasons]),
      [
        ["one", "failed", ["why"]],
        ["two", "waiting", []],
      ],
    );
    assert.match(readFileSync(html, "utf8"), /<h2 id="rollout">Last rollout<[\s\S]*✗ one/);
    writeFileSync(
      ledger.file,
      readFileSync(ledger.file, "utf8").replace('"why"', '"because"').concat("{}\n"),
    );
    const damaged = await status(fleet, { html });
    assert.equal(damaged.code, shown.code);
    assert.match(damaged.err, /^the last rollout is not shown: .*ledger\.jsonl, line 4: this line/m);
    assert.doesNotMatch(readFileSync(html, "utf8"), /id="rollout"/);
  });
});
