/**
 * The CAs that the management cluster's TKr controller trusts when it pulls bundles: ConfigMap `tkr-controller-config`,
 * which it reads only when it starts.
 */
import { X509Certificate } from "node:crypto";
import { readCaFile } from "../../clients/ca-file.js";
import type { ManagementReader } from "../../clients/management-cluster.js";
import { UserError } from "../../config/problem.js";
import { systemNamespace } from "../../manifests/kubernetes-object.js";

export const controllerDeployment = "tkr-source-controller-manager";
export const authoritiesConfigMap = "tkr-controller-config";
export const authoritiesKey = "caCerts";

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
  cluster: Pick<ManagementReader, "get">,
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
