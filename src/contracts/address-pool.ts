/** The pool that a stack made for its site; the delete of this resource removes it where nothing else uses it. */
import * as z from "zod";
import { optionalText } from "../config/fields.js";
import { inputAlone, managementInput, requiredText } from "./fields.js";

export const checkAddressPool = {
  ...inputAlone,
  command: "check-address-pool",
  input: z.object({
    management: managementInput,
    poolName: requiredText,
    /** Also of the Cluster. */
    namespace: requiredText,
    clusterName: requiredText,
    /** How long the addresses of the Cluster's own machines may take to be given back, when the pool is removed. */
    timeoutSeconds: z.number().positive(),
  }),
  /** The stack that makes the pool. */
  first: { madeBy: optionalText },
} as const;

export const removeAddressPool = { ...checkAddressPool, command: "remove-address-pool" } as const;
