/** Packages that are added to a running cluster. */
import * as z from "zod";
import { packagesSchema } from "../config/package-fields.js";
import { inputAlone, managementInput, requiredText } from "./fields.js";

export const addPackages = {
  ...inputAlone,
  command: "add-packages",
  input: z.object({
    management: managementInput,
    clusterName: requiredText,
    clusterNamespace: requiredText,
    timeoutSeconds: z.number().positive(),
    packages: packagesSchema.shape.additional,
  }),
} as const;
