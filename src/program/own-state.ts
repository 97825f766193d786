/**
 * What this stack's own state holds: the last recorded outputs of its resources, as the engine knows them when a run begins.
 * Secrets in it are decrypted, as everywhere in a program: take single fields out of it, and never print a whole resource.
 */
import { getOrganization, getStack, getProject, runtime } from "@pulumi/pulumi";
import * as z from "zod";
import { runTool } from "../clients/tool.js";
import { UserError } from "../config/problem.js";
import { isOnWorkloadCluster, outsideWorkloadCluster, readExported } from "./exported-state.js";

/** A resource of the state. Those that the engine has still to delete are left out by the engine. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  /** Of a provider: its inputs. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

let known: Promise<readonly StateResource[]> | undefined;

/** Read once per run. */
const everything = () => (known ??= readState(engineState()));

/**
 * Everything but what is on the workload cluster.
 * @returns nothing for a stack that holds no resources
 * @throws UserError where it cannot be read: a state that is unknown is never treated as empty
 */
export const ownState = async (): Promise<readonly StateResource[]> =>
  outsideWorkloadCluster(await everything());

/** What is on the workload cluster. @throws UserError like `ownState` */
export const ownWorkloadState = async (): Promise<readonly StateResource[]> =>
  (await everything()).filter(isOnWorkloadCluster);

/** The ways to a stack's state. */
export interface StateSource {
  /** The stack's outputs by name. */
  outputs(): Promise<Readonly<Record<string, unknown>>>;
  /** By URN. The engine panics where the backend has no snapshot of the stack. */
  resources(): Promise<Readonly<Record<string, Omit<StateResource, "urn">>>>;
  /** The stack's deployment as `pulumi stack export` prints it; it needs no snapshot, but a process of its own. */
  exported(): Promise<string>;
}

/** @throws UserError */
export async function readState(source: StateSource): Promise<readonly StateResource[]> {
  try {
    if (!(await hasResources(source))) return [];
    const resources = Object.entries(await source.resources());
    return resources.map(([urn, { type, outputs }]) => ({ urn, type, outputs }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `The state of this stack cannot be read, so what it owns is unknown and nothing was changed. ` +
        `Expected: a state that "pulumi stack export" prints, with pulumi on the PATH (${reason})`,
    );
  }
}

/**
 * A stack that never had an update has no snapshot, and the engine (3.259, backend.GetStackResourceOutputs) dereferences
 * it. Outputs prove a snapshot; their absence proves nothing, since a first `up` that failed leaves resources without them.
 */
async function hasResources(source: StateSource): Promise<boolean> {
  if (Object.keys(await source.outputs()).length > 0) return true;
  return readExported(await source.exported()).resources.length > 0;
}

function engineState(): StateSource {
  const stack = ownName();
  const invoke = async (name: string, args: object): Promise<unknown> =>
    await runtime.invoke(`pulumi:pulumi:${name}`, args, { async: true });
  return {
    outputs: async () => stackOutputs.parse(await invoke("readStackOutputs", { name: stack })).outputs,
    resources: async () =>
      resourceOutputs.parse(await invoke("readStackResourceOutputs", { stackName: stack })).outputs,
    exported: async () => {
      const result = await runTool("pulumi", ["stack", "export", "--stack", stack, "--non-interactive"]);
      if (!result.ok) throw new Error(result.stderr);
      return result.stdout;
    },
  };
}

const values = z.record(z.string(), z.unknown());
const stackOutputs = z.object({ outputs: values });
const resourceOutputs = z.object({
  outputs: z.record(z.string(), z.object({ type: z.string(), outputs: values.default({}) })),
});

/** In full where the backend knows organizations; file and bucket backends have the fixed one, and older ones of them none. */
function ownName(): string {
  const organization = getOrganization();
  return organization === "organization" ? getStack() : `${organization}/${getProject()}/${getStack()}`;
}
