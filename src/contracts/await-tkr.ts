/** The wait for a TKr, whose delete removes the TKr. */
import * as z from "zod";
import { inputAlone, managementInput, requiredText } from "./fields.js";

export const awaitTkr = {
  ...inputAlone,
  command: "await-tkr",
  input: z.object({
    management: managementInput,
    tkrVersion: requiredText,
    timeoutSeconds: z.number().positive(),
  }),
  /** With a new Package everything is installed again. Not a trigger: that would remove the TKr after it was waited for. */
  unread: ["packageUid"],
} as const;

/** What it prints: what the rest of the program needs to know of a TKr that can be resolved. */
export const resolvedTkr = z.object({
  name: z.string(),
  kubernetesVersion: z.string(),
  osImages: z.array(z.object({ name: z.string(), os: z.string(), version: z.string() })).readonly(),
  /** Full names. */
  bootstrapPackages: z.array(z.string()).readonly(),
});

export type ResolvedTkr = z.output<typeof resolvedTkr>;

/** The part that the delete reads. */
export const removeTkr = {
  ...awaitTkr,
  command: "remove-tkr",
  input: awaitTkr.input.pick({ management: true, tkrVersion: true }),
} as const;
