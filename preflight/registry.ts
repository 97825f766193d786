/** Does a registry answer, and is it the one that it says it is? Asked before imgpkg does, which names no host. */
import { request } from "node:http";
import type { TLSSocket } from "node:tls";
import { certificateFault, connectVerified, readServerCertificate } from "../clients/server-certificate.js";
import type { RegistryConnection } from "../config/connection.js";
import type { Problem } from "../config/problem.js";

/**
 * @param host `host[:port]`
 * @returns what is wrong, by the config key that mends it
 */
export async function registryProblem(
  host: string,
  registry: RegistryConnection | undefined,
): Promise<Problem | undefined> {
  try {
    const certificate = await readServerCertificate(host, { caFile: registry?.caFile });
    const fault = certificateFault(certificate, { caFile: registry?.caFile });
    if (fault?.kind !== "authority") {
      await askForApi(host, await connectVerified(host, { caFile: registry?.caFile }));
      return undefined;
    }
    return {
      path: "tkg-edge:connection.registry.caFile",
      ...(registry?.caFile !== undefined && { found: `"${registry.caFile}"` }),
      expected: `the PEM file of the CA of ${host}: it shows ${fault.actual.subject}, issued by ${fault.actual.issuer} (${fault.reason})`,
    };
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    const said = error instanceof Error ? error.message : String(error);
    if (path !== undefined && path === registry?.caFile) {
      return {
        path: "tkg-edge:connection.registry.caFile",
        found: `"${path}" (${code ?? said})`,
        expected: "a PEM file with a CA",
      };
    }
    const gone =
      code === "ENOTFOUND" || code === "EAI_AGAIN" ? `there is no host ${host.split(":")[0] ?? host}` : said;
    return {
      path: "tkg-edge:connection.registry.host",
      found: `"${host}" (or in tkg-edge:management.tkr.bundle)`,
      expected: `a registry that answers: ${gone}. The vendor's hosts have changed before; is it still the right one?`,
    };
  }
}

/**
 * The first question of the distribution API. Any answer of a working registry will do, also that a login is needed.
 * @throws Error for none
 */
function askForApi(host: string, socket: TLSSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        path: "/v2/",
        createConnection: () => socket,
        headers: { host, connection: "close" },
      },
      (response) => {
        const { statusCode = 0 } = response;
        response.resume();
        if (statusCode < 500) resolve();
        else reject(new Error(`it answers https://${host}/v2/ with HTTP ${statusCode}`));
      },
    );
    asked.on("error", reject);
    asked.end();
  });
}
