/**
 * What the preview of a stack reports about taking its cluster over. The engine's plan shows each field of an imported object as
 * added, so it decides only what is imported; what changes is in the program's own report.
 */
import * as z from "zod";
import { ConfigurationError } from "../../config/problem.js";
import { changeIndent, nothingChanges, takingOverHead } from "../../environment/judgements/adoption-words.js";

export interface AdoptionProof {
  /** What would change other than labels and annotations, and what the plan does that is no import. */
  readonly changes: readonly string[];
}

const previewSchema = z.object({
  steps: z
    .array(z.object({ op: z.string(), urn: z.string(), newState: z.object({ type: z.string() }).optional() }))
    .default([]),
  diagnostics: z.array(z.object({ message: z.string().default("") })).default([]),
});

/** Steps that change nothing that exists. */
const harmless = new Set(["import", "same", "read", "refresh"]);

/** @param printed by `pulumi preview --json` @throws ConfigurationError where that cannot be read */
export function adoptionProof(printed: string): AdoptionProof {
  const { steps, diagnostics } = parsed(printed);
  const reports = diagnostics
    .map(({ message }) => message.trim())
    .filter((text) => text.startsWith(takingOverHead));
  const ofPlan = steps.flatMap(({ op, urn, newState }) =>
    harmless.has(op) || (op === "create" && !isObject(newState?.type ?? urn))
      ? []
      : [`${op} of ${urn.split("::").slice(-2).join(" ")}`],
  );
  const ofReports = reports.flatMap((text) =>
    text.split("\n").flatMap((line) => (line.startsWith(changeIndent) ? [line.trim()] : [])),
  );
  const isProved = reports.length > 0 && reports.every((text) => text.endsWith(nothingChanges));
  const unproved =
    isProved || ofReports.length > 0 ? [] : ["the preview does not report that it takes the cluster over"];
  return { changes: [...ofReports, ...ofPlan, ...unproved] };
}

/** Whether a resource is an object of the management cluster. */
const isObject = (type: string): boolean =>
  /(^|[:$])kubernetes:(?!.*providers)/.test(type) && !type.includes("pulumi:providers:");

function parsed(printed: string): z.output<typeof previewSchema> {
  try {
    return previewSchema.parse(JSON.parse(printed));
  } catch {
    throw new ConfigurationError(
      [{ path: "pulumi preview --json", expected: "JSON with steps and diagnostics, as Pulumi 3 prints it" }],
      "the preview",
    );
  }
}
