/**
 * The HTTPS server of all webhooks of the process: AdmissionReview v1 in, AdmissionReview v1 out, and /healthz.
 */
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import https from "node:https";
import type { AdmissionAnswer, AdmissionRequest, StandInContext, Webhook } from "../stand-in.js";
import { jsonPatch } from "./diff.js";
import { keyText } from "./objects.js";

/** A webhook and the context of the stand-in it belongs to. */
export interface Mounted {
  readonly webhook: Webhook;
  readonly context: StandInContext;
}

export interface AdmissionServerOptions {
  readonly host: string;
  readonly port: number;
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly mounted: readonly Mounted[];
  /** Result of GET /healthz: 200 if true, 503 otherwise. */
  healthy(): boolean;
}

/** Starts the server; resolves when it listens. */
export async function serveAdmission(options: AdmissionServerOptions): Promise<https.Server> {
  const byPath = new Map(options.mounted.map((entry) => [entry.webhook.path, entry]));
  if (byPath.size !== options.mounted.length) throw new Error("two webhooks have the same path");
  const server = https.createServer(
    { cert: readFileSync(options.certificateFile), key: readFileSync(options.keyFile) },
    (request, response) => {
      const path = new URL(request.url ?? "/", "https://stand-ins").pathname;
      if (path === "/healthz") {
        respond(response, options.healthy() ? 200 : 503, { healthy: options.healthy() });
        return;
      }
      const entry = byPath.get(path);
      if (entry === undefined) respond(response, 404, { message: `no webhook at ${path}` });
      else void answerReview(entry, request, response);
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, resolve);
  });
  return server;
}

async function answerReview(
  entry: Mounted,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const review = JSON.parse(Buffer.concat(chunks).toString("utf8")) as { request: AdmissionRequest };
    const answer = await entry.webhook.handle(review.request, entry.context);
    const rendered = renderAnswer(review.request, answer);
    respond(response, 200, {
      apiVersion: "admission.k8s.io/v1",
      kind: "AdmissionReview",
      response: { uid: review.request.uid, ...rendered },
    });
    logAnswer(entry, review.request, answer, "patch" in rendered);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    entry.context.log(
      `${entry.webhook.name}: ${error instanceof Error ? (error.stack ?? message) : message}`,
    );
    respond(response, 500, { message });
  }
}

/** The `response` of an AdmissionReview, without its uid. */
export function renderAnswer(request: Pick<AdmissionRequest, "object">, answer: AdmissionAnswer): object {
  switch (answer.kind) {
    case "allow":
      return { allowed: true };
    case "mutate": {
      const patch = jsonPatch(request.object, answer.object);
      if (patch.length === 0) return { allowed: true };
      const encoded = Buffer.from(JSON.stringify(patch)).toString("base64");
      return { allowed: true, patchType: "JSONPatch", patch: encoded };
    }
    case "deny":
      return { allowed: false, status: { code: 403, reason: answer.text } };
    case "refuse":
      return { allowed: false, status: answer.status };
  }
}

function logAnswer(
  { webhook, context }: Mounted,
  request: AdmissionRequest,
  answer: AdmissionAnswer,
  patched: boolean,
): void {
  if (answer.kind === "allow" || (answer.kind === "mutate" && !patched)) return;
  const key = keyText({ namespace: request.namespace, name: request.name ?? "" });
  const what = `${request.operation} ${key}${request.dryRun === true ? " (dry run)" : ""}`;
  context.log(`${webhook.name}: ${what}: ${describe(answer)}`);
}

function describe(answer: AdmissionAnswer): string {
  switch (answer.kind) {
    case "deny":
      return `denied: ${answer.text}`;
    case "refuse":
      return `refused: ${answer.status.message ?? ""}`;
    default:
      return "changed";
  }
}

function respond(response: ServerResponse, code: number, body: object): void {
  response.writeHead(code, { "Content-Type": "application/json" }).end(JSON.stringify(body));
}
