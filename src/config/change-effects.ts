/**
 * What becomes of a running cluster when an input of its site changes. The one list behind the rebuild digest, the
 * fields that replace a Cluster, the notices at preview and the table of docs/rebuild.md.
 *
 * Which variables roll the node follows from what the vendor's ClusterClass does with them: whatever ends in the
 * machine template or in the kubeadm configuration of the control plane makes Cluster API replace the machine.
 */

/**
 * - `in place`: the running node stays as it is.
 * - `rolled`: Cluster API brings up a second VM, moves etcd to it and removes the first.
 * - `rebuild`: the cluster is destroyed and created again.
 * - `another cluster`: it is a different cluster from then on.
 * - `nothing`: sets how tkg-edge works, not what the cluster is.
 */
export type Effect = "in place" | "rolled" | "rebuild" | "another cluster" | "nothing";

export interface InputEffect {
  /** Key of `tkg-edge:site`, with all that is below it; or with its section, `connection.vcenter.server`. */
  readonly key: string;
  readonly effect: Effect;
  /** Why, or what to know; for the docs. */
  readonly because: string;
  /** Name in the rebuild inputs, where it is not the key. Never to be changed: it is part of the digest. */
  readonly digestName?: string;
  /** Field of the Cluster that this input alone decides; a change of it replaces the Cluster. */
  readonly clusterField?: string;
}

const rows = (effect: Effect, because: string, keys: readonly string[]): InputEffect[] =>
  keys.map((key) => ({ key, effect, because }));

const clonedHere = "a VM is placed when it is cloned";

/** Of several keys that lead to an input, the longest counts. */
export const inputEffects: readonly InputEffect[] = [
  ...rows("another cluster", "destroy the old one first, or both want the same address", [
    "name",
    "namespace",
  ]),
  {
    key: "tkrVersion",
    effect: "rebuild",
    because:
      "a tiny TKr cannot be upgraded in place; with `site.versionChange: roll` Cluster API rolls a standard one",
    clusterField: "spec.topology.version",
  },
  {
    key: "className",
    effect: "rebuild",
    because:
      "the templates of another class need not fit the machine that runs; without the key the class is kept",
    clusterField: "spec.topology.class",
  },
  {
    key: "os",
    effect: "rebuild",
    because: "another template",
    clusterField: 'spec.topology.controlPlane.metadata.annotations["run.tanzu.vmware.com/resolve-os-image"]',
  },
  // The selector that `os` decides holds it too, so that no field is left for it alone.
  { key: "osVersion", effect: "rebuild", because: "another template" },
  { key: "controlPlaneEndpoint", effect: "rebuild", because: "it is in every certificate and kubeconfig" },
  { key: "variables.apiServerPort", effect: "rebuild", because: "it is part of the endpoint" },
  ...["network.podCidrs", "network.serviceCidrs"].map((key) => ({
    key,
    effect: "rebuild" as const,
    because: "Kubernetes cannot move pods and services to other networks",
    clusterField: "spec.clusterNetwork",
  })),
  {
    key: "variables.network.ipv6Primary",
    effect: "rebuild",
    because: "the address family of the whole cluster",
  },
  { key: "cni", effect: "rebuild", because: "TKG's admission refuses another package for a running cluster" },
  { key: "cpi.excludeEndpoint", effect: "rebuild", because: "decided when the cluster is bootstrapped" },
  {
    key: "identityRef.name",
    digestName: "identityRef",
    effect: "rebuild",
    because: "the vSphere provider deletes the Secret with the cluster that used it",
  },
  { key: "connection.vcenter.server", digestName: "vcenter.server", effect: "rebuild", because: clonedHere },
  ...rows("rebuild", clonedHere, [
    "placement.datacenter",
    "placement.datastore",
    "placement.folder",
    "placement.network",
    "placement.resourcePool",
  ]),
  {
    key: "rebuild.generation",
    effect: "rebuild",
    because:
      "raise it to force a rebuild, also for what would be rolled; a lower or removed value changes nothing",
  },
  ...rows("rolled", "a new VM of the new form is cloned", [
    "machine",
    "placement.cloneMode",
    "placement.storagePolicy",
    "variables.pci",
  ]),
  ...rows("rolled", "it is written to the node when it first boots", [
    "node",
    "sshAuthorizedKeys",
    "imageRepository",
    "imageRepositoryTlsVerify",
    "trustedCa",
    "auditLogging",
    "variables",
  ]),
  ...rows("rolled", "not known here; most variables of a class roll the node", ["extraVariables"]),
  ...rows("rolled", "machines carry it; what is only taken out stays on the machine until it is rolled", [
    "controlPlaneMetadata",
  ]),
  ...rows("in place", "metadata of the Cluster, which reaches no machine", ["labels", "annotations"]),
  ...rows("in place", "the running machine keeps the old values until it is rolled or rebuilt", [
    "nodeTimeouts",
  ]),
  ...rows(
    "in place",
    "the pool is changed; the running machine keeps its address, prefix and gateway. To add or remove the key, or to change its " +
      "`name`, changes `variables.network.addressesFromPools`, which is rolled",
    ["network.addressPool"],
  ),
  ...rows("in place", "added to the running cluster; what is taken out stays installed until a rebuild", [
    "packages",
  ]),
  ...rows(
    "in place",
    "objects on the workload cluster: applied, changed and deleted as the list changes; applied again by a rebuild",
    ["afterReady.manifests"],
  ),
  ...rows("in place", "another command is run once on the running cluster; a rebuild runs it again", [
    "afterReady.command",
  ]),
  ...rows("in place", "it sets when Cluster API renews the certificates", [
    "variables.controlPlaneCertificateRotation",
  ]),
  ...rows("in place", "tried against vCenter first, then written to the Secret; controllers read it there", [
    "vcenterPassword",
    "connection.vcenter.passwordFrom",
    "connection.vcenter.username",
  ]),
  ...rows("in place", "only controllers of the management cluster use it", ["connection.vcenter.thumbprint"]),
  ...rows("nothing", "checked against `tkrVersion`, which decides", ["kind"]),
  ...rows("nothing", "it decides what the next change of `tkrVersion` does", ["versionChange"]),
  ...rows("nothing", "the TKr and template of the other stacks count as if they were configured here", [
    "from",
  ]),
  ...rows("nothing", "what `tkg-edge fleet validate` checks by", ["network.routed"]),
  ...rows("nothing", "guards, waits and hooks of tkg-edge itself", [
    "protect",
    "adopt",
    "timeouts",
    "rebuild",
    "afterReady.commandTimeoutSeconds",
  ]),
];

/** Rules by their key, of each list that was read. */
const rulesByKey = new WeakMap<readonly InputEffect[], ReadonlyMap<string, InputEffect>>();

/** The rule for a key, or undefined where there is none. */
export function effectOf(
  key: string,
  effects: readonly InputEffect[] = inputEffects,
): InputEffect | undefined {
  const rules = rulesByKey.get(effects) ?? new Map(effects.map((row) => [row.key, row]));
  rulesByKey.set(effects, rules);
  for (let leading = key; leading !== ""; leading = leading.slice(0, Math.max(0, leading.lastIndexOf(".")))) {
    const rule = rules.get(leading);
    if (rule) return rule;
  }
  return undefined;
}
