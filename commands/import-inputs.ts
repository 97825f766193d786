/** What `import-ova` reads from its environment. */
import * as z from "zod";
import { vcenterInputs } from "../clients/vcenter.js";
import { optionalText } from "../config/fields.js";

export const importInputs = z.object({
  ...vcenterInputs,
  TKG_EDGE_KUBECONFIG: optionalText,
  TKG_EDGE_CONTEXT: optionalText,
  TKG_EDGE_TKR_VERSION: z.string().min(1),
  /** "true" where the TKr is installed while this runs, so that its OS images may not be there yet. */
  TKG_EDGE_TKR_IS_PENDING: optionalText,
  TKG_EDGE_OS: z.string().min(1),
  TKG_EDGE_OVA: z.string().min(1),
  TKG_EDGE_OVA_SHA256: z.string().min(1),
  TKG_EDGE_TEMPLATE_NAME: z.string().min(1),
  TKG_EDGE_DATACENTER: z.string().min(1),
  TKG_EDGE_DATASTORE: z.string().min(1),
  TKG_EDGE_FOLDER: z.string().min(1),
  TKG_EDGE_NETWORK: z.string().min(1),
  TKG_EDGE_RESOURCE_POOL: z.string().min(1),
  /** The stack, named to other runs that wait for this upload; release 0.1.0 did not set it. */
  TKG_EDGE_MADE_BY: optionalText,
});

export type ImportInputs = z.output<typeof importInputs>;
