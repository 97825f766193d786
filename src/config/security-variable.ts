/**
 * The variable `security` of the ClusterClasses since `tkg-vsphere-default-v1.1.0`. Its fields and the values that the
 * vendor's CLI writes were read in generated manifests; the class's own schema is not public.
 */
import * as z from "zod";
import { flag as boolean, integerAtLeast, nonEmpty, text } from "./fields.js";
import { secondsOfGoDuration } from "./go-duration.js";

const flag = (what: string) => boolean().optional().describe(what);
const atLeastZero = (unit: string, what: string) => integerAtLeast(0, unit).optional().describe(what);

const webhook = z.strictObject({
  enabled: flag("Whether the API server asks the webhook. @default - false"),
  spec: z
    .strictObject({
      allowTTL: atLeastZero("seconds", "How long an approval is remembered, in seconds. @default - 50"),
      denyTTL: atLeastZero("seconds", "How long a refusal is remembered, in seconds. @default - 60"),
      retryBackoff: atLeastZero("milliseconds", "Time between two attempts, in milliseconds. @default - 500"),
      defaultAllow: flag("Whether an image is allowed while the webhook does not answer. @default - true"),
    })
    .optional()
    .describe("Its settings."),
});

export const securitySchema = z
  .strictObject({
    fileIntegrityMonitoring: z
      .strictObject({ enabled: flag("Whether the node watches its files. @default - false") })
      .optional()
      .describe("File integrity monitoring of the node."),
    imagePolicy: z
      .strictObject({
        pullAlways: flag("Pull the image of a container each time that it starts. @default - false"),
        webhook: webhook.optional().describe("Webhook that decides which images may run."),
      })
      .optional()
      .describe("Which images may run."),
    kubeletOptions: z
      .strictObject({
        eventQPS: atLeastZero("events per second", "Events per second that the kubelet sends. @default - 50"),
        streamConnectionIdleTimeout: text(
          (value) => secondsOfGoDuration(value) !== undefined,
          'a duration in whole seconds, such as "4h0m0s"',
        )
          .optional()
          .describe('After which time an idle stream is closed, a duration. @default - "4h0m0s"'),
      })
      .optional()
      .describe("Settings of the kubelet."),
    systemCryptoPolicy: nonEmpty("a text")
      .optional()
      .describe('Cryptographic policy of the node. @default - "default"; other values are not public'),
  })
  .describe("Hardening of the node. Since TKG 2.3.");
