/**
 * Whether the vSphere plugin can verify vCenter by itself.
 *
 * It can neither pin a thumbprint nor be given a CA. It is a Go program in the environment of `pulumi`, though, as this
 * one is: the authorities of SSL_CERT_FILE and SSL_CERT_DIR, or those of the system, are those that it has.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readServerCertificate } from "../../clients/server-certificate.js";

/** Where Go finds the system's bundle, first one first. */
const systemBundles = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/pki/tls/cacert.pem",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

/** @param server `host[:port]` */
export async function pluginVerifies(
  server: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<boolean> {
  const { own, system } = authoritiesOf(environment);
  const verifiedBy = async (pem: readonly string[]): Promise<boolean> =>
    (await readServerCertificate(server, { pem })).untrusted === undefined;
  // Reading the hundred authorities of a system takes longer than everything else that a preview reads.
  return (own.length > 0 && (await verifiedBy(own))) || (await verifiedBy([...own, ...system]));
}

/** At most what Go takes: the directories of the system hold the same as its bundle. */
function authoritiesOf({
  SSL_CERT_FILE: file,
  SSL_CERT_DIR: directories,
}: Readonly<Record<string, string | undefined>>): {
  readonly own: readonly string[];
  readonly system: readonly string[];
} {
  const bundle = file === undefined || file === "" ? systemBundles.find((path) => existsSync(path)) : file;
  const own = (directories ?? "")
    .split(":")
    .filter(
      (directory) => directory !== "" && !systemBundles.some((path) => path.startsWith(`${directory}/`)),
    )
    .flatMap(filesIn);
  return { own: own.flatMap(read), system: bundle === undefined ? [] : read(bundle) };
}

function filesIn(directory: string): string[] {
  try {
    return readdirSync(directory).map((name) => join(directory, name));
  } catch {
    return [];
  }
}

/** An authority that cannot be read is none, for Go as here. */
function read(file: string): string[] {
  try {
    return [readFileSync(file, "utf8")];
  } catch {
    return [];
  }
}
