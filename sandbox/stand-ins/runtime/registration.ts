/**
 * Registers the webhooks of the process with the API server, under the configuration names that the real ones have.
 * The configurations point at this process by URL and carry the sandbox's CA.
 */
import type { Webhook } from "../stand-in.js";
import type { KubeClient } from "./kube-client.js";
import type { FreeObject } from "./objects.js";
import { apiVersionOf, mutatingWebhookConfigurations, validatingWebhookConfigurations } from "./resources.js";

export interface RegistrationOptions {
  /** e.g. "https://127.66.0.6:9443" */
  readonly baseUrl: string;
  /** PEM. */
  readonly caBundle: string;
}

/** Applies one configuration object per type and name. */
export async function registerWebhooks(
  client: KubeClient,
  webhooks: readonly Webhook[],
  options: RegistrationOptions,
): Promise<void> {
  for (const [type, kind] of [
    ["mutating", mutatingWebhookConfigurations],
    ["validating", validatingWebhookConfigurations],
  ] as const) {
    const names = new Set(
      webhooks.filter((webhook) => webhook.type === type).map((webhook) => webhook.configuration),
    );
    for (const name of names) {
      const mine = webhooks.filter((webhook) => webhook.type === type && webhook.configuration === name);
      const object: FreeObject = {
        apiVersion: apiVersionOf(kind),
        kind: kind.kind,
        metadata: { name, annotations: { "tkg-edge.sandbox/stand-in": "true" } },
        webhooks: mine.map((webhook) => renderWebhook(webhook, options)),
      };
      await client.apply(kind, object);
    }
  }
}

/** One entry of a webhook configuration. */
export function renderWebhook(webhook: Webhook, options: RegistrationOptions): object {
  return {
    name: webhook.name,
    admissionReviewVersions: ["v1"],
    clientConfig: {
      url: `${options.baseUrl}${webhook.path}`,
      caBundle: Buffer.from(options.caBundle).toString("base64"),
    },
    failurePolicy: "Fail",
    matchPolicy: "Equivalent",
    rules: webhook.rules,
    sideEffects: "None",
    timeoutSeconds: webhook.timeoutSeconds ?? 10,
    ...(webhook.type === "mutating" && { reinvocationPolicy: webhook.reinvocationPolicy ?? "Never" }),
  };
}
