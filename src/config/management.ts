import * as z from "zod";
import { integerAtLeast, registryReference } from "./fields.js";
import { className } from "./kubernetes-names.js";
import { defaultClassName } from "./tkg-releases.js";
import { isTinyTkrVersion, isTkrVersion, tkrVersionExpectation } from "./tkr-version.js";

const tinyTkrVersion = z
  .string({ error: tkrVersionExpectation })
  .refine((value) => isTkrVersion(value) && isTinyTkrVersion(value), {
    error: `the version of a tiny TKr: ${tkrVersionExpectation}`,
  });

/** What a management cluster needs once, before any site: the class guard and the tiny TKr. */
export const managementSchema = z.strictObject({
  clusterClass: z
    .strictObject({
      name: className
        .default(defaultClassName)
        .describe(
          "ClusterClass to guard, beside every class of the vendor in `tkg-system`, and to offer to new sites. " +
            "@default - the vendor's; the newest is offered",
        ),
      resolveTkr: z
        .enum(["guard", "original"], { error: '"guard" or "original"' })
        .default("guard")
        .describe(
          "`guard` keeps standard clusters away from tiny TKrs; `original` writes back the vendor's empty selector.",
        ),
    })
    .prefault({})
    .describe("The annotation on the ClusterClasses (vendor page, step 1)."),
  tkr: z
    .strictObject({
      version: tinyTkrVersion.describe("Tiny TKr to install, with its `-tkg.N` ending."),
      bundle: registryReference
        .optional()
        .describe(
          "Repository of the TKr bundle, without tag. @default - `tkr-repository-vsphere-edge` below `connection.registry.host`",
        ),
      alsoInstalled: z
        .array(tinyTkrVersion, { error: "a list of TKr versions" })
        .default([])
        .describe("Older tiny TKrs that stay installed while sites still run them."),
      install: z
        .enum(["auto", "always", "never"], { error: '"auto", "always" or "never"' })
        .default("auto")
        .describe(
          "`auto` installs a TKr that the management cluster does not have, and otherwise uses the one that is there: neither " +
            "compatibility ConfigMap nor Package is created, and `pulumi destroy` leaves the TKr in place. A TKr that a stack " +
            "has installed remains its own. `always` refuses a TKr that is there already and was not installed by this stack; " +
            "`never` only uses TKrs that are there. An incompatible TKr that is used gets the ConfigMap alone.",
        ),
      timeoutSeconds: integerAtLeast(10, "seconds")
        .default(600)
        .describe("How long a TKr may take to become resolvable."),
    })
    .describe("The tiny TKr (vendor page, step 2)."),
  trustRegistryCa: z
    .enum(["report", "apply"], { error: '"report" or "apply"' })
    .default("report")
    .describe(
      "Where the management cluster's TKr controller does not trust `connection.registry.caFile`: `report` prints the " +
        "commands that make it, `apply` carries them out, which restarts the controller.",
    ),
});

export type Management = z.output<typeof managementSchema>;
