/**
 * Pairs of a change and a state of a site, with the word that `tkg-edge fleet plan` has for each. tests/engine/fleet-plan.test.ts
 * compares the word with the engine's own plan.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Sandbox } from "../../../sandbox/sandbox.js";
import type { Word } from "../../../src/fleet/plan/verdict.js";
import { older } from "../steps/tried-site.js";
import { added } from "./changed-keys.js";
import type { LiveApis } from "./live-apis.js";
import type { Tree } from "./stack-settings.js";

/** The site that the rows change; its stack is called the same. */
export const siteName = "shop";
const name = "workload-snc";

export interface PlanRow {
  readonly what: string;
  readonly word: Word;
  /** Laid over the site's entry in the fleet file. @default - the configuration that was brought up */
  readonly change?: (sandbox: Sandbox) => Tree;
  /** Whether it stands for others in the engine tests. @default - each key alone is in tests/long */
  readonly isTypical?: boolean;
  /** What others do to the objects. @default - nothing */
  readonly byHand?: (apis: LiveApis) => Promise<unknown>;
  /** Takes that back. @default - the rows after it see it too */
  readonly undo?: (apis: LiveApis) => Promise<unknown>;
  /** What the reasons have. */
  readonly reason?: RegExp;
}

const ofSite = (site: Tree): Tree => ({ site });

const row = (what: string, word: Word, change: Tree | ((sandbox: Sandbox) => Tree) = {}): PlanRow => ({
  ...{ what, word },
  change: typeof change === "function" ? change : () => change,
});

/** A row that the engine tests have too. */
const typical: typeof row = (...args) => ({ ...row(...args), isTypical: true });

const placed = (place: Tree) => ofSite({ placement: place });
const atSecond = (changes: Tree) => (sandbox: Sandbox) =>
  ofSite({ ...changes, controlPlaneEndpoint: sandbox.endpoints[1] });

/** Changes of the configuration alone. */
export const changeRows: readonly PlanRow[] = [
  typical("no change", "nothing"),
  typical("tkrVersion", "REBUILD", ofSite({ tkrVersion: older })),
  row("className", "REBUILD", ofSite({ className: added.className })),
  row("os", "REBUILD", ofSite({ os: "ubuntu" })),
  typical("controlPlaneEndpoint", "REBUILD", atSecond({})),
  row("variables.apiServerPort", "REBUILD", ofSite({ variables: { apiServerPort: 8443 } })),
  row("network.podCidrs", "REBUILD", ofSite({ network: { podCidrs: ["100.112.0.0/12"] } })),
  row("network.serviceCidrs", "REBUILD", ofSite({ network: { serviceCidrs: ["100.65.0.0/16"] } })),
  typical("cni", "REBUILD", ofSite({ cni: "calico" })),
  typical(
    "cpi.excludeEndpoint, which one up cannot change",
    "refused",
    ofSite({ cpi: { excludeEndpoint: false } }),
  ),
  row("identityRef", "REBUILD", ofSite({ identityRef: { name: added.identity } })),
  row("placement.datastore", "REBUILD", placed({ datastore: "/dc0/datastore/sharedVmfs-1" })),
  row("placement.folder", "REBUILD", placed({ folder: "/dc0/vm/edge" })),
  row("placement.network", "REBUILD", placed({ network: "/dc0/network/edge-sites" })),
  typical("rebuild.generation", "REBUILD", ofSite({ rebuild: { generation: 1 } })),
  typical("a rebuild of a protected site", "refused", atSecond({ protect: true })),
  typical("machine", "roll", ofSite({ machine: { numCPUs: 8 } })),
  row("auditLogging", "roll", ofSite({ auditLogging: true })),
  row("a variable of the node", "roll", ofSite({ variables: { ntpServers: ["time.example.com"] } })),
  row(
    "controlPlaneMetadata",
    "roll",
    ofSite({ controlPlaneMetadata: { labels: { "example.com/rack": "a" } } }),
  ),
  row("placement.storagePolicy", "roll", placed({ storagePolicy: "a policy" })),
  typical("labels", "in place", ofSite({ labels: { tier: "gold" } })),
  row("annotations", "in place", ofSite({ annotations: { "example.com/owner": "shop" } })),
  typical("a removed label", "in place", ofSite({ labels: undefined })),
  row("nodeTimeouts", "in place", ofSite({ nodeTimeouts: { drainSeconds: 60 } })),
  row(
    "certificate rotation",
    "in place",
    ofSite({ variables: { controlPlaneCertificateRotation: { activate: true, daysBefore: 30 } } }),
  ),
  typical("packages", "in place", ofSite({ packages: { additional: [{ refName: "metrics-server*" }] } })),
  typical("a command on the cluster", "in place", ofSite({ afterReady: { command: "true" } })),
  typical("protection", "in place", ofSite({ protect: true })),
  typical("timeouts", "nothing", ofSite({ timeouts: { createSeconds: 700 } })),
  row("a hook", "nothing", ofSite({ rebuild: { beforeCommand: "true" } })),
  typical("an address that is none", "invalid", ofSite({ controlPlaneEndpoint: "10.0.0" })),
  typical("another name", "refused", atSecond({ name: "renamed" })),
  typical(
    "objects on the workload cluster",
    "in place",
    ofSite({ afterReady: { manifests: ["manifests"] } }),
  ),
  typical("a management cluster that does not answer", "unreachable", (sandbox) => ({
    connection: { managementCluster: { kubeconfig: deadKubeconfig(sandbox) } },
  })),
  typical("a vCenter that does not answer", "unreachable", ({ vcenter }) => ({
    connection: { vcenter: { server: vcenter.server.replace(/:\d+$/, ":9") } },
  })),
];

/** The kubeconfig of the sandbox, to a port at which nobody listens. */
function deadKubeconfig(sandbox: Sandbox): string {
  const file = join(sandbox.directory, "dead.kubeconfig");
  const text = readFileSync(sandbox.kubeconfig, "utf8");
  writeFileSync(file, text.replace(/(server: https:\/\/[^:\s]+):\d+/g, "$1:9"));
  return file;
}

const patch = (kind: string, tree: object) => (apis: LiveApis) =>
  apis.kubectl(["patch", kind, name, "-n", "default", "--type=merge", "-p", JSON.stringify(tree)]);
const annotate = (annotation: string, value: string) =>
  patch("cluster", { metadata: { annotations: { [annotation]: value } } });

/** Changes a variable of the Cluster, as another client does. */
async function editVariable(apis: LiveApis): Promise<void> {
  const { topology } = (await apis.mustGet("cluster", name, "default")).spec as {
    topology: { variables: readonly { name: string }[] };
  };
  const index = topology.variables.findIndex((variable) => variable.name === "auditLogging");
  const path = `/spec/topology/variables/${index}/value/enabled`;
  const operations = [{ op: "replace", path, value: true }];
  await apis.kubectl(["patch", "cluster", name, "--type=json", "-p", JSON.stringify(operations)]);
}

/** What others change, one after the other. What no row takes back, one `up --refresh` does at the end. */
export const stateRows: readonly PlanRow[] = [
  {
    what: "a label that was removed",
    word: "drifted",
    byHand: patch("cluster", { metadata: { labels: { shelf: null } } }),
    undo: patch("cluster", { metadata: { labels: { shelf: "a" } } }),
  },
  {
    what: "a mark of another stack",
    word: "unknown",
    byHand: annotate("tkg-edge/made-by", "tkg-edge/another"),
    undo: annotate("tkg-edge/made-by", `tkg-edge/${siteName}`),
  },
  {
    what: "a record that was removed",
    word: "in place",
    byHand: patch("cluster", { metadata: { annotations: { "tkg-edge/in-place-inputs": null } } }),
  },
  {
    what: "a variable of the Cluster that others edited",
    word: "drifted",
    byHand: editVariable,
    reason: /auditLogging/,
  },
  {
    what: "a Secret that is missing",
    word: "drifted",
    reason: /there is no Secret/,
    byHand: async (apis) => {
      await patch("secret", { metadata: { finalizers: null } })(apis);
      await apis.kubectl(["delete", "secret", name, "-n", "default"]);
    },
  },
];
