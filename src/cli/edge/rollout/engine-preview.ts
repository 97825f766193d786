/** What `pulumi preview --json` prints, as far as a rollout reads it. */
import * as z from "zod";

const previewSchema = z.object({
  steps: z.array(z.object({ op: z.string(), urn: z.string() })).default([]),
  diagnostics: z
    .array(z.object({ message: z.string().default(""), severity: z.string().optional() }))
    .default([]),
});

export interface EnginePreview {
  /** Steps that change something. */
  readonly changes: readonly EngineStep[];
  readonly errors: readonly string[];
}

export interface EngineStep {
  /** `create`, `update`, `replace`, `delete-replaced`, … */
  readonly op: string;
  readonly urn: string;
}

const harmless = new Set(["same", "read", "refresh", "read-discard"]);

/** @returns undefined for what is no plan, as where pulumi failed before it made one */
export function readPreview(printed: string): EnginePreview | undefined {
  const parsed = previewSchema.safeParse(json(printed));
  if (!parsed.success) return undefined;
  const { steps, diagnostics } = parsed.data;
  return {
    changes: steps.filter(({ op }) => !harmless.has(op)),
    errors: diagnostics
      .filter(({ severity }) => severity === "error")
      .flatMap(({ message }) => message.trim().split("\n")),
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const clusterType = /(?:^|\$)kubernetes:cluster\.x-k8s\.io\/\w+:Cluster$/;

const isOfCluster = ({ urn }: EngineStep): boolean => clusterType.test(urn.split("::")[2] ?? "");

/** How the engine would replace or delete a Cluster: `replace` with a new one, `delete` for good; undefined where it stays. */
export function clusterLoss({ changes }: EnginePreview): "replace" | "delete" | undefined {
  const ops = changes.filter(isOfCluster).map(({ op }) => op);
  if (ops.some((op) => /^(?:replace|create-replacement)$/.test(op))) return "replace";
  return ops.some((op) => op.startsWith("delete")) ? "delete" : undefined;
}
