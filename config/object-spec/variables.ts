/** ClusterClass variables of a Cluster as keys of a site; the contrary of what manifests/cluster.ts does. */
import { classVariablesSchema } from "../class-variables.js";
import { isTree, type Tree } from "../tree.js";
import type { Reading } from "./reading.js";
import { present, put, tree } from "./trees.js";

/** What becomes of one variable. */
type VariableReader = (value: unknown, reading: Reading) => void;

const leftOut =
  (reason: string, name: string): VariableReader =>
  (_value, { notes, file }) =>
    notes.push(`${file}: variable ${name} is left out: ${reason}`);

const noWorkers = "a single-node cluster has no workers";

const readers: Readonly<Record<string, VariableReader>> = {
  // The page's third edit.
  controlPlaneTaint: (value, { notes, file }) => {
    const was = value === false ? "as it is" : "was true";
    notes.push(`${file}: edit 3 of 3: variable controlPlaneTaint is false (${was})`);
  },
  aviAPIServerHAProvider: (value, { problems, file }) => {
    if (value !== true) return;
    problems.push({
      path: `${file}: Cluster variable aviAPIServerHAProvider`,
      found: "true",
      expected:
        "false: single-node clusters are not compatible with NSX Advanced Load Balancer (vendor page)",
    });
  },
  auditLogging: (value, { site }) => {
    put(site, "auditLogging", tree(value).enabled);
  },
  apiServerEndpoint: (value, { site }) => {
    put(site, "controlPlaneEndpoint", value);
  },
  imageRepository: (value, { site }) => {
    put(site, "imageRepository", tree(value).host);
    put(site, "imageRepositoryTlsVerify", tree(value).tlsCertificateValidation);
  },
  trust: readTrust,
  vcenter: readVcenter,
  user: (value, { site }) => {
    put(site, "sshAuthorizedKeys", tree(value).sshAuthorizedKeys);
  },
  controlPlane: readControlPlane,
  identityRef: (value, { site }) => {
    if (tree(value).kind === "VSphereClusterIdentity") put(site, "identityRef", value);
  },
  cni: (value, { site }) => {
    if (value === "antrea" || value === "calico") site.cni ??= value;
  },
  worker: leftOut(noWorkers, "worker"),
  nodePoolLabels: leftOut(noWorkers, "nodePoolLabels"),
  workerKubeletExtraArgs: leftOut(noWorkers, "workerKubeletExtraArgs"),
  VSPHERE_WINDOWS_TEMPLATE: leftOut(noWorkers, "VSPHERE_WINDOWS_TEMPLATE"),
  TKR_DATA: leftOut("TKG's own webhooks write it", "TKR_DATA"),
};

export function readVariables(variables: readonly unknown[], reading: Reading): void {
  const { site, notes, problems, file } = reading;
  const seen = new Set<string>();
  const known: Record<string, unknown> = {};
  const extra: Record<string, unknown> = {};
  for (const variable of variables.filter(isTree)) {
    const { name, value } = variable;
    if (typeof name !== "string") continue;
    if (seen.has(name)) {
      problems.push({
        path: `${file}: Cluster variable ${name}`,
        found: "the same variable again",
        expected: "each variable once: of two, admission takes both and only one counts",
      });
    }
    seen.add(name);
    const reader = readers[name];
    if (reader) reader(value, reading);
    else if (name in classVariablesSchema.shape) known[name] = withoutWorkers(name, value);
    else {
      extra[name] = value;
      notes.push(`${file}: variable ${name} is not known here; it is kept in site.extraVariables, unchecked`);
    }
  }
  if (!seen.has("controlPlaneTaint")) readers.controlPlaneTaint?.(undefined, reading);
  if (Object.keys(known).length > 0) site.variables = known;
  if (Object.keys(extra).length > 0) site.extraVariables = extra;
}

function withoutWorkers(name: string, value: unknown): unknown {
  if (name !== "pci" || !isTree(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== "worker"));
}

function readTrust(value: unknown, { site, notes, file }: Reading): void {
  const entries = tree(value).additionalTrustedCAs;
  const trusted: Record<string, unknown> = {};
  for (const entry of Array.isArray(entries) ? entries.filter(isTree) : []) {
    const name = String(entry.name);
    if (entry.data === "" || entry.data === undefined || entry.data === null) {
      notes.push(
        `${file}: trust entry ${name} is left out: it is empty, and would write an empty certificate`,
      );
    } else trusted[name] = entry.data;
  }
  if (Object.keys(trusted).length > 0) site.trustedCa = trusted;
}

function readVcenter(value: unknown, { site, connection, notes, file }: Reading): void {
  const { server, tlsThumbprint, storagePolicyID, template, ...inventory } = tree(value);
  site.placement = { ...inventory, ...present("storagePolicy", storagePolicyID) };
  connection.vcenter = {
    ...tree(connection.vcenter),
    ...present("server", server),
    ...(tlsThumbprint === undefined || tlsThumbprint === ""
      ? { insecure: true }
      : { thumbprint: tlsThumbprint }),
  };
  if (tlsThumbprint === undefined || tlsThumbprint === "") {
    notes.push(
      `${file}: there is no tlsThumbprint, so that vCenter is not verified: connection.vcenter.insecure`,
    );
  }
  if (template !== undefined && template !== "") {
    notes.push(`${file}: vcenter.template is left out: TKG finds the template by its vApp properties`);
  }
}

function readControlPlane(value: unknown, { site }: Reading): void {
  const { machine, network, nodeLabels } = tree(value);
  const { customVMXKeys, ...sizes } = tree(machine);
  const keys = tree(customVMXKeys);
  site.machine = { ...sizes, ...(Object.keys(keys).length > 0 && { customVMXKeys: keys }) };
  const labels = (Array.isArray(nodeLabels) ? nodeLabels.filter(isTree) : []).map(
    (label: Tree) => [String(label.key), label.value] as const,
  );
  const node = {
    ...present("nameservers", tree(network).nameservers),
    ...present("searchDomains", tree(network).searchDomains),
    ...(labels.length > 0 && { labels: Object.fromEntries(labels) }),
  };
  if (Object.keys(node).length > 0) site.node = node;
}
