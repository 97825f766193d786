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

/** The part that the delete reads. */
export const removeTkr = {
  ...awaitTkr,
  command: "remove-tkr",
  input: awaitTkr.input.pick({ management: true, tkrVersion: true }),
} as const;
