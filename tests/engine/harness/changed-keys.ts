/**
 * Another value of every key of a stack, for the site of the example in the vendor page on a sandbox: by what
 * docs/rebuild.md has the change of it do to a running cluster.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Sandbox } from "../../../sandbox/sandbox.js";
import { defaultClassName } from "../../../src/config/tkg-releases.js";
import { newer, older } from "../steps/tried-site.js";
import { everyVariable } from "./all-variables.js";
import type { LiveApis } from "./live-apis.js";
import { sharedIdentity } from "./shared-identity.js";
import type { Tree } from "./stack-settings.js";

/** Objects that changed keys reference, in addition to those of the sandbox. */
export const added = {
  className: "another-class-v1.0.0",
  identity: "shared-vcenter",
  namespace: "shops",
} as const;

/** The other datacenter of the sandbox. */
const elsewhere = {
  datacenter: "/dc1",
  datastore: "/dc1/datastore/localVmfs-0",
  folder: "/dc1/vm",
  network: "/dc1/network/VM Network",
  resourcePool: "/dc1/host/cluster1/Resources",
} as const;

/** The example with all three sections, in which every key with a derived default is set explicitly. */
export function unchanged(sandbox: Sandbox): Tree {
  return {
    management: { tkr: { version: newer, alsoInstalled: [older] } },
    template: { tkrVersion: newer },
    site: {
      tkrVersion: newer,
      className: defaultClassName,
      controlPlaneEndpoint: sandbox.endpoints[0],
      cni: "calico",
      imageRepository: sandbox.registry.host,
      protect: false,
    },
  };
}

/** Settings that change nothing of which Cluster runs. What is in one of them can be changed together. */
export function keepingSettings(sandbox: Sandbox): readonly Tree[] {
  const { apiServerPort: _apiServerPort, network, ...variables } = everyVariable.variables as Tree;
  const { ipv6Primary: _ipv6Primary, ...addresses } = network as Tree;
  const certificate = readFileSync(sandbox.registry.caFile).toString("base64");
  return [
    {
      management: {
        clusterClass: { resolveTkr: "original" },
        tkr: { timeoutSeconds: 700 },
        trustRegistryCa: "apply",
      },
      template: {
        name: "another",
        datastore: "/dc0/datastore/sharedVmfs-1",
        folder: "/dc0/vm/edge",
        network: "/dc0/network/edge-sites",
        resourcePool: "/dc0/host/cluster0/Resources/edge",
        sha256: createHash("sha256")
          .update(readFileSync(ovaOf(sandbox, newer)))
          .digest("hex"),
        deleteOnDestroy: true,
      },
      site: {
        ...everyVariable,
        variables: { ...variables, network: addresses },
        network: { routed: true },
        labels: { tier: "edge" },
        annotations: { "example.com/owner": "shop" },
        controlPlaneMetadata: {
          labels: { "example.com/rack": "a" },
          annotations: { "example.com/note": "b" },
        },
        nodeTimeouts: { drainSeconds: 60 },
        sshAuthorizedKeys: [],
        imageRepository: "registry.example.com/tkg",
        trustedCa: { imageRepository: certificate, proxy: certificate },
        rebuild: {
          ...{ beforeCommand: "true", beforeTimeoutSeconds: 60, timeZone: "Europe/Berlin" },
          windows: [{ from: "22:00", to: "05:00", days: ["sat"] }],
        },
        timeouts: { createSeconds: 600, deleteSeconds: 1500 },
        adopt: true,
        protect: true,
      },
    },
    { site: { placement: { cloneMode: "linkedClone", storagePolicy: "a policy" } } },
  ];
}

/** Keys whose change rebuilds the cluster. */
export const keysThatRebuild = [
  "tkrVersion",
  "className",
  "os",
  "controlPlaneEndpoint",
  "variables.apiServerPort",
  "network.podCidrs",
  "network.serviceCidrs",
  "cni",
  "cpi.excludeEndpoint",
  "identityRef.name",
  "placement.datacenter",
  "placement.datastore",
  "placement.folder",
  "placement.network",
  "placement.resourcePool",
  "rebuild.generation",
] as const;

export type RebuildingKey = (typeof keysThatRebuild)[number];

/** Settings that rebuild the cluster, by the key of the site that does. The template has to follow the site. */
export function rebuildingSettings(sandbox: Sandbox): Readonly<Record<RebuildingKey, Tree>> {
  const { identity, className } = added;
  const ofSite = (site: Tree): Tree => ({ site });
  return {
    tkrVersion: {
      site: { tkrVersion: older },
      template: { tkrVersion: older, ova: ovaOf(sandbox, older) },
    },
    className: ofSite({ className }),
    os: { site: { os: "ubuntu" }, template: { os: "ubuntu", ova: ovaOf(sandbox, newer, "ubuntu-2004") } },
    controlPlaneEndpoint: ofSite({ controlPlaneEndpoint: sandbox.endpoints[1] }),
    "variables.apiServerPort": ofSite({ variables: { apiServerPort: 8443 } }),
    "network.podCidrs": ofSite({ network: { podCidrs: ["100.112.0.0/12"] } }),
    "network.serviceCidrs": ofSite({ network: { serviceCidrs: ["100.65.0.0/16"] } }),
    cni: ofSite({ cni: "antrea" }),
    "cpi.excludeEndpoint": ofSite({ cpi: { excludeEndpoint: false } }),
    "identityRef.name": ofSite({ identityRef: { name: identity } }),
    "placement.datacenter": { site: { placement: elsewhere }, template: elsewhere },
    "placement.datastore": ofSite({ placement: { datastore: "/dc0/datastore/sharedVmfs-1" } }),
    "placement.folder": ofSite({ placement: { folder: "/dc0/vm/edge" } }),
    "placement.network": ofSite({ placement: { network: "/dc0/network/edge-sites" } }),
    "placement.resourcePool": ofSite({
      placement: { resourcePool: "/dc0/host/cluster0/Resources/edge" },
    }),
    "rebuild.generation": ofSite({ rebuild: { generation: 1 } }),
  };
}

/** File of an OVA for a TKr. */
const ovaOf = (sandbox: Sandbox, version: string, system = "photon-3"): string =>
  join(sandbox.directory, "ova", `${system}-kube-${version.replace(/-tkg\.\d$/, "")}.ova`);

/** Keys that have no other value here, and what tries them. */
export const triedElsewhere: Readonly<Record<string, string>> = {
  "connection.managementCluster": "tests/engine/connections.test.ts",
  "connection.vcenter":
    "tests/engine/connections.test.ts; the sandbox's vCenter has one user, tests/unit/manifests/one-change.test.ts",
  "connection.registry.host": "tests/engine/air-gap.test.ts",
  "connection.registry.username": "tests/engine/example-site.test.ts",
  "connection.registry.caFile": "tests/engine/connections.test.ts",
  "connection.registry.passwordFrom": "tests/unit/program/read-stack.test.ts",
  "connection.controlPlaneEndpoint": "the default of site.controlPlaneEndpoint",
  connectionFile: "holds keys of the connection",
  flatFile: "tests/engine/flat-file.test.ts",
  fleetFile: "a case of its own",
  fleetSite: "the same",
  vcenterPassword: "tests/engine/existing-objects.test.ts",
  registryPassword: "tests/engine/air-gap.test.ts",
  "management.tkr.version": "a case of its own",
  "management.tkr.alsoInstalled": "a case of its own",
  "management.tkr.bundle": "tests/engine/air-gap.test.ts",
  "site.nodeTimeouts": "two of the three are since TKG 2.3: tests/unit/manifests/one-change.test.ts",
  "management.tkr.install": "tests/engine/ownership-shared.test.ts",
  "management.clusterClass.name": "tests/engine/shared-stacks.test.ts",
  "site.afterReady": "tests/engine/after-ready.test.ts",
  "site.packages": "tests/engine/site-packages.test.ts",
  "site.kind": "a site on a tiny TKr can only be minimal: tests/unit/config/bad-inputs",
  "site.versionChange": "a minimal site has one value; a standard one: tests/long/version-roll.test.ts",
  "site.from": "tests/engine/shared-stacks.test.ts",
  "site.identityRef.kind": "has one value",
  "site.extraVariables": "are those of no known class: tests/unit/manifests/one-change.test.ts",
  "site.network.addressPool": "tests/engine/ownership-shared.test.ts",
  "site.osVersion":
    "the sandbox's TKrs have one version of each system: tests/unit/config/operating-system.test.ts",
  "template.osVersion": "the same",
  "site.node.mtu": "the sandbox's class does not have it: tests/unit/config/class-variables.test.ts",
  "site.variables.security": "the same",
  "site.variables.controlPlaneZoneMatchingLabels": "the same",
  "site.variables.network.ipv6Primary": "is refused: tests/unit/config/bad-inputs",
};

/** Brings in what `added` names. */
export async function bringIn(sandbox: Sandbox, apis: LiveApis): Promise<void> {
  const identity = sharedIdentity(sandbox.vcenter);
  const { apiVersion, kind, metadata, spec } = await apis.mustGet(
    "clusterclass",
    defaultClassName,
    "tkg-system",
  );
  const { namespace, annotations } = metadata;
  // A site that is rolled needs an address of the pool that its variables name.
  const pool = {
    apiVersion: "ipam.cluster.x-k8s.io/v1alpha1",
    kind: "InClusterIPPool",
    metadata: { name: "edge", namespace: "default" },
    spec: { start: "127.77.0.10", end: "127.77.0.19", prefix: 24, gateway: "127.77.0.1" },
  };
  const another = { apiVersion, kind, metadata: { name: added.className, namespace, annotations }, spec };
  await apis.kubectl(["apply", "--server-side", "-f", "-"], { input: JSON.stringify(identity) });
  for (const object of [another, pool]) {
    await apis.kubectl(["create", "-f", "-"], { input: JSON.stringify(object) });
  }
  await apis.kubectl(["create", "namespace", added.namespace]);
}

/** Paths of the values in settings, in dots. */
export function pathsOf(tree: Tree, above: readonly string[] = []): readonly string[] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const path = [...above, key];
    const isTree = typeof value === "object" && value !== null && !Array.isArray(value);
    return isTree && Object.keys(value).length > 0 ? pathsOf(value as Tree, path) : [path.join(".")];
  });
}

/** What the notice of a rebuild names for settings that rebuild. */
export function inputsOf({ site }: Tree): readonly string[] {
  return pathsOf({ site });
}
