/** What answers at a registry's address. Read before imgpkg is started, whose errors name no host. */
import { request } from "node:http";
import type { TLSSocket } from "node:tls";
import { causeOfError, failureCause } from "../../clients/failure-cause.js";
import { registryFailure, type RegistryFailure } from "../../clients/registry-failure.js";
import {
  certificateFault,
  connectVerified,
  readServerCertificate,
} from "../../clients/server-certificate.js";

export type RegistryAnswer =
  | { readonly result: "answers" }
  /** The CA file of the connection cannot be read. */
  | { readonly result: "unreadable"; readonly words: string }
  | { readonly result: "failed"; readonly words: string; readonly failure: RegistryFailure };

/**
 * @param repository `host[:port]/…`, without tag
 * @param caFile PEM file of the registry's CA
 */
export async function readRegistry(repository: string, caFile: string | undefined): Promise<RegistryAnswer> {
  const host = repository.split("/")[0] ?? repository;
  try {
    const certificate = await readServerCertificate(host, { caFile });
    const fault = certificateFault(certificate, { caFile });
    if (fault?.kind !== "authority") {
      await queryApi(host, await connectVerified(host, { caFile }));
      return { result: "answers" };
    }
    const { subject, issuer, validFrom, validTo } = fault.actual;
    const words =
      `it shows ${subject}, issued by ${issuer}, valid from ${validFrom.toISOString()} to ${validTo.toISOString()} ` +
      `(${fault.reason})`;
    const cause = failureCause(fault.reason) ?? "certificate-untrusted";
    return { result: "failed", words, failure: registryFailure(cause, repository) };
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    const words = error instanceof Error ? error.message : String(error);
    if (path !== undefined && path === caFile) return { result: "unreadable", words: code ?? words };
    return { result: "failed", words, failure: registryFailure(causeOfError(error), repository) };
  }
}

/**
 * The first question of the distribution API. Any answer of a working registry will do, also that a login is needed.
 * @throws Error for none
 */
function queryApi(host: string, socket: TLSSocket): Promise<void> {
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
