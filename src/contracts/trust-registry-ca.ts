/** The registry's CA among those that the TKr controller trusts. */
import * as z from "zod";
import { inputAlone, managementInput, requiredText } from "./fields.js";

export const trustRegistryCa = {
  ...inputAlone,
  command: "trust-registry-ca",
  input: z.object({ management: managementInput, registry: z.object({ caFile: requiredText }) }),
} as const;
