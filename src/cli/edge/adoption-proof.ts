/**
 * The proof by a preview that taking a cluster over changes nothing but its ownership. The engine's plan shows each field of an
 * imported object as added, so it decides only what is imported; what changes is in the program's own report.
 */
import * as z from "zod";
import { changeIndent, nothingChanges, takingOverHead } from "../../environment/judgements/adoption-words.js";
import type { PulumiRunner } from "./store-password.js";
import type { Terminal } from "./terminal.js";

/** What a preview proves; `preview fails` proves nothing. */
export type Proof = "changes nothing" | "changes" | "preview fails";

/** @param isOwn the stack's state holds the cluster: it is not taken over any more */
export async function provedByPreview(
  { stack, directory }: { readonly stack: string; readonly directory: string },
  isOwn: boolean,
  terminal: Terminal,
  pulumi: PulumiRunner,
): Promise<Proof> {
  const args = ["preview", "--json", "--stack", stack, "--cwd", directory, "--non-interactive"];
  const { ok, stdout, stderr } = await pulumi(args, undefined, previewAnswers);
  const plan = parsed(stdout);
  if (!ok || plan === undefined) {
    terminal.err(`the preview of stack ${stack} fails: ${failureOf(plan, stdout, stderr)}\n`);
    return "preview fails";
  }
  const changes = changesIn(plan, isOwn);
  if (changes.length > 0) {
    const head = `the preview of stack ${stack} changes more than labels and annotations; correct the stack, or accept it with pulumi up:`;
    terminal.err([head, ...changes.map((change) => `  ${change}`)].join("\n") + "\n");
    return "changes";
  }
  terminal.out(
    isOwn
      ? `proved by a preview: the cluster is this stack's, and nothing changes\n`
      : `proved by a preview: taking the cluster over changes nothing but labels and annotations\n` +
          `to take it over: pulumi up --stack ${stack}\n`,
  );
  return "changes nothing";
}

/** A preview reads much of vCenter and the management cluster. */
const previewAnswers = 10;

const previewSchema = z.object({
  steps: z
    .array(z.object({ op: z.string(), urn: z.string(), newState: z.object({ type: z.string() }).optional() }))
    .default([]),
  diagnostics: z
    .array(z.object({ message: z.string().default(""), severity: z.string().optional() }))
    .default([]),
});
type Plan = z.output<typeof previewSchema>;

/** Steps that change nothing that exists. */
const harmless = new Set(["import", "same", "read", "refresh"]);

/** What would change other than labels and annotations, and what the plan does that is no import. */
function changesIn({ steps, diagnostics }: Plan, isOwn: boolean): readonly string[] {
  const reports = diagnostics
    .map(({ message }) => message.trim())
    .filter((text) => text.startsWith(takingOverHead));
  const imported = new Set(steps.flatMap(({ op, urn }) => (op === "import" ? [urn] : [])));
  const isHarmless = ({ op, urn, newState }: Plan["steps"][number]): boolean => {
    // The engine updates what it imports wherever the program's fields differ; the reports have what that changes.
    if (harmless.has(op) || (op === "update" && imported.has(urn))) return true;
    return op === "create" && !isOwn && !isObject(newState?.type ?? urn);
  };
  const ofPlan = steps
    .filter((step) => !isHarmless(step))
    .map(({ op, urn }) => `${op} of ${urn.split("::").slice(-2).join(" ")}`);
  const ofReports = reports.flatMap((text) =>
    text.split("\n").flatMap((line) => (line.startsWith(changeIndent) ? [line.trim()] : [])),
  );
  const isReported = isOwn || (reports.length > 0 && reports.every((text) => text.endsWith(nothingChanges)));
  const unproved =
    isReported || ofReports.length > 0 ? [] : ["the preview does not report that it takes the cluster over"];
  return [...ofReports, ...ofPlan, ...unproved];
}

/** Whether a resource is an object of the management cluster. */
const isObject = (type: string): boolean =>
  /(^|[:$])kubernetes:(?!.*providers)/.test(type) && !type.includes("pulumi:providers:");

/** @returns undefined for what is not printed by `pulumi preview --json` */
function parsed(printed: string): Plan | undefined {
  try {
    return previewSchema.parse(JSON.parse(printed));
  } catch {
    return undefined;
  }
}

/** With --json a failed preview has its errors among its diagnostics. */
function failureOf(plan: Plan | undefined, stdout: string, stderr: string): string {
  const errors = (plan?.diagnostics ?? []).filter(({ severity }) => severity === "error");
  if (errors.length > 0) return errors.map(({ message }) => message.trim()).join("\n");
  if (stderr !== "") return stderr;
  return plan ? "it reports no reason" : `it prints no JSON: ${stdout.slice(0, 200)}`;
}
