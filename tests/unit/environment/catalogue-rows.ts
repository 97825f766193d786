/** One row for each check of the catalogue: how the environment is changed, and what is then found. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { UserError } from "../../../src/config/problem.js";
import type { ManagementSpec, TemplateSpec } from "../../../src/config/stack-spec.js";
import { cluster as clusterManifest } from "../../../src/manifests/cluster.js";
import { exampleSite, parseExample } from "../example-site.js";
import { shown, site, tkr, vmTemplate, whole, type Environment } from "./surfaces.js";
export interface Row extends Partial<Environment> {
  /** What is found. */
  readonly seen: RegExp;
  readonly key?: string;
  /** What stands in the way of a rebuild, where the gate asks another question of the same subject. @default - `seen` */
  readonly gate?: RegExp;
}

const without = (kind: string, ...by: readonly LiveObject[]): readonly LiveObject[] => [
  ...whole.filter((object) => object.kind !== kind || object.metadata.name === "kube-system"),
  ...by,
];
const given = <T>(value: T | undefined): T => value ?? assert.fail("the example has no such section");
export const management: ManagementSpec = given(
  parseExample({ template: undefined, site: undefined }).management,
);
const template: TemplateSpec = given(parseExample().template);
const { placement } = site;
const noTool = { result: "failed", words: "the tool is not on the PATH" } as const;
const withPackages = exampleSite({ packages: { additional: [{ refName: "absent.example.com.1.0.0" }] } });
const sharing = exampleSite({ identityRef: { name: "shared" } });
const poolReference = { apiGroup: "ipam.cluster.x-k8s.io", kind: "InClusterIPPool", name: "edge" };
const pooled = exampleSite({
  node: { nameservers: ["10.0.0.1"] },
  variables: { network: { addressesFromPools: [poolReference] } },
});
/** Of one address, which a machine has. */
const pool: LiveObject = {
  kind: "InClusterIPPool",
  metadata: { name: "edge", namespace: "default" },
  spec: { start: "10.0.0.10", end: "10.0.0.10", prefix: 24, gateway: "10.0.0.1" },
};
const taken: LiveObject = {
  kind: "IPAddress",
  metadata: { name: "machine", namespace: "default" },
  spec: { address: "10.0.0.10", prefix: 24, gateway: "10.0.0.1", poolRef: poolReference },
};
export const everything: ReadonlyMap<string, string> = new Map([
  [placement.datacenter, "Datacenter"],
  [placement.datastore, "Datastore"],
  [placement.folder, "Folder"],
  [placement.network, "Network"],
  [placement.resourcePool, "ResourcePool"],
]);
const standard = { kind: "standard", tkrVersion: "v1.25.7+vmware.2-tkg.1", versionChange: "roll" };
const built = exampleSite(standard);
const rolledSite = exampleSite({ ...standard, tkrVersion: "v1.28.11+vmware.2-tkg.2" }).site;
const rolledObjects: readonly LiveObject[] = [...whole, clusterManifest(built.site, built.vcenter)];
const cluster = (name: string, more: Partial<LiveObject["metadata"]>, spec = {}): LiveObject => ({
  kind: "Cluster",
  metadata: { name, namespace: "default", uid: name, ...more },
  spec,
});
const silent = "Unable to connect to the server: net/http: TLS handshake timeout";

const tool: Row = { tools: noTool, seen: /is not on the PATH/ };
/** @param caFile a PEM file with a CA */
export const catalogueRows = (caFile: string): Readonly<Record<string, Row>> => ({
  "tool-pulumi": tool,
  "tool-kubectl": tool,
  "tool-imgpkg": { ...tool, management },
  "tool-govc": tool,
  "management-reachable": {
    troubles: { silence: silent },
    key: "tkg-edge:connection.managementCluster",
    seen: /^kubeconfig "\/nonexistent\/kubeconfig", context "management"$/,
  },
  "management-rights": {
    troubles: { withheld: "secrets" },
    key: "tkg-edge:connection.managementCluster",
    seen: /^the login may not create secrets in namespace default$/,
  },
  "tkg-version": {
    objects: [
      ...whole,
      cluster("mgmt", {
        labels: { "cluster-role.tkg.tanzu.vmware.com/management": "" },
        annotations: { TKGVERSION: "v2.1.0" },
      }),
    ],
    seen: /^TKG 2\.1\.0$/,
  },
  controllers: {
    objects: [
      ...whole,
      {
        kind: "Deployment",
        metadata: { name: "capv-controller-manager", namespace: "capv-system" },
        status: { availableReplicas: 0 },
      },
    ],
    seen: /^capv-system\/capv-controller-manager has no available replica$/,
  },
  namespace: {
    objects: without("Namespace"),
    key: "tkg-edge:site.namespace",
    seen: /^there is no namespace default$/,
  },
  ownership: {
    objects: [...whole, cluster(site.name, { annotations: { "tkg-edge/made-by": "tkg-edge/other" } })],
    view: { mark: "tkg-edge/this", records: [] },
    seen: /Cluster default\/workload-snc/,
  },
  "cluster-class": {
    objects: without("ClusterClass"),
    key: "tkg-edge:site.className",
    seen: /^there is no ClusterClass default\//,
  },
  "class-guard": {
    // A minimal cluster carries the annotation itself.
    site: { ...site, kind: "standard" },
    objects: without("ClusterClass", {
      kind: "ClusterClass",
      metadata: { name: site.className, namespace: site.namespace },
    }),
    seen: /has no annotation run\.tanzu\.vmware\.com\/resolve-tkr/,
  },
  "class-variables": {
    objects: without("ClusterClass", {
      kind: "ClusterClass",
      metadata: { name: site.className, namespace: site.namespace },
      spec: { variables: [{ name: "other", schema: { openAPIV3Schema: { type: "string" } } }] },
    }),
    seen: /^ClusterClass \S+ defines no variable controlPlaneTaint$/,
  },
  tkr: {
    objects: without("TanzuKubernetesRelease", {
      ...tkr,
      metadata: { ...tkr.metadata, labels: { deactivated: "" } },
    }),
    key: "tkg-edge:site.tkrVersion",
    seen: /is deactivated \(label deactivated\)/,
  },
  "os-image": {
    objects: without("OSImage"),
    key: "tkg-edge:site.os",
    seen: /^"photon", for which TKr \S+ has 0 OS images/,
  },
  "cni-package": {
    objects: without("TanzuKubernetesRelease", { ...tkr, spec: { ...tkr.spec, bootstrapPackages: [] } }),
    key: "tkg-edge:site.cni",
    seen: /offers no package for antrea$/,
  },
  packages: {
    site: withPackages.site,
    key: "tkg-edge:site.packages.additional[0].refName",
    seen: /^there is no Package absent\.example\.com\.1\.0\.0 in tkg-system$/,
  },
  "vcenter-certificate": {
    certificate: {
      certificate: { ...shown, thumbprint: "AA:BB" },
      fault: { kind: "thumbprint", actual: { ...shown, thumbprint: "AA:BB" } },
    },
    key: "tkg-edge:connection.vcenter.thumbprint",
    seen: /^"47:F5:/,
  },
  "vcenter-login": {
    refusal: "govc: ServerFaultCode: Login failure",
    key: "tkg-edge:vcenterPassword",
    seen: /^vCenter \S+ refuses the login of \S+$/,
  },
  "vcenter-version": {
    vcenter: { version: "7.0.3" },
    key: "tkg-edge:connection.vcenter.server",
    seen: /^vCenter reports version 7\.0\.3$/,
  },
  inventory: {
    places: new Map([...everything].filter(([path]) => path !== placement.folder)),
    key: "tkg-edge:site.placement.folder",
    seen: /, where nothing is$/,
  },
  "vcenter-privileges": {
    places: everything,
    key: "tkg-edge:site.placement.network",
    seen: /lacks on "[^"]+": Network\.Assign$/,
  },
  "datastore-space": {
    vcenter: { freeGiB: 1 },
    key: "tkg-edge:site.placement.datastore",
    seen: /has 1 GiB free/,
  },
  ova: {
    template: { ...template, ova: "/nonexistent/a.ova" },
    key: "tkg-edge:template.ova",
    seen: /\/nonexistent\/a\.ova/,
  },
  template: {
    machines: [],
    key: "tkg-edge:site.placement.datacenter",
    seen: /^"\/dc0", which has no template of TKr/,
  },
  "template-disk": {
    machines: [{ ...vmTemplate, diskGiB: 40 }],
    key: "tkg-edge:site.machine.diskGiB",
    seen: /^20$/,
  },
  "registry-reachable": {
    management,
    registryAnswers: {
      answer: () =>
        Promise.resolve({
          result: "failed",
          words: "ECONNREFUSED",
          failure: { path: "tkg-edge:connection.registry.host", text: "it cannot be reached" },
        }),
    },
    key: "tkg-edge:connection.registry.host",
    seen: /^"projects\.registry\.vmware\.com\/tkg\//,
  },
  bundle: {
    management,
    registryAnswers: {
      pull: () => Promise.reject(new UserError("tkg-edge:management.tkr: it is not there")),
    },
    seen: /^tkg-edge:management\.tkr: it is not there$/,
  },
  "bundle-anonymous": {
    management,
    registryAnswers: { anonymousRefusal: () => Promise.resolve("imgpkg: Error: UNAUTHORIZED: login") },
    key: "tkg-edge:management.tkr.bundle",
    seen: /is refused without a login: imgpkg/,
  },
  "controller-trust": {
    management,
    registry: { host: "registry.test/tkg", caFile },
    key: "tkg-edge:management.trustRegistryCa",
    seen: /^the TKr controller's ConfigMap lacks the CA of /,
  },
  identity: {
    site: sharing.site,
    seen: /shared/,
    gate: /^Secret default\/workload-snc does not exist/,
  },
  "address-pool": {
    site: pooled.site,
    objects: [...whole, pool, taken],
    key: "tkg-edge:site.variables.network.addressesFromPools[0].name",
    seen: /^InClusterIPPool default\/edge has 0 free addresses$/,
  },
  "endpoint-unused": {
    objects: [
      ...whole,
      cluster("other", { namespace: "edge" }, { controlPlaneEndpoint: { host: site.controlPlaneEndpoint } }),
    ],
    key: "tkg-edge:site.controlPlaneEndpoint",
    seen: /, which the Cluster edge\/other uses$/,
  },
  "endpoint-silent": {
    answer: "open",
    key: "tkg-edge:site.controlPlaneEndpoint",
    seen: /^another server listens at 10\.185\.11\.134:6443$/,
  },
  admission: {
    troubles: { denial: "denied the request: no TKr" },
    seen: /^the Cluster is refused: denied the request: no TKr$/,
    // The sentence of a proof begins with its name.
    gate: /^denied the request: no TKr$/,
  },
  "version-change": {
    site: rolledSite,
    objects: rolledObjects,
    key: "tkg-edge:site.tkrVersion",
    seen: /^"v1\.28\.11\+vmware\.2-tkg\.2", and Cluster default\/workload-snc runs v1\.25\.7\+vmware\.2$/,
  },
});
