/** The pull of a TKr's repository bundle. */
import * as z from "zod";
import { optionalText } from "../config/fields.js";
import type { TkrPackage } from "../manifests/tkr-package.js";
import { inputAlone, requiredText } from "./fields.js";

const packageSchema = z.looseObject({
  apiVersion: requiredText,
  kind: z.literal("Package"),
  metadata: z.looseObject({ name: requiredText }),
  spec: z.looseObject({}),
});

/** What it prints. */
export const pulledPackage = z.object({
  package: z.custom<TkrPackage>((value) => packageSchema.safeParse(value).success, {
    error: "expected a Package",
  }),
});

export const pullTkrPackage = {
  ...inputAlone,
  command: "pull-tkr-package",
  input: z.object({
    tkrVersion: requiredText,
    /** Repository without tag. */
    bundle: requiredText,
    registry: z
      .object({ caFile: requiredText.optional(), username: requiredText.optional() })
      // Environments of 0.1.0 have nothing of a public registry.
      .default({}),
  }),
  /** Needed where the registry has a user. */
  secrets: { registryPassword: optionalText },
} as const;
