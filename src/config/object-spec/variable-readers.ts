/** Readers of the ClusterClass variables that are other keys of a site. */
import { readControlPlaneVariable } from "./control-plane-variable.js";
import type { ObjectReader } from "./object-reader.js";
import type { Reading } from "./reading.js";
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

/** Of the variables that are not kept under their own names. */
export const variableReaders: Readonly<Record<string, VariableReader>> = {
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

/**
 * Variables that every site sets. What a Cluster has of them is read also where it is a default of the class, because the
 * site's own default may differ.
 */
export const alwaysSet: ReadonlySet<string> = new Set([
  ...["controlPlaneTaint", "auditLogging", "apiServerEndpoint", "aviAPIServerHAProvider"],
  ...["imageRepository", "vcenter", "controlPlane"],
]);

/** The third edit of the vendor page. */
function editTaint(variable: ObjectReader, reading: Reading): void {
  const value = variable.take("value");
  if (typeof value !== "boolean") reading.refuse(variable.where("value"), "true or false", value);
  if (value === false && reading.options.isRunning) return;
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
