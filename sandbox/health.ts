// Health probe for a process of the sandbox.
import { readFileSync } from "node:fs";
import { request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import type { HealthProbe } from "./process-records.js";

/** A probe with the authority that it trusts. */
export interface Probe extends HealthProbe {
  readonly caFile: string;
}

const timeoutMilliseconds = 2000;

/** "healthy", or why not. Never throws. */
export async function probeHealth(probe: Probe): Promise<string> {
  try {
    const status = await statusOf(probe);
    return status === 200 ? "healthy" : `HTTP ${status}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function statusOf(probe: Probe): Promise<number> {
  return new Promise((resolve, reject) => {
    // Cluster API's providers report their health without TLS.
    const request = probe.url.startsWith("http:") ? plainRequest : tlsRequest;
    const call = request(
      probe.url,
      {
        ca: readFileSync(probe.caFile),
        ...(probe.certificate !== undefined && { cert: readFileSync(probe.certificate) }),
        ...(probe.key !== undefined && { key: readFileSync(probe.key) }),
        // A new connection: a kept one could be to the previous process.
        agent: false,
        timeout: timeoutMilliseconds,
      },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    call.on("timeout", () => call.destroy(new Error(`no answer within ${timeoutMilliseconds} ms`)));
    call.on("error", reject);
    call.end();
  });
}
