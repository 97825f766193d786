/** The keys of a stack from which the variables of a Cluster are made: the way back from `cluster.ts`. */
import { classVariablesSchema } from "../config/class-variables.js";
import type { Cluster } from "./cluster.js";
import { recordedInputs } from "./input-change.js";
import { rolledInputsAnnotation } from "./rolled.js";

/** Keys and indexes from a variable's name to a value inside it. */
export type VariablePath = readonly (string | number)[];

/**
 * Of several leading parts of a path, the longest counts; what follows it follows the key too, unless the key holds the
 * value in another form.
 */
const keys: Readonly<Record<string, { readonly key: string; readonly hasOtherForm?: true }>> = {
  "auditLogging.enabled": { key: "site.auditLogging" },
  auditLogging: { key: "site.auditLogging", hasOtherForm: true },
  apiServerEndpoint: { key: "site.controlPlaneEndpoint" },
  imageRepository: { key: "site.imageRepository", hasOtherForm: true },
  "imageRepository.tlsCertificateValidation": { key: "site.imageRepositoryTlsVerify" },
  trust: { key: "site.trustedCa", hasOtherForm: true },
  vcenter: { key: "site.placement" },
  "vcenter.storagePolicyID": { key: "site.placement.storagePolicy" },
  "vcenter.server": { key: "connection.vcenter.server" },
  "vcenter.tlsThumbprint": { key: "connection.vcenter.thumbprint" },
  user: { key: "site.sshAuthorizedKeys", hasOtherForm: true },
  "user.sshAuthorizedKeys": { key: "site.sshAuthorizedKeys" },
  controlPlane: { key: "site.machine", hasOtherForm: true },
  "controlPlane.machine": { key: "site.machine" },
  "controlPlane.network": { key: "site.node" },
  "controlPlane.nodeLabels": { key: "site.node.labels", hasOtherForm: true },
  identityRef: { key: "site.identityRef" },
  cni: { key: "site.cni" },
  // No key of their own: their values are fixed, so that a class without them is the wrong class.
  controlPlaneTaint: { key: "site.className", hasOtherForm: true },
  aviAPIServerHAProvider: { key: "site.className", hasOtherForm: true },
};

/** Names of the variables that a stack has in `site.extraVariables`, as its Cluster records them. */
export function extraNames({ metadata }: Cluster): ReadonlySet<string> {
  const recorded = recordedInputs(metadata.annotations[rolledInputsAnnotation]) ?? {};
  return new Set(Object.keys(recorded).flatMap((key) => /^extraVariables\.([^.]+)/.exec(key)?.[1] ?? []));
}

/**
 * @param extra as `extraNames` gives them: a variable that got its key later may be one of them
 * @returns such as `tkg-edge:site.machine.numCPUs`; a variable without a key of its own is one of `site.extraVariables`
 */
export function variableKey(path: VariablePath, extra: ReadonlySet<string> = new Set()): string {
  const [name = ""] = path;
  for (let depth = path.length; depth > 0; depth -= 1) {
    const leading = path.slice(0, depth).join(".");
    const found = Object.hasOwn(keys, leading) ? keys[leading] : undefined;
    if (found) return `tkg-edge:${found.key}${found.hasOtherForm ? "" : stepsText(path.slice(depth))}`;
  }
  const section =
    name in classVariablesSchema.shape && !extra.has(String(name)) ? "variables" : "extraVariables";
  return `tkg-edge:site.${section}${stepsText(path)}`;
}

const stepsText = (steps: VariablePath): string =>
  steps.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("");
