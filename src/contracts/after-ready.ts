/** The user's command on a cluster that is Ready. */
import * as z from "zod";
import { inputAlone, managementInput, requiredText } from "./fields.js";

export const afterReady = {
  ...inputAlone,
  command: "after-ready",
  input: z.object({
    management: managementInput,
    clusterName: requiredText,
    clusterNamespace: requiredText,
    /** The user's command line. */
    commandLine: requiredText,
    timeoutSeconds: z.number().positive(),
  }),
  /** Admin kubeconfig of the workload cluster. A renewed one runs the command resource again, not the user's command. */
  secrets: { workloadKubeconfig: requiredText },
} as const;
