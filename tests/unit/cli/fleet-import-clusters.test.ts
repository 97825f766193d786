/** `tkg-edge fleet import --from-cluster` against invented management clusters, each followed by the plan of the fleet. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { load } from "js-yaml";
import {
  fleetImportClusters,
  type FleetImportClustersOptions,
} from "../../../src/cli/edge/fleet-import-clusters.js";
import { fleetPlan } from "../../../src/cli/edge/fleet-plan.js";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { UserError } from "../../../src/config/problem.js";
import { Facts } from "../../../src/environment/facts/facts.js";
import type { FleetPlan } from "../../../src/fleet/plan/plan-fleet.js";
import { releasedStack } from "../../upgrade/releases.js";
import { put, variable } from "../config/object-spec/manifest.js";
import { elided, pageStack } from "../example-site.js";
import { FakeManagement, type FakeTroubles } from "../fake-management.js";
import { liveObjectsOf } from "../fleet/fake-fleet.js";
import { tkrObject, type Changes } from "../fleet/plan/live-site.js";
import { clusterNamed, password, secretOf } from "./adopt-command.js";

const namespaces: readonly LiveObject[] = ["default", "retail", "other"].map((name) => ({
  ...{ kind: "Namespace", metadata: { name } },
}));
const osImage: LiveObject = {
  kind: "OSImage",
  metadata: { name: "photon" },
  spec: {
    os: { name: "photon", version: "3", arch: "amd64" },
    image: { ref: { version: `${pageStack.management.tkr.version}-ac20b3` } },
  },
};
const connection = { managementCluster: { kubeconfig: "mgmt.kubeconfig", context: "mgmt" } };
const defaults = { connection };

/** A Cluster of the vendor page with its Secret. @param change of the Cluster */
function ofPage(
  name: string,
  endpoint: string,
  change: (cluster: Record<string, unknown>) => void = () => undefined,
  namespace = "retail",
): LiveObject[] {
  const cluster = structuredClone(clusterNamed(name, namespace)) as unknown as Record<string, unknown>;
  variable({ cluster, secret: {}, bootstrap: {} }, "apiServerEndpoint", endpoint);
  change(cluster);
  return [cluster as unknown as LiveObject, secretOf(name, namespace)];
}

/** Sets a field of the variable `vcenter`. */
const placed = (field: string, value: string) => (cluster: Record<string, unknown>) => {
  const { topology } = cluster.spec as { topology: { variables: { name: string; value: object }[] } };
  const vcenter = topology.variables.find((one) => one.name === "vcenter");
  if (vcenter) vcenter.value = { ...vcenter.value, [field]: value };
};

/** All in another datacenter. */
const north = (cluster: Record<string, unknown>) => {
  const where = {
    ...{ datacenter: "/north", datastore: "/north/datastore/ssd", folder: "/north/vm/edge" },
    ...{ network: "/north/network/shop", resourcePool: "/north/host/c/Resources" },
  };
  for (const [field, value] of Object.entries(where)) placed(field, value)(cluster);
};

/** A Cluster of a stack of this project. */
const ofStack = (name: string, endpoint: string, changes: Changes = {}): readonly LiveObject[] =>
  liveObjectsOf(name, endpoint, { protect: true, ...changes });

/** As a user without tkg-edge applies it. */
function withoutRecord(object: LiveObject): LiveObject {
  const kept = Object.entries(object.metadata.annotations ?? {}).filter(
    ([key]) => !key.startsWith("tkg-edge/"),
  );
  return { ...object, metadata: { ...object.metadata, annotations: Object.fromEntries(kept) } };
}

describe("tkg-edge fleet import --from-cluster", () => {
  let directory: string;
  let clusters: Map<string, FakeManagement>;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-import-"));
    clusters = new Map();
    write("Pulumi.yaml", "name: tkg-edge\nruntime: nodejs\n");
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const path = (name: string) => join(directory, name);
  const text = (name: string) => readFileSync(path(name), "utf8");
  function write(name: string, content: unknown): void {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), typeof content === "string" ? content : JSON.stringify(content));
  }
  const live = (objects: readonly LiveObject[], context = "mgmt", troubles: FakeTroubles = {}) => {
    const system: LiveObject = {
      kind: "Namespace",
      metadata: { name: "kube-system", uid: `uid-${context}` },
    };
    const all = [system, ...namespaces, tkrObject, osImage, ...objects];
    clusters.set(context, new FakeManagement(all, troubles));
  };
  const facts = () =>
    new Facts({
      managementCluster: ({ context }) => clusters.get(context) ?? assert.fail(context),
      certificate: () => {
        const certificate = { thumbprint: "", subject: "", issuer: "", validFrom: new Date(0) };
        return Promise.resolve({
          ...{ certificate: { ...certificate, validTo: new Date(Date.now() + 1e10) }, fault: undefined },
        });
      },
      knock: () => Promise.resolve("silent"),
    });

  async function run(given: Partial<FleetImportClustersOptions> = {}) {
    let [out, err] = ["", ""];
    const terminal = { out: (more: string) => void (out += more), err: (more: string) => void (err += more) };
    const options = {
      ...{ directory, fleet: "fleet.yaml", group: [], cluster: [], common: "imported", print: false },
      ...{ editLoadBalancer: false, plainSecrets: false },
      ...given,
    };
    await fleetImportClusters(options, terminal, "1.2.3", facts());
    assert.ok(!`${out}${err}`.includes(password));
    return { out, err };
  }

  /** What is refused; nothing is written. */
  async function refusal(given: Partial<FleetImportClustersOptions> = {}): Promise<string> {
    const before = existsSync(path("fleet.yaml")) ? text("fleet.yaml") : undefined;
    try {
      await run(given);
    } catch (error) {
      assert.ok(error instanceof UserError, String(error));
      assert.equal(existsSync(path("fleet.yaml")) ? text("fleet.yaml") : undefined, before);
      assert.ok(!error.message.includes(password));
      return error.message;
    }
    assert.fail("it was written");
  }

  /** The words of the plan of the fleet as it is now. */
  async function words(): Promise<Record<string, string>> {
    let out = "";
    const terminal = { out: (more: string) => void (out += more), err: (more: string) => void (out += more) };
    const options = { directory, fleet: "fleet.yaml", json: true, markdown: false, states: false };
    const noPulumi = () => Promise.reject(new Error("pulumi was called"));
    await fleetPlan(options, terminal, noPulumi, "1.2.3", facts());
    const { sites } = JSON.parse(out) as FleetPlan;
    return Object.fromEntries(
      sites.map(({ name, word, reasons }) => [
        name,
        word === "adopt" || word === "nothing" ? word : `${word}: ${JSON.stringify(reasons)}`,
      ]),
    );
  }
  const fleetNow = (name = "fleet.yaml") => load(text(name)) as Record<string, Record<string, unknown>>;

  it("writes what the Clusters share to the defaults of a fleet without sites, and the rest to each", async () => {
    write(
      "fleet.yaml",
      "# Ours.\ndefaults:\n  connection: # of all\n    managementCluster: {kubeconfig: mgmt.kubeconfig, context: mgmt}\n\n# The sites.\nsites: {}\n",
    );
    live([
      ...ofPage("east", "192.0.2.1"),
      ...ofPage("south", "192.0.2.2", placed("resourcePool", "/dc3/host/south/Resources")),
      ...ofPage("west", "192.0.2.3"),
    ]);
    const { out } = await run();
    const { sites, defaults: shared } = fleetNow();
    assert.deepEqual(sites, {
      east: { site: { controlPlaneEndpoint: "192.0.2.1", adopt: true } },
      south: {
        site: {
          placement: { resourcePool: "/dc3/host/south/Resources" },
          controlPlaneEndpoint: "192.0.2.2",
          adopt: true,
        },
      },
      west: { site: { controlPlaneEndpoint: "192.0.2.3", adopt: true } },
    });
    const { vcenter } = shared?.connection as { vcenter: object };
    assert.deepEqual(Object.keys(vcenter).sort(), ["server", "thumbprint", "username"]);
    assert.match(
      text("fleet.yaml"),
      /^# Ours\.\ndefaults:\n {2}connection: # of all\n[^]*\n# The sites\.\nsites:\n/,
    );
    assert.deepEqual(await words(), { east: "adopt", south: "adopt", west: "adopt" });
    assert.match(
      out,
      /3 Clusters added to fleet\.yaml as sites, 0 there already\nwhat they share is in defaults/,
    );
    assert.match(
      out,
      /next:\n {2}tkg-edge fleet validate\n {2}tkg-edge fleet init .*\n {2}tkg-edge fleet plan .*\n {2}pulumi up --stack east/,
    );
    assert.ok(!text("fleet.yaml").includes(password));

    const again = text("fleet.yaml");
    assert.match((await run()).out, /3 Clusters of management cluster mgmt in fleet\.yaml already/);
    assert.equal(text("fleet.yaml"), again);
  });

  it("writes it to a group of a fleet with sites, of which nothing changes", async () => {
    const one = {
      site: { ...pageStack.site, name: undefined, tkrVersion: pageStack.management.tkr.version },
    };
    const before = [
      `defaults: ${JSON.stringify(defaults)}`,
      "groups:",
      "  imported: {labels: {a: b}} # kept",
      "# Each its own.",
      "sites:",
      `  one: ${JSON.stringify({ ...one, connection: { vcenter: pageStack.connection.vcenter } })}`,
      "  files: [more/*.yaml]",
      "",
    ].join("\n");
    write("fleet.yaml", before);
    write("more/a.yaml", "{}\n");
    live([...ofPage("east", "192.0.2.1"), ...ofPage("south", "192.0.2.2")]);
    await run({ to: "more/b.yaml" });
    const after = text("fleet.yaml");
    const lines = new Set(after.split("\n"));
    assert.deepEqual(
      before.split("\n").filter((line) => !lines.has(line)),
      [],
    );
    assert.match(after, /\n {2}imported-2:\n/);
    const { east } = fleetNow("more/b.yaml");
    assert.deepEqual(east, {
      groups: ["imported-2"],
      site: { controlPlaneEndpoint: "192.0.2.1", adopt: true },
    });
    const { one: other, ...imported } = await words();
    assert.match(other ?? "", /^create|^refused/);
    assert.deepEqual(imported, { east: "adopt", south: "adopt" });
  });

  it("makes a group for each datacenter, and takes the group that leads to a management cluster and vCenter", async () => {
    write("connections/south.yaml", {
      managementCluster: { kubeconfig: "../s.kubeconfig", context: "south" },
    });
    write("fleet.yaml", {
      defaults,
      groups: { b: { connectionFile: "connections/south.yaml" } },
      sites: {},
    });
    live([...ofPage("a1", "192.0.2.1"), ...ofPage("a2", "192.0.2.2")]);
    live(
      [
        ...ofPage("b1", "192.0.2.1", north),
        ...ofPage("b2", "192.0.2.2", north),
        ...ofPage("a1", "192.0.2.3", north),
      ],
      "south",
    );
    await run({ cluster: ["retail/a2", "retail/b1", "retail/b2"] });
    const { sites, groups } = fleetNow();
    assert.deepEqual(sites?.b1, { groups: ["b"], site: { controlPlaneEndpoint: "192.0.2.1", adopt: true } });
    assert.deepEqual(Object.keys(groups ?? {}), ["b"]);
    assert.deepEqual(await words(), { a2: "adopt", b1: "adopt", b2: "adopt" });
    await run();
    const all = { a2: "adopt", b1: "adopt", b2: "adopt", "mgmt-a1": "adopt", "south-a1": "adopt" };
    assert.deepEqual(await words(), all);
  });

  it("groups what Clusters of one datacenter share", async () => {
    write("fleet.yaml", { defaults, sites: {} });
    live([
      ...["a1", "a2", "a3"].flatMap((name, index) => ofPage(name, `192.0.2.${index + 1}`)),
      ...["n1", "n2"].flatMap((name, index) => ofPage(name, `192.0.2.${index + 11}`, north)),
    ]);
    await run();
    const { groups, sites } = fleetNow();
    assert.deepEqual(Object.keys(groups ?? {}), ["north"]);
    assert.deepEqual(groups?.north, {
      site: {
        placement: {
          ...{ datacenter: "/north", datastore: "/north/datastore/ssd", folder: "/north/vm/edge" },
          ...{ network: "/north/network/shop", resourcePool: "/north/host/c/Resources" },
        },
      },
    });
    assert.deepEqual(sites?.n1, {
      groups: ["north"],
      site: { controlPlaneEndpoint: "192.0.2.11", adopt: true },
    });
    assert.deepEqual(new Set(Object.values(await words())), new Set(["adopt"]));
  });

  const changes: Readonly<Record<string, Changes>> = {
    "as the example has it": {},
    "without protection": { protect: false },
    "with labels and annotations": {
      labels: { tier: "gold" },
      annotations: { "example.com/owner": "retail" },
    },
    "with Calico": { cni: "calico" },
    "as on the vendor page": { cpi: { excludeEndpoint: false } },
    "with a shared identity": { identityRef: { name: "shared" } },
    "rebuilt before": { rebuild: { generation: 3 } },
    "with another name": { name: "other-name" },
    "with more of the node": {
      node: { labels: { a: "b" }, nameservers: ["203.0.113.2"] },
      auditLogging: true,
    },
    "with timeouts of the node": { nodeTimeouts: { drainSeconds: 60 } },
    "with variables": {
      variables: { apiServerPort: 8443, controlPlaneCertificateRotation: { daysBefore: 60 } },
    },
    "with variables of its own": { extraVariables: { acmeAgent: { enabled: true } } },
    "with metadata of machines": { controlPlaneMetadata: { labels: { "example.com/a": "b" } } },
  };
  for (const [what, changed] of Object.entries(changes)) {
    it(`has a Cluster of a stack of this project as that stack has it: ${what}`, async () => {
      write("fleet.yaml", {
        ...{ defaults: { connection: { ...connection, vcenter: { username: elided.username } } }, sites: {} },
      });
      live(ofStack("one", "192.0.2.1", changed));
      await run();
      assert.deepEqual(await words(), { one: "nothing" }, text("fleet.yaml"));
      assert.ok(!text("fleet.yaml").includes("adopt"));
    });

    it(`takes over a Cluster that kubectl made of the same manifests: ${what}`, async () => {
      write("fleet.yaml", {
        ...{ defaults: { connection: { ...connection, vcenter: { username: elided.username } } }, sites: {} },
      });
      live(ofStack("one", "192.0.2.1", changed).map(withoutRecord));
      await run();
      assert.deepEqual(Object.values(await words()), ["adopt"], text("fleet.yaml"));
    });
  }

  for (const kind of ["site", "calico", "identity", "standard"]) {
    it(`imports a Cluster of release 0.1.0 with a warning, and plans it as unknown: ${kind}`, async () => {
      write("fleet.yaml", {
        ...{ defaults: { connection: { ...connection, vcenter: { username: elided.username } } }, sites: {} },
      });
      const { resources } = releasedStack("0.1.0", kind).state.deployment;
      const objects = resources.flatMap(({ type, outputs }) =>
        type.startsWith("kubernetes:") && !type.endsWith(":Secret") && outputs !== undefined
          ? [outputs as unknown as LiveObject]
          : [],
      );
      const standard = { ...tkrObject, metadata: { name: "v1.25.7---vmware.2-tkg.1" } };
      live([...objects, standard]);
      const { err } = await run();
      assert.match(err, /was created with tkg-edge and names no stack, as release 0\.1\.0 leaves it/);
      assert.match(err, /fleet plan: unknown \(its Cluster was made by a release before 0\.2\.0/);
      assert.deepEqual(
        Object.values(await words()).filter((word) => !word.startsWith("unknown")),
        [],
      );
    });
  }

  it("leaves out what belongs to other projects and the management cluster's own, and says what it cannot express", async () => {
    write("fleet.yaml", { defaults, sites: {} });
    const marked = ofPage("theirs", "192.0.2.2", (cluster) => {
      put(cluster, "metadata/annotations/tkg-edge~made-by", "acme/theirs");
    });
    const management = ofPage("mgmt", "192.0.2.3", (cluster) => {
      put(cluster, "metadata/labels/cluster-role.tkg.tanzu.vmware.com~management", "");
    });
    const paused = ofPage("east", "192.0.2.1", (cluster) => {
      put(cluster, "spec/paused", true);
    });
    live([...marked, ...management, ...paused]);
    const { err } = await run();
    assert.match(err, /retail\/theirs is left out: it belongs to the stack acme\/theirs of another project/);
    assert.match(err, /retail\/east: spec\.paused is left out/);
    assert.match(err, /retail\/east: the defaults of its class are not known/);
    assert.deepEqual(await words(), { east: "adopt" });
  });

  it("reports the problems of all Clusters at once, and writes nothing", async () => {
    write("fleet.yaml", { defaults: { ...defaults, site: { labels: { tier: "gold" } } }, sites: {} });
    const broken: readonly [string, (cluster: Record<string, unknown>) => void][] = [
      [
        "workers",
        (one) => {
          put(one, "spec/topology/workers", { machineDeployments: [{ class: "w", name: "w" }] });
        },
      ],
      [
        "three",
        (one) => {
          put(one, "spec/topology/controlPlane/replicas", 3);
        },
      ],
      [
        "classless",
        (one) => {
          put(one, "spec", {});
        },
      ],
      [
        "going",
        (one) => {
          put(one, "metadata/deletionTimestamp", "2026-01-01T00:00:00Z");
        },
      ],
      [
        "proxied",
        (one) => {
          variable({ cluster: one, secret: {}, bootstrap: {} }, "acme", {
            proxy: `http://u:${password}@proxy`,
          });
        },
      ],
    ];
    live(broken.flatMap(([name, change], index) => ofPage(name, `192.0.2.${index + 1}`, change)));
    const message = await refusal();
    for (const [name] of broken) assert.match(message, new RegExp(`Cluster retail/${name}\\b`), message);
    assert.match(message, /no password in a fleet file/);
    live([...ofPage("east", "192.0.2.1"), ...ofPage("south", "192.0.2.2")]);
    assert.match(
      await refusal(),
      /^1 problem .*\n {2}Clusters retail\/east, retail\/south tkg-edge:site\.labels\.tier\n +read: +"gold" in fleet\.yaml, line 1, which the Cluster does not have/,
    );
  });

  it("sets back what the defaults have and a Cluster does not", async () => {
    const vcenter = { username: elided.username };
    write("fleet.yaml", {
      defaults: {
        connection: { ...connection, vcenter, registry: { host: "registry.example.com/tkg" } },
        site: { auditLogging: true, machine: { numCPUs: 8 }, namespace: "elsewhere", protect: false },
      },
      sites: {},
    });
    live(ofStack("one", "192.0.2.1", { protect: false }));
    await run();
    assert.deepEqual(await words(), { one: "nothing" }, text("fleet.yaml"));
  });

  it("reads a Cluster without its Secret, whose user is that of the others", async () => {
    write("fleet.yaml", { defaults, sites: {} });
    const [lonely] = ofPage("lonely", "192.0.2.3");
    live([...ofPage("east", "192.0.2.1"), ...ofPage("south", "192.0.2.2"), ...(lonely ? [lonely] : [])]);
    const { err } = await run();
    assert.match(err, /retail\/lonely: it has no Secret with its name/);
    assert.match(err, /retail\/east, retail\/south, retail\/lonely: the defaults of its class are not known/);
    assert.deepEqual(new Set(Object.values(await words())), new Set(["adopt"]));
    live(lonely ? [lonely] : []);
    write("fleet.yaml", { defaults, sites: {} });
    assert.match(await refusal(), /connection\.vcenter\.username/);
  });

  it("prints what it would add, and creates the first fleet file for the options that name a management cluster", async () => {
    write("c/mgmt.yaml", { managementCluster: { kubeconfig: "mgmt.kubeconfig", context: "mgmt" } });
    live([...ofPage("east", "192.0.2.1"), ...ofPage("south", "192.0.2.2")]);
    const printed = await run({ connectionFile: "c/mgmt.yaml", print: true });
    assert.ok(!existsSync(path("fleet.yaml")));
    await run({ connectionFile: "c/mgmt.yaml" });
    assert.deepEqual(load(printed.out), fleetNow());
    assert.match(
      text("fleet.yaml"),
      /^# yaml-language-server: \$schema=schema\/fleet\.schema\.json\ndefaults:\n {2}connectionFile: c\/mgmt\.yaml\n/,
    );
    assert.deepEqual(await words(), { east: "adopt", south: "adopt" });
    rmSync(path("fleet.yaml"));
    await run({ kubeconfig: "mgmt.kubeconfig", context: "mgmt", cluster: ["retail/east"] });
    assert.deepEqual(fleetNow().sites?.east && (await words()), { east: "adopt" });
  });

  it("takes the Clusters with a label, and refuses names of none", async () => {
    write("fleet.yaml", { defaults, sites: {} });
    const shop = ofPage("east", "192.0.2.1", (cluster) => {
      put(cluster, "metadata/labels/location", "shop");
    });
    live([...shop, ...ofPage("south", "192.0.2.2")]);
    assert.match(
      await refusal({ cluster: ["retail/none"] }),
      /--cluster\n +read: +"retail\/none"\n.*retail\/east, retail\/south/,
    );
    assert.match(await refusal({ group: ["none"] }), /--group\n +read: +"none"/);
    await run({ selector: "location=shop" });
    assert.deepEqual(Object.keys(fleetNow().sites ?? {}), ["east"]);
  });

  it("refuses where a management cluster does not answer, and where the fleet names none", async () => {
    write("fleet.yaml", {
      defaults,
      groups: { s: { connection: { managementCluster: { context: "south" } } } },
      sites: {},
    });
    live(ofPage("east", "192.0.2.1"));
    live([], "south", { silence: "dial tcp: connection refused" });
    assert.match(await refusal(), /management cluster south\n +read: .*connection refused/);
    write("fleet.yaml", { sites: {} });
    assert.match(await refusal(), /fleet\.yaml names no management cluster/);
    rmSync(path("fleet.yaml"));
    assert.match(await refusal(), /fleet\.yaml\n +read: +no such file/);
  });

  it("takes the management cluster of the options from them alone, and refuses a name that is none", async () => {
    write("fleet.yaml", { defaults, sites: {} });
    live(ofPage("east", "192.0.2.1"));
    assert.match(await refusal({ connectionFile: "none.yaml" }), /"none\.yaml", which does not exist/);
    assert.match(
      await refusal({ kubeconfig: "other.kubeconfig" }),
      /--kubeconfig and --context, or --connection-file/,
    );
    assert.match(await refusal({ context: "mgmt" }), /--kubeconfig and --context, or --connection-file/);
    assert.match(
      await refusal({ common: "a b" }),
      /--common\n +read: +"a b"\n +expected: a name of 1 to 63 letters/,
    );
  });

  it("starts no program that a kubeconfig of the repository names", async () => {
    write("fleet.yaml", { defaults, sites: {} });
    const exec = { command: "./steal", apiVersion: "client.authentication.k8s.io/v1" };
    write("mgmt.kubeconfig", {
      contexts: [{ name: "mgmt", context: { cluster: "c", user: "u" } }],
      clusters: [{ name: "c", cluster: { server: "https://127.0.0.1:1" } }],
      users: [{ name: "u", user: { exec } }],
    });
    live(ofPage("east", "192.0.2.1"));
    assert.match(await refusal(), /starts a program to log in \(\.\/steal\)/);
  });
});
