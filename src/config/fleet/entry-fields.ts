/** The keys of one entry of a fleet. */
import * as z from "zod";
import { filePath } from "../fields.js";
import { isLabelValue, isQualifiedName } from "../kubernetes-names.js";
import { sectionsWithConnection } from "../stack-spec.js";

const labelValue = z
  .string({ error: "a text; quote numbers and booleans" })
  .refine(isLabelValue, { error: 'a label value: up to 63 letters, digits, ".", "_" or "-"' });

/** Labels select sites on the command line. They are no labels of the Cluster, which are `site.labels`. */
export const fleetLabels = z
  .record(z.string(), labelValue, { error: "a mapping of keys to texts" })
  .superRefine((labels, context) => {
    for (const key of Object.keys(labels)) {
      if (isQualifiedName(key)) continue;
      const message =
        'a label key: up to 63 letters, digits, ".", "_" or "-", with a DNS name and "/" before it if need be';
      context.addIssue({ code: "custom", path: [key], message });
    }
  });

export const groupNames = z.array(z.string({ error: "the name of a group" }), { error: "a list of groups" });

/** Keys that are no section. */
export const entrySchema = z.strictObject({
  labels: fleetLabels
    .optional()
    .describe(
      "Labels by which commands select sites, key to text. They are not labels of the Cluster (`site.labels`). @default - none",
    ),
  groups: groupNames
    .optional()
    .describe(
      "Groups of the site; of what several of them set, the last one wins. Only in a site. @default - none",
    ),
  connectionFile: filePath("the path of a file")
    .optional()
    .describe(
      "File with the keys of `connection`, relative to this file; `connection` of the same entry wins. @default - none",
    ),
  flatFile: filePath("the path of a file")
    .optional()
    .describe(
      "TKG flat configuration file, relative to this file; all other keys of the same entry win. @default - none",
    ),
});

export const fileKeysOfEntry = ["connectionFile", "flatFile"] as const;

export const entryKeys: readonly string[] = [
  ...["labels", "groups"],
  ...fileKeysOfEntry,
  ...sectionsWithConnection,
];
