/** The import of an OVA, whose delete removes the template where the stack sets `deleteOnDestroy`. */
import * as z from "zod";
import { optionalText } from "../config/fields.js";
import { operatingSystem, osVersion } from "../config/operating-system.js";
import type { Given } from "./contract.js";
import { inputAlone, managementInput, requiredText, vcenterInput } from "./fields.js";

export const importOva = {
  ...inputAlone,
  command: "import-ova",
  input: z.object({
    vcenter: vcenterInput,
    /** Where the TKr's OS images are, to compare the OVA with. @default - not compared */
    management: managementInput.optional(),
    tkrVersion: requiredText,
    /** Whether the TKr is installed while this runs, so that its OS images may not be there yet. */
    tkrIsPending: z.boolean().default(false),
    os: operatingSystem,
    /** @default - any version that the TKr has */
    osVersion: osVersion.optional(),
    ova: requiredText,
    ovaSha256: requiredText,
    templateName: requiredText,
    datacenter: requiredText,
    datastore: requiredText,
    folder: requiredText,
    network: requiredText,
    resourcePool: requiredText,
  }),
  secrets: { vcenterPassword: requiredText },
  /** The stack, named to other runs that wait for this upload; states of 0.1.0 do not have it. */
  first: { madeBy: optionalText },
} as const;

/** What it prints. */
export const importedTemplate = z.object({
  path: z.string(),
  /** The OVA's VERSION property; undefined where the template does not name it. */
  version: z.string().optional(),
  /** Whether it stays on destroy; 0.1.0 did not print it. */
  isOthers: z.boolean().default(false),
});

export type ImportInputs = Given<typeof importOva>;

/** The part that the delete reads. */
export const removeTemplate = {
  ...importOva,
  command: "remove-template",
  input: importOva.input.pick({ vcenter: true, folder: true, templateName: true }),
} as const;
