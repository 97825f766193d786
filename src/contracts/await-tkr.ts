/** The wait for a TKr, whose delete removes the TKr. */
import * as z from "zod";
import { optionalText } from "../config/fields.js";
import { inputAlone, managementInput, requiredText } from "./fields.js";

export const awaitTkr = {
  ...inputAlone,
  command: "await-tkr",
  input: z.object({
    management: managementInput,
    tkrVersion: requiredText,
    timeoutSeconds: z.number().positive(),
  }),
  /** The stack that installs the TKr: written on it, once it is there. Absent in states of 0.1.0. */
  first: { madeBy: optionalText },
  /** With a new Package everything is installed again. Not a trigger: that would remove the TKr after it was waited for. */
  unread: ["packageUid"],
} as const;

/** The wait for a TKr that others installed, whose delete removes nothing. */
export const awaitCompatibleTkr = {
  ...inputAlone,
  command: "await-compatible-tkr",
  input: awaitTkr.input,
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
