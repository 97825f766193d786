/**
 * HTTPS to one API server: one keep-alive agent with the identity of a kubeconfig, JSON out, a stream back. It tries
 * again where client-go does: on "too many requests", on a read whose connection is reset, and on a kept connection that
 * the server has closed meanwhile.
 */
import type { IncomingMessage } from "node:http";
import https from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { agentOf, type ApiAccess } from "./api-access.js";
import { KubeError, type KubeStatus } from "./kube-error.js";
import { isRecord } from "./objects.js";

export interface RequestOptions {
  readonly body?: unknown;
  /** @default "application/json" */
  readonly contentType?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** A cache of a new kind is filled within seconds; each answer contains the time to wait. */
const maxRetries = 20;

export class ApiConnection {
  private readonly agent: https.Agent;
  private readonly server: URL;

  constructor(access: ApiAccess) {
    this.agent = agentOf(access);
    this.server = new URL(access.server);
  }

  close(): void {
    this.agent.destroy();
  }

  /** Sends a request; gives the answer's body, unread. @throws KubeError for an answer that is no success. */
  async open(method: string, path: string, options: RequestOptions): Promise<NodeJS.ReadableStream> {
    const search = new URLSearchParams(options.query).toString();
    const headers: Record<string, string> = { Accept: "application/json" };
    const payload = options.body === undefined ? undefined : Buffer.from(JSON.stringify(options.body));
    if (payload !== undefined) {
      headers["Content-Type"] = options.contentType ?? "application/json";
      headers["Content-Length"] = String(payload.length);
    }
    const { signal } = options;
    const request = {
      host: this.server.hostname,
      port: this.server.port || 443,
      agent: this.agent,
      method,
      path: search === "" ? path : `${path}?${search}`,
      headers,
    };
    const sent = async (): Promise<IncomingMessage> => {
      for (let tries = 0; ; tries++) {
        try {
          return await send({ ...request, ...(signal && { signal }) }, payload);
        } catch (error) {
          // A server that is just starting resets what it cannot take yet; only a read may be sent twice.
          const isReset = (error as NodeJS.ErrnoException).code === "ECONNRESET";
          if (!isReset || method !== "GET" || tries >= maxRetries) throw error;
          await sleep(1000, undefined, { signal });
        }
      }
    };
    let response = await sent();
    for (let tries = 0; response.statusCode === 429 && tries < maxRetries; tries++) {
      await readAll(response);
      await sleep(Number(response.headers["retry-after"] ?? 1) * 1000, undefined, { signal });
      response = await sent();
    }
    const code = response.statusCode ?? 0;
    if (code < 300) return response;
    throw new KubeError(code, parseStatus(await readAll(response)), `${method} ${path}`);
  }
}

/** Everything a stream gives, as text. */
export async function readAll(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

function send(options: https.RequestOptions, payload: Buffer | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = https.request(options, resolve);
    request.on("error", (error: NodeJS.ErrnoException) => {
      // The server closed the kept connection as we took it: the request never reached it.
      if (request.reusedSocket && error.code === "ECONNRESET") send(options, payload).then(resolve, reject);
      else reject(error);
    });
    request.end(payload);
  });
}

function parseStatus(text: string): KubeStatus {
  try {
    const parsed: unknown = JSON.parse(text);
    if (isRecord(parsed)) return parsed;
  } catch {
    // An aggregated API that is down answers in plain text.
  }
  return { message: text.trim() };
}
