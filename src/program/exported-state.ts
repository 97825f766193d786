/** The state of a stack as `pulumi stack export` prints it. */
import * as z from "zod";

const outputs = z.record(z.string(), z.unknown());

const resource = z.object({
  urn: z.string(),
  type: z.string(),
  outputs: outputs.default({}),
  /** Whether the engine has still to delete it after its replacement. */
  delete: z.boolean().default(false),
  /** Whether the engine replaces it in the next run (`pulumi state taint`). */
  taint: z.boolean().default(false),
  /** Whether the engine refuses to delete or replace it. */
  protect: z.boolean().default(false),
});

/** What a killed run had begun and not recorded. */
const operation = z.object({
  /** `creating`, `updating`, `deleting`, … */
  type: z.string(),
  resource: z.object({ urn: z.string(), type: z.string() }),
});

const exported = z.object({
  deployment: z
    .object({
      resources: z.array(resource).nullish(),
      pending_operations: z.array(operation).nullish(),
    })
    .nullish(),
});

export type ExportedResource = z.output<typeof resource>;
export type PendingOperation = z.output<typeof operation>;

export interface ExportedState {
  readonly resources: readonly ExportedResource[];
  readonly pendingOperations: readonly PendingOperation[];
}

const environmentSchema = z.object({ environment: z.record(z.string(), z.unknown()).catch({}) });

/** Environment of a command resource. @param values outputs or inputs of it */
export function recordedEnvironment(values: object): Readonly<Record<string, unknown>> {
  return environmentSchema.parse(values).environment;
}

/** @throws ZodError, SyntaxError for what is no exported state: one that is unknown is never treated as empty */
export function readExported(text: string): ExportedState {
  const { deployment } = exported.parse(JSON.parse(text));
  return {
    resources: deployment?.resources ?? [],
    pendingOperations: deployment?.pending_operations ?? [],
  };
}

/** Part of the URN of everything that is on the workload cluster, its provider included. */
const workloadPart = "$tkg-edge:index:WorkloadObjects$";

export const isOnWorkloadCluster = ({ urn }: { readonly urn: string }): boolean => urn.includes(workloadPart);

/**
 * @returns the resources that are not on the workload cluster, whose objects may have the kinds and names of those on the
 *   management cluster
 */
export const outsideWorkloadCluster = <R extends { readonly urn: string }>(
  resources: readonly R[],
): readonly R[] => resources.filter((one) => !isOnWorkloadCluster(one));
