/**
 * A TLS-terminating proxy in front of one server of a sandbox, in which a test decides what happens to each request: it
 * passes, is dropped, held, answered with an error, or broken off in the middle of its body. It shows the server's own
 * certificate, at another port of the same address, so that a client notices nothing while no fault is on.
 */
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Agent, createServer, request as httpsRequest, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { buffer, text } from "node:stream/consumers";

/** PEM files. */
export interface PemPair {
  readonly certificate: string;
  readonly key: string;
}

export interface FaultProxyOptions {
  /** Address of the server; the proxy takes a free port of the same host. */
  readonly upstream: { readonly host: string; readonly port: number };
  /** What the proxy shows to clients. */
  readonly server: PemPair;
  /** What the proxy shows to the server in its clients' place. @default - nothing */
  readonly client?: PemPair;
  /** Authority of both, PEM file. */
  readonly caFile: string;
  /**
   * Replaces the server's own address in XML answers, in which vCenter returns the target of an upload.
   * @default false
   */
  readonly rewriteAddress?: boolean;
}

/** A request as a rule sees it. */
export interface SeenRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** Text of a small body; empty for an upload, which is streamed. */
  readonly body: string;
  /** Bytes announced; undefined where the client announces none. */
  readonly length?: number;
}

/** What becomes of a request. */
export type Verdict =
  | { readonly kind: "pass" }
  /** The connection ends without an answer. */
  | { readonly kind: "drop" }
  /** No answer ever comes; the connection stays open until the proxy lets go or closes. */
  | { readonly kind: "hold" }
  | { readonly kind: "answer"; readonly status: number; readonly body: object; readonly retryAfter?: number }
  /** It is passed on and works, and its answer is held. */
  | { readonly kind: "mute" }
  /** The first bytes of the body pass; then the connection ends, or stays open with nothing passing. */
  | { readonly kind: "break"; readonly afterBytes: number; readonly then: "drop" | "hold" };

export type Rule = (request: SeenRequest) => Verdict | Promise<Verdict>;

const pass: Verdict = { kind: "pass" };

/** Bodies up to this size are read before a rule is evaluated; larger ones are uploads. */
const smallBodyBytes = 256 * 1024;

export class FaultProxy {
  /** Applied to every request; undefined while no fault is on. */
  rule: Rule | undefined;
  readonly #held = new Set<IncomingMessage>();

  private constructor(
    private readonly server: Server,
    private readonly agent: Agent,
    private readonly upstream: FaultProxyOptions["upstream"],
    private readonly rewriteAddress: boolean,
  ) {}

  static async start(options: FaultProxyOptions): Promise<FaultProxy> {
    const { client, caFile } = options;
    const agent = new Agent({
      keepAlive: true,
      ca: readFileSync(caFile),
      ...(client && { cert: readFileSync(client.certificate), key: readFileSync(client.key) }),
    });
    const server = createServer({
      cert: readFileSync(options.server.certificate),
      key: readFileSync(options.server.key),
    });
    const proxy = new FaultProxy(server, agent, options.upstream, options.rewriteAddress ?? false);
    server.on("request", (incoming, answer) => {
      proxy.#serve(incoming, answer).catch(() => incoming.socket.destroy());
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, options.upstream.host, resolve);
    });
    return proxy;
  }

  /** host:port */
  get address(): string {
    return `${this.upstream.host}:${(this.server.address() as AddressInfo).port}`;
  }

  /** Switches the fault off; what is held is dropped, as by a server that comes back. */
  heal(): void {
    this.rule = undefined;
    for (const request of this.#held) request.socket.destroy();
    this.#held.clear();
  }

  async close(): Promise<void> {
    this.heal();
    this.agent.destroy();
    await new Promise((resolve) => {
      this.server.close(resolve);
      this.server.closeAllConnections();
    });
  }

  async #serve(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const announced = incoming.headers["content-length"];
    const length = announced === undefined ? undefined : Number(announced);
    const upload = length === undefined ? incoming.method === "PUT" : length > smallBodyBytes;
    // As bytes: a small file is no text.
    const body = upload ? undefined : await buffer(incoming);
    const { method = "", url: path = "" } = incoming;
    const seen = { method, path, body: body?.toString() ?? "", ...(length !== undefined && { length }) };
    const verdict = (await this.rule?.(seen)) ?? pass;
    switch (verdict.kind) {
      case "drop":
        incoming.socket.destroy();
        return;
      case "hold":
        this.#held.add(incoming);
        return;
      case "answer":
        answer.writeHead(verdict.status, {
          "content-type": "application/json",
          ...(verdict.retryAfter !== undefined && { "retry-after": String(verdict.retryAfter) }),
        });
        answer.end(JSON.stringify(verdict.body));
        return;
      default:
        this.#forward(incoming, answer, body, verdict);
    }
  }

  #forward(
    incoming: IncomingMessage,
    answer: ServerResponse,
    body: Buffer | undefined,
    verdict: Extract<Verdict, { kind: "pass" | "mute" | "break" }>,
  ): void {
    const { connection: _, ...headers } = incoming.headers;
    const { host, port } = this.upstream;
    const outgoing = httpsRequest({
      ...{ host, port, agent: this.agent, servername: "" },
      ...{ method: incoming.method, path: incoming.url, headers },
    });
    outgoing.on("error", () => incoming.socket.destroy());
    answer.on("close", () => outgoing.destroy());
    outgoing.on("response", (response) => {
      if (verdict.kind === "mute") {
        response.resume();
        this.#held.add(incoming);
        return;
      }
      response.on("error", () => incoming.socket.destroy());
      this.#answer(response, answer).catch(() => incoming.socket.destroy());
    });
    if (body !== undefined) outgoing.end(body);
    else if (verdict.kind !== "break") incoming.pipe(outgoing);
    else this.#breakOff(incoming, outgoing, verdict);
  }

  async #answer(response: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { statusCode = 502, headers } = response;
    if (!this.rewriteAddress || !(headers["content-type"] ?? "").includes("xml")) {
      answer.writeHead(statusCode, headers);
      // A watch has no body for a while, and its client waits for the headers.
      answer.flushHeaders();
      response.pipe(answer);
      return;
    }
    const body = (await text(response)).replaceAll(
      `${this.upstream.host}:${this.upstream.port}`,
      this.address,
    );
    const { "content-length": _, "transfer-encoding": __, ...others } = headers;
    answer.writeHead(statusCode, { ...others, "content-length": Buffer.byteLength(body) });
    answer.end(body);
  }

  #breakOff(
    incoming: IncomingMessage,
    outgoing: ReturnType<typeof httpsRequest>,
    { afterBytes, then }: Extract<Verdict, { kind: "break" }>,
  ): void {
    let passed = 0;
    incoming.on("data", (chunk: Buffer) => {
      const part = chunk.subarray(0, afterBytes - passed);
      passed += part.length;
      outgoing.write(part);
      if (passed < afterBytes) return;
      incoming.pause();
      if (then === "hold") this.#held.add(incoming);
      else {
        outgoing.destroy();
        incoming.socket.destroy();
      }
    });
    incoming.on("end", () => outgoing.end());
  }
}
