import type { CustomResourceOptions } from "@pulumi/pulumi";
import type { Finding } from "../src/environment/finding.js";
import type { KubernetesObject } from "../src/manifests/kubernetes-object.js";

/** What the gate has to do in this run, whether or not its inputs changed since the last one. */
export interface GateTask {
  /** Why it has to run. Empty: it does not, unless its inputs changed. */
  readonly found: readonly Finding[];
  /** UID of the running Cluster that this run deletes. @default - it deletes none */
  readonly rebuildOf?: string | undefined;
  /** UID of the running Cluster that this run rolls to another version. @default - it rolls none */
  readonly rollOf?: string | undefined;
  /** The gate deletes that Cluster itself and waits for so long. @default - the engine deletes it */
  readonly deleteSeconds?: number | undefined;
  /** Kinds of the site's objects that the state holds and the management cluster lacks. */
  readonly missing: ReadonlySet<string>;
  /** Whether there is no Cluster, so that one is created after what is missing was written. */
  readonly createsCluster: boolean;
  /** What is missing keeps its recorded inputs in this run: the engine cannot preview an update of an absent object. */
  readonly keepsInputs: boolean;
  /**
   * Trigger that what is rebuilt keeps, in a run that replaces nothing. The engine records the trigger of such a run
   * (`refresh --run-program`), and a later `up` would compare with it: it would rebuild without the gate, or not at all.
   * @default - the digest of what is configured
   */
  readonly keptTrigger?: string | undefined;
}

/** The gate runs only where its inputs changed. */
export const nothingDue: GateTask = {
  found: [],
  missing: new Set(),
  createsCluster: false,
  keepsInputs: false,
};

/** Options of an object that the gate writes again in this run. */
export function keptAs(
  { missing, keepsInputs }: GateTask,
  { kind }: KubernetesObject,
): CustomResourceOptions {
  if (!keepsInputs || !missing.has(kind)) return {};
  // The provider records a Secret with its data alone.
  return { ignoreChanges: ["metadata.annotations", "spec", "data", "stringData"] };
}
