/** TKr versions, and what of the ClusterClass belongs to them. */
import { bad, type BadInput } from "./bad-input.js";

const standardTkr = "v1.25.7+vmware.2-tkg.1";
const olderTkr = "v1.24.9+vmware.1-tiny.2-tkg.1";

export const versions: readonly BadInput[] = [
  bad("management.tkr.version", "v1.25.7+vmware.1-tiny.2", "the version of a tiny TKr"),
  bad("management.tkr.version", "1.25.7+vmware.1-tiny.2-tkg.1", "the version of a tiny TKr"),
  bad("management.tkr.version", "v1.25.7---vmware.1-tiny.2-tkg.1", "the version of a tiny TKr"),
  bad("management.tkr.version", standardTkr, "the version of a tiny TKr"),
  bad(
    "management.tkr.alsoInstalled",
    ["v1.25.7+vmware.1-tiny.2-tkg.1"],
    "a TKr that is not named before",
    "management.tkr.alsoInstalled[0]",
  ),
  bad(
    "management.clusterClass",
    { resolveTkr: "off" },
    '"guard" or "original"',
    "management.clusterClass.resolveTkr",
  ),
  {
    change: "site.tkrVersion",
    to: olderTkr,
    expected: "a TKr that tkg-edge:management installs",
    with: { template: undefined },
  },
  {
    change: "site.tkrVersion",
    to: standardTkr,
    expected: "a tiny TKr, of which minimal clusters are made",
    with: { template: undefined },
  },
  {
    change: "site.tkrVersion",
    to: "v1.29.6+vmware.1-tkg.3",
    expected:
      'site.kind: "standard" with a standard TKr: no TKG release is known to have a tiny TKr of Kubernetes 1.29',
    with: { template: undefined },
  },
  bad("site.versionChange", "upgrade", '"rebuild" (the cluster is destroyed and created again) or "roll"'),
  bad("site.versionChange", "roll", '"rebuild", or no key: a tiny TKr cannot be upgraded in place'),
  {
    change: "site.kind",
    to: "standard",
    at: "site.tkrVersion",
    expected: 'a standard TKr (or site.kind: "minimal")',
  },
  {
    change: "site.tkrVersion",
    to: undefined,
    expected: "a TKr version, since this stack has no tkg-edge:management",
    with: { management: undefined, template: undefined },
  },
  bad(
    "site.os",
    "ubuntu",
    'the operating system of the site that this stack makes ("ubuntu")',
    "template.os",
  ),
  bad("template.tkrVersion", olderTkr, "the TKr of the site that this stack makes"),
  bad("template.name", "a/b", "a name without '/'"),
  bad("template.sha256", "abc", "64 lower-case hex digits"),
  {
    change: "site.variables.additionalImageRegistries",
    to: [{ host: "r.example.com" }],
    expected: "the ClusterClass has this since TKG 2.2.0",
    with: { management: undefined, template: undefined, "site.tkrVersion": olderTkr },
  },
  {
    change: "site.machine.customVMXKeys",
    to: { a: "1" },
    expected: "the ClusterClass has this since TKG 2.1.1",
    with: { management: undefined, template: undefined, "site.tkrVersion": olderTkr },
  },
  ...(["volumeDetachSeconds", "deletionSeconds"] as const).flatMap((key) => [
    bad(`site.nodeTimeouts.${key}`, 60, "Cluster API has this since TKG 2.3.0"),
    {
      change: `site.nodeTimeouts.${key}`,
      to: 60,
      expected: "Cluster API has this since TKG 2.3.0",
      with: { management: undefined, template: undefined, "site.tkrVersion": olderTkr },
    },
  ]),
  bad("site.variables.osImage", "x", "one of the documented keys"),
  ...Object.entries({
    "site.variables.security": { systemCryptoPolicy: "default" },
    "site.variables.controlPlaneZoneMatchingLabels": { region: "north" },
    "site.node.mtu": 9000,
  }).map(([change, to]) => ({
    change,
    to,
    expected:
      "site.className is tkg-vsphere-default-v1.0.0, which does not have this; the classes that have it are " +
      "tkg-vsphere-default-v1.1.0 (TKG 2.3), tkg-vsphere-default-v1.1.1 (TKG 2.4), tkg-vsphere-default-v1.2.0 (TKG 2.5)",
    with: { "site.className": "tkg-vsphere-default-v1.0.0" },
  })),
  {
    change: "site.variables.security",
    to: { kubeletOptions: { eventQPS: -1 } },
    at: "site.variables.security.kubeletOptions.eventQPS",
    expected: "at least 0",
    with: { "site.className": "tkg-vsphere-default-v1.1.0" },
  },
  {
    change: "site.variables.security",
    to: { systemCryptoPolicy: "default" },
    at: "site.extraVariables.security",
    expected: "site.variables.security",
    with: {
      "site.className": "tkg-vsphere-default-v1.1.0",
      "site.extraVariables": { security: {} },
    },
  },
  bad(
    "site.variables.apiServerExtraArgs",
    { "--v": "2" },
    'without "--" before it',
    "site.variables.apiServerExtraArgs.--v",
  ),
  bad(
    "site.variables.apiServerExtraArgs",
    { v: 2 },
    "a text; quote numbers",
    "site.variables.apiServerExtraArgs.v",
  ),
  bad(
    "site.variables.podSecurityStandard",
    { enforce: "strict" },
    '"privileged", "baseline", "restricted"',
    "site.variables.podSecurityStandard.enforce",
  ),
  bad(
    "site.extraVariables",
    { ntpServers: [] },
    "site.variables.ntpServers",
    "site.extraVariables.ntpServers",
  ),
  bad("site.extraVariables", { TKR_DATA: {} }, "TKG's own webhooks write it", "site.extraVariables.TKR_DATA"),
  bad(
    "site.extraVariables",
    { controlPlaneTaint: true },
    "on a single node it is always false",
    "site.extraVariables.controlPlaneTaint",
  ),
  bad(
    "site.extraVariables",
    { worker: {} },
    "a single-node cluster has no workers",
    "site.extraVariables.worker",
  ),
  bad(
    "site.extraVariables",
    { aviAPIServerHAProvider: true },
    "not compatible with NSX",
    "site.extraVariables.aviAPIServerHAProvider",
  ),
  bad("management.tkr.version", `v1.25.7+vmware.${"1".repeat(40)}-tiny.2-tkg.1`, "the version of a tiny TKr"),
  bad(
    "site.from",
    { management: "mgmt" },
    "this stack has tkg-edge:management itself",
    "site.from.management",
  ),
  bad("site.from", { template: "tmpl" }, "this stack has tkg-edge:template itself", "site.from.template"),
];
