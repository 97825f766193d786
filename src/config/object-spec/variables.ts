/** ClusterClass variables of a Cluster as keys of a site; the contrary of what src/manifests/cluster.ts does. */
import { alsoExtraVariables, classVariablesSchema, variableSince } from "../class-variables.js";
import { isTree } from "../tree.js";
import { isOlderClass } from "../vendor-class.js";
import { readControlPlaneVariable } from "./control-plane-variable.js";
import type { Leaf, ObjectReader } from "./object-reader.js";
import type { OwnInputs } from "./own-inputs.js";
import { describeLeaf, type Reading } from "./reading.js";
import { readVcenter } from "./vcenter-variable.js";

/** What becomes of one variable. */
type VariableReader = (variable: ObjectReader, reading: Reading) => void;

const leftOut =
  (reason: string): VariableReader =>
  (variable, reading) => {
    reading.leaveOut(`variable ${String(variable.peek("name"))}`, variable.at("value").rest(), reason);
    variable.take("value");
  };

const noWorkers = leftOut("a single-node cluster has no workers");

/** A variable, or a part of it, that is one key of a site. */
const mapped =
  (key: string, ...path: readonly string[]): VariableReader =>
  (variable, reading) => {
    reading.set(`site.${key}`, variable.take("value", ...path), variable.where("value", ...path));
  };

const readers: Readonly<Record<string, VariableReader>> = {
  controlPlaneTaint: editTaint,
  aviAPIServerHAProvider: refuseLoadBalancer,
  auditLogging: mapped("auditLogging", "enabled"),
  apiServerEndpoint: readEndpoint,
  imageRepository: (variable, reading) => {
    mapped("imageRepository", "host")(variable, reading);
    mapped("imageRepositoryTlsVerify", "tlsCertificateValidation")(variable, reading);
  },
  trust: readTrust,
  vcenter: readVcenter,
  user: mapped("sshAuthorizedKeys", "sshAuthorizedKeys"),
  controlPlane: readControlPlaneVariable,
  identityRef: readIdentity,
  cni: readCni,
  worker: noWorkers,
  nodePoolLabels: noWorkers,
  workerKubeletExtraArgs: noWorkers,
  VSPHERE_WINDOWS_TEMPLATE: noWorkers,
};

/** @param own what the cluster's own annotations distinguish from the defaults that admission added */
export function readVariables(
  topology: ObjectReader,
  reading: Reading,
  own: OwnInputs | undefined,
  serverSide: Set<string>,
): void {
  const seen = new Set<string>();
  for (const [index, item] of topology.items("variables").entries()) {
    const variable = topology.at("variables", index);
    const name = isTree(item) ? item.name : undefined;
    if (typeof name !== "string" || name === "") {
      variable.take();
      reading.refuse(topology.where("variables", index), "a variable with a name and a value");
      continue;
    }
    variable.take("name");
    if (seen.has(name)) {
      const expected = "each variable once: of two, admission takes both and only one counts";
      reading.refuse(`${topology.where("variables", index)} ${name}`, expected, "the same variable again");
    }
    seen.add(name);
    if (name === "TKR_DATA") {
      variable.take("value");
      serverSide.add("variable TKR_DATA");
      continue;
    }
    const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
    if (reader) reader(variable, reading);
    else readOther(name, variable, reading, own, serverSide);
    reading.leaveOut(`variable ${name}`, variable.rest(), "a stack has no key for it");
    variable.take();
  }
  // Without it the class taints the node.
  if (!seen.has("controlPlaneTaint"))
    reading.note("edit 3 of 3: variable controlPlaneTaint is false (was true)");
}

/** A variable that keeps its name: one of the class, or one that is not known here. */
function readOther(
  name: string,
  variable: ObjectReader,
  reading: Reading,
  own: OwnInputs | undefined,
  serverSide: Set<string>,
): void {
  const isKnown = hasKey(name, variable.peek("value"), own, reading.site.className);
  const section = isKnown ? "variables" : "extraVariables";
  if (own && !own.isConfigured(`${section}.${name}`) && !isChangedRotation(name, variable)) {
    reportDefaults(name, variable.at("value").rest(), serverSide);
    variable.take("value");
    return;
  }
  if (name === "pci") {
    reading.leaveOut(
      "variable pci",
      variable.at("value", "worker").rest(),
      "a single-node cluster has no workers",
    );
    variable.take("value", "worker");
  }
  if (own && name !== rotation) {
    const leaves = variable.at("value").rest();
    const added = leaves.filter(({ path }) => !isConfiguredLeaf(`${section}.${name}`, path, own));
    reportDefaults(name, added, serverSide);
  }
  const value = variable.take("value");
  const kept = name === "pci" && isTree(value) ? { ...value, worker: undefined } : value;
  const { file } = reading;
  if (!isKnown)
    reading.note(`variable ${name} is not known here; it is kept in site.extraVariables, unchecked`);
  reading.setAt(
    ["site", section, name],
    own ? configuredPart(kept, `${section}.${name}`, own) : defined(kept),
  );
  reading.origins.add(`site.${section}.${name}`, variable.where("value").replace(/^$/, file));
}

/** Whether a variable is one of `site.variables`; a stack may have a later one in `extraVariables`, in any form. */
function hasKey(name: string, value: unknown, own: OwnInputs | undefined, className: unknown): boolean {
  const { shape } = classVariablesSchema;
  if (!(name in shape)) return false;
  if (!alsoExtraVariables.has(name)) return true;
  if (own) return !own.isConfigured(`extraVariables.${name}`);
  const since = variableSince[name] ?? "";
  if (typeof className === "string" && isOlderClass(className, since)) return false;
  return shape[name as keyof typeof shape].safeParse(value).success;
}

/** What admission added, from the class's own defaults. */
function reportDefaults(name: string, leaves: readonly Leaf[], serverSide: Set<string>): void {
  for (const leaf of leaves) {
    // Below `spec.topology.variables[N].value`.
    serverSide.add(
      `variable ${name} ${describeLeaf({ ...leaf, path: leaf.path.slice(5) })}`.replace(/ {2,}/, " "),
    );
  }
}

/** Lists are inputs as a whole. */
function isConfiguredLeaf(key: string, path: Leaf["path"], own: OwnInputs): boolean {
  const steps = path.slice(5);
  const list = steps.findIndex((step) => typeof step === "number");
  return own.isConfigured([key, ...steps.slice(0, list < 0 ? undefined : list)].join("."));
}

const rotation = "controlPlaneCertificateRotation";

/** It is not among the inputs that roll a node; the class's own value is what nobody set. */
function isChangedRotation(name: string, variable: ObjectReader): boolean {
  if (name !== rotation) return false;
  return variable.peek("value", "activate") !== true || variable.peek("value", "daysBefore") !== 90;
}

/** The keys of a value that were configured; admission fills in the others. */
function configuredPart(value: unknown, key: string, own: OwnInputs): unknown {
  if (!isTree(value) || key === `variables.${rotation}`) return value;
  const entries = Object.entries(value).filter(([step]) => own.isConfigured(`${key}.${step}`));
  return Object.fromEntries(
    entries.map(([step, below]) => [step, configuredPart(below, `${key}.${step}`, own)]),
  );
}

const defined = (value: unknown) =>
  isTree(value) ? Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) : value;

/** The third edit of the vendor page. */
function editTaint(variable: ObjectReader, reading: Reading): void {
  const value = variable.take("value");
  if (typeof value !== "boolean") reading.refuse(variable.where("value"), "true or false", value);
  reading.note(
    `edit 3 of 3: variable controlPlaneTaint is false (${value === false ? "as it is" : "was true"})`,
  );
}

function refuseLoadBalancer(variable: ObjectReader, reading: Reading): void {
  const value = variable.take("value");
  if (value === false) return;
  const where = `${variable.where("value")} of aviAPIServerHAProvider`;
  if (typeof value !== "boolean") reading.refuse(where, "true or false", value);
  else if (reading.options.editLoadBalancer === true) {
    reading.note(
      "variable aviAPIServerHAProvider is edited: kube-vip serves the API's address in place of NSX ALB",
    );
  } else {
    const expected =
      "false: single-node clusters are not compatible with NSX Advanced Load Balancer (vendor page); " +
      "convert --edit-load-balancer takes kube-vip instead";
    reading.refuse(where, expected, value);
  }
}

function readEndpoint(variable: ObjectReader, reading: Reading): void {
  const value = variable.take("value");
  const annotated = reading.site.controlPlaneEndpoint;
  if (annotated !== undefined && value !== "" && annotated !== value) {
    const expected = "the address in the annotation tkg.tanzu.vmware.com/cluster-controlplane-endpoint";
    reading.refuse(variable.where("value"), expected, value);
  }
  reading.set("site.controlPlaneEndpoint", value, variable.where("value"));
}

function readTrust(variable: ObjectReader, reading: Reading): void {
  for (const [index] of variable.items("value", "additionalTrustedCAs").entries()) {
    const entry = variable.at("value", "additionalTrustedCAs", index);
    const [name, data] = [String(entry.take("name")), entry.take("data")];
    if (data === "" || data === undefined || data === null) {
      reading.note(`trust entry ${name} is left out: it is empty, and would write an empty certificate`);
    } else {
      reading.setAt(["site", "trustedCa", name], data);
      reading.origins.add(`site.trustedCa.${name}`, entry.where("data"));
    }
  }
}

function readIdentity(variable: ObjectReader, reading: Reading): void {
  const [kind, name] = [variable.take("value", "kind"), variable.take("value", "name")];
  if (kind === "VSphereClusterIdentity") {
    reading.set("site.identityRef", { kind, name }, variable.where("value"));
  } else if (kind !== "Secret" || name !== reading.site.name) {
    const expected = "a VSphereClusterIdentity, or the Secret that has the Cluster's name";
    reading.refuse(variable.where("value"), expected, `${String(kind)} ${String(name)}`);
  }
}

function readCni(variable: ObjectReader, reading: Reading): void {
  const value = variable.take("value");
  if (value !== "antrea" && value !== "calico")
    reading.refuse(variable.where("value"), '"antrea" or "calico"', value);
  else reading.set("site.cni", reading.site.cni ?? value, variable.where("value"));
}
