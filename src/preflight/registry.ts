/** Does a registry answer, and is it the one that it says it is? Asked before imgpkg does, which names no host. */
import { request } from "node:http";
import type { TLSSocket } from "node:tls";
import { causeOfError, failureCause, type FailureCause } from "../clients/failure-cause.js";
import { registryFailure } from "../clients/registry-failure.js";
import { certificateFault, connectVerified, readServerCertificate } from "../clients/server-certificate.js";
import type { RegistryConnection } from "../config/connection.js";
import type { Problem } from "../config/problem.js";

/**
 * @param repository `host[:port]/…`, without tag
 * @returns what is wrong, by the config key that fixes it
 */
export async function registryProblem(
  repository: string,
  registry: RegistryConnection | undefined,
): Promise<Problem | undefined> {
  const host = repository.split("/")[0] ?? repository;
  try {
    const certificate = await readServerCertificate(host, { caFile: registry?.caFile });
    const fault = certificateFault(certificate, { caFile: registry?.caFile });
    if (fault?.kind !== "authority") {
      await askForApi(host, await connectVerified(host, { caFile: registry?.caFile }));
      return undefined;
    }
    const { subject, issuer, validFrom, validTo } = fault.actual;
    const shown =
      `it shows ${subject}, issued by ${issuer}, valid from ${validFrom.toISOString()} to ${validTo.toISOString()} ` +
      `(${fault.reason})`;
    return problem(failureCause(fault.reason) ?? "certificate-untrusted", shown, repository, registry);
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    const words = error instanceof Error ? error.message : String(error);
    if (path !== undefined && path === registry?.caFile) {
      return {
        path: "tkg-edge:connection.registry.caFile",
        found: `"${path}" (${code ?? words})`,
        expected: "a PEM file with a CA",
      };
    }
    return problem(causeOfError(error), words, repository, registry);
  }
}

function problem(
  cause: FailureCause | undefined,
  words: string,
  repository: string,
  registry: RegistryConnection | undefined,
): Problem {
  const { path, text } = registryFailure(cause, repository);
  const found = path.endsWith("registry.caFile") ? registry?.caFile : repository;
  const named = path.startsWith("tkg-edge:") && found !== undefined;
  return { path, ...(named && { found: `"${found}"` }), expected: `${text} (${words})` };
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
        if (statusCode < 500 && statusCode !== 429) resolve();
        else reject(new Error(`it answers https://${host}/v2/ with HTTP ${statusCode}`));
      },
    );
    asked.on("error", reject);
    asked.end();
  });
}
