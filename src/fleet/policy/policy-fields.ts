/** The keys of a policy file: which policies hold, for which sites, and whether a violation is an error. */
import * as z from "zod";
import { judged, nonEmpty } from "../../config/fields.js";
import { labelSelector } from "../plan/selector.js";
import { patternFault } from "./pattern.js";

const pattern = (of: string) => {
  const expectation = `a regular expression for the whole ${of}`;
  return judged(expectation, (value) => {
    const fault = patternFault(value);
    return fault === undefined ? undefined : `${expectation} (${fault})`;
  });
};

const selectorExpectation = "labels of the Cluster (`site.labels`), such as tier=production,region!=lab";
const selector = judged(selectorExpectation, (value) => {
  try {
    labelSelector(value);
    return undefined;
  } catch {
    return selectorExpectation;
  }
});

const allowed = (what: string) =>
  z.array(nonEmpty(what), { error: `a list: ${what}` }).min(1, { error: `at least one: ${what}` });

const bound = z.int({ error: "a whole number, written without quotes" });
const bounds = z
  .strictObject(
    { min: bound.optional(), max: bound.optional() },
    { error: "a mapping with `min`, `max` or both" },
  )
  .refine(({ min, max }) => min !== undefined || max !== undefined, { error: "`min`, `max` or both" })
  .refine(({ min = -Infinity, max = Infinity }) => min <= max, { error: "a `min` that is not above `max`" });

const common = {
  enforcement: z
    .enum(["mandatory", "advisory"], {
      error: '"mandatory" (a violation is an error) or "advisory" (a warning)',
    })
    .default("mandatory"),
  sites: selector.optional(),
};

const policy = <S extends z.ZodRawShape>(shape: S) =>
  z.strictObject({ ...common, ...shape }, { error: "a mapping; {} for a policy without settings" });

export const policiesSchema = z.strictObject({
  protection: policy({}).optional(),
  verifiedVcenter: policy({}).optional(),
  registries: policy({
    allowed: allowed("a registry, such as registry.example.com or registry.example.com/tkg"),
  }).optional(),
  tkrVersions: policy({ allowed: allowed("a TKr version; * stands for any characters") }).optional(),
  classNames: policy({
    allowed: allowed("the name of a ClusterClass; * stands for any characters"),
  }).optional(),
  machine: policy({
    numCPUs: bounds.optional(),
    memoryMiB: bounds.optional(),
    diskGiB: bounds.optional(),
  })
    .refine(({ numCPUs, memoryMiB, diskGiB }) => (numCPUs ?? memoryMiB ?? diskGiB) !== undefined, {
      error: "at least one of `numCPUs`, `memoryMiB` and `diskGiB`",
    })
    .optional(),
  names: policy({ pattern: pattern("name") }).optional(),
  sshKeyTypes: policy({ allowed: allowed("a type of SSH keys, such as ssh-ed25519") }).optional(),
  labels: policy({
    required: z
      .record(z.string(), pattern("value").nullable(), {
        error: "a mapping of labels to regular expressions for their values; without a value any will do",
      })
      .refine((required) => Object.keys(required).length > 0, { error: "at least one label" }),
  }).optional(),
});

/** By name; a policy that the file leaves out holds nowhere. */
export type Policies = z.output<typeof policiesSchema>;
export type PolicyName = keyof Policies;
