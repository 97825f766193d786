/**
 * The CAs that the management cluster's TKr controller trusts when it pulls bundles: ConfigMap `tkr-controller-config`,
 * which it reads only when it starts.
 */
import { X509Certificate } from "node:crypto";
import { UserError } from "../config/problem.js";
import { systemNamespace } from "../manifests/kubernetes-object.js";
import { readCaFile } from "./ca-file.js";
import type { ManagementCluster, ManagementReader } from "./management-cluster.js";

export const controllerDeployment = "tkr-source-controller-manager";
export const authoritiesConfigMap = "tkr-controller-config";
const authoritiesKey = "caCerts";

/** What the controller trusts, and what it is to trust. */
export interface ControllerAuthorities {
  /** PEM text of the ConfigMap. */
  readonly trusted: string;
  /** PEM text of the certificates of the file that the ConfigMap lacks; empty where it lacks none. */
  readonly missing: string;
}

/**
 * @param caFile PEM file
 * @throws UserError when the file holds no certificate, or the management cluster does not answer
 */
export async function controllerAuthorities(
  cluster: ManagementReader,
  caFile: string,
): Promise<ControllerAuthorities> {
  const wanted = certificates(await readPem(caFile));
  if (wanted.length === 0)
    throw new UserError(`tkg-edge:connection.registry.caFile: ${caFile} holds no certificate`);
  const config = await cluster.get("configmaps", authoritiesConfigMap, systemNamespace);
  const trusted = config?.data?.[authoritiesKey] ?? "";
  const known = new Set(certificates(trusted).map(fingerprint));
  const missing = wanted.filter((pem) => !known.has(fingerprint(pem)));
  return { trusted, missing: missing.map((pem) => `${pem}\n`).join("") };
}

/** Adds CAs and restarts the controller, which does not read them otherwise. Waits until it runs again. */
export async function trustAuthorities(
  cluster: ManagementCluster,
  { trusted, missing }: ControllerAuthorities,
): Promise<void> {
  const both = trusted === "" ? missing : `${trusted.trimEnd()}\n${missing}`;
  await cluster.patch("configmap", authoritiesConfigMap, systemNamespace, {
    data: { [authoritiesKey]: both },
  });
  await cluster.restart(controllerDeployment, systemNamespace);
}

/**
 * The commands that do the same by hand, for a user who wants to see them first.
 * @param context of the kubeconfig
 */
export function trustCommands(
  caFile: string,
  { kubeconfig, context }: { kubeconfig: string; context: string },
): string[] {
  const kubectl = `kubectl --kubeconfig '${kubeconfig}' --context '${context}' -n ${systemNamespace}`;
  const current = `${kubectl} get configmap ${authoritiesConfigMap} -o 'jsonpath={.data.${authoritiesKey}}'`;
  const create = `${kubectl} create configmap ${authoritiesConfigMap} --from-file=${authoritiesKey}=tkr-authorities.pem`;
  return [
    `(${current}; echo; cat '${caFile}') > tkr-authorities.pem`,
    `${create} --dry-run=client -o json > tkr-authorities.json`,
    `${kubectl} patch configmap ${authoritiesConfigMap} --type=merge --patch-file tkr-authorities.json`,
    `${kubectl} rollout restart deployment ${controllerDeployment}`,
    `${kubectl} rollout status deployment ${controllerDeployment}`,
  ];
}

async function readPem(caFile: string): Promise<string> {
  try {
    return (await readCaFile(caFile)).toString("utf8");
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`tkg-edge:connection.registry.caFile: ${caFile} cannot be read`);
  }
}

function certificates(text: string): readonly string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
}

/** SHA-256; of a certificate that cannot be parsed, its text. */
function fingerprint(pem: string): string {
  try {
    return new X509Certificate(pem).fingerprint256;
  } catch {
    return pem;
  }
}
