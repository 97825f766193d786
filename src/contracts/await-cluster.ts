/** The wait for a cluster. */
import * as z from "zod";
import { inputAlone, managementInput, requiredText, vcenterAddressInput } from "./fields.js";

export const awaitCluster = {
  ...inputAlone,
  command: "await-cluster",
  input: z.object({
    management: managementInput,
    vcenter: vcenterAddressInput,
    clusterName: requiredText,
    clusterNamespace: requiredText,
    timeoutSeconds: z.number().positive(),
  }),
  /** A changed node is waited for again. */
  unread: ["clusterDigest"],
} as const;
