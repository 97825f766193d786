/** Packages of a ClusterBootstrap: where the values of one come from. */
import * as z from "zod";
import { isSecretName } from "./display-value.js";
import { text } from "./fields.js";
import { isTree } from "./tree.js";

/**
 * Packages that every ClusterBootstrap has by a field of its own, with the short names of what the vendor's TKrs offer. They
 * keep the values of the TKr: TKG lays its template over values that are given here, which then have two sources, and it
 * never adopts such a ClusterBootstrap (tanzu-framework v0.29.0); later its admission refuses another source.
 */
export const corePackages = {
  cni: ["antrea", "calico"],
  cpi: ["vsphere-cpi"],
  csi: ["vsphere-csi"],
  kapp: ["kapp-controller"],
} as const;

export const corePackageNames = Object.keys(corePackages) as readonly (keyof typeof corePackages)[];

/** The short name of a package: "antrea" of "antrea.tanzu.vmware.com.1.9.0+vmware.1-tkg.1-advanced" or of "antrea*". */
export function shortPackageName(refName: string): string {
  return refName.replace(/\*$/, "").split(".")[0] ?? refName;
}

const packageForm = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+\.\d[0-9A-Za-z.+-]*$/;
const prefixForm = /^[a-z0-9][0-9A-Za-z.+-]*\*$/;

export const packageRefName = text(
  (value) => packageForm.test(value) || prefixForm.test(value),
  'the full name of a Package in tkg-system, such as "fluent-bit.tanzu.vmware.com.1.9.5+vmware.1-tkg.1", ' +
    'or the beginning of one that the TKr offers with a "*" behind it, such as "metrics-server*"',
);

const secretName = text(
  (value) => /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/.test(value),
  "the name of a Secret in the namespace of the Cluster",
);

const inlineExpectation = "a mapping of the package's data values, not empty";

const inlineValues = z
  .record(z.string(), z.json(), { error: inlineExpectation })
  .superRefine((values, context) => {
    if (Object.keys(values).length === 0) context.addIssue({ code: "custom", message: inlineExpectation });
    for (const { path, message } of valueProblems(values, [])) {
      context.addIssue({ code: "custom", path: [...path], message });
    }
  });

/** Exactly one source: TKG's admission refuses more, and its controller stops at none. */
export const valuesFromSchema = z
  .strictObject({
    inline: inlineValues.optional().describe("The data values themselves. No secrets. @default - none"),
    secretRef: secretName
      .optional()
      .describe(
        "Secret of yours in the Cluster's namespace, whose keys are files of values. @default - none",
      ),
  })
  .superRefine((value, context) => {
    if ((value.inline === undefined) !== (value.secretRef === undefined)) return;
    context.addIssue({ code: "custom", message: "either inline or secretRef" });
  });

export const packagesSchema = z.strictObject({
  additional: z
    .array(
      z.strictObject({
        refName: packageRefName.describe("Name of the Package on the management cluster."),
        valuesFrom: valuesFromSchema
          .optional()
          .describe("Where its values come from. @default - the package's own defaults, or the TKr's values"),
      }),
      { error: "a list of packages, each with a refName" },
    )
    .default([])
    .describe(
      "Packages beside those of the TKr, or values for one that the TKr installs beside the core packages. " +
        "TKG never removes one from a running cluster.",
    ),
});

export type AdditionalPackage = z.output<typeof packagesSchema>["additional"][number];

interface ValueProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What cannot stand in a ClusterBootstrap, which everybody who may list Clusters can read. */
function valueProblems(value: unknown, path: readonly (string | number)[]): ValueProblem[] {
  if (value === null) {
    return [{ path, message: "a value: null stands for none, which Kubernetes does not keep" }];
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => valueProblems(item, [...path, index]));
  if (isTree(value)) {
    return Object.entries(value).flatMap(([key, below]) => valueProblems(below, [...path, key]));
  }
  const name = path.findLast((step) => typeof step === "string") ?? "";
  const isOpen = !isSecretName(name) || typeof value === "boolean" || value === "";
  const isKey = typeof value === "string" && value.includes("PRIVATE KEY");
  return isOpen && !isKey
    ? []
    : [
        {
          path,
          message: "nothing that may be secret: put the values into a Secret and name it in secretRef",
        },
      ];
}
