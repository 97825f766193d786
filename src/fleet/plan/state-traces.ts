/** What a state holds that leaves no trace in any object. */
export interface StateTraces {
  /** Names of resources that the engine replaces (`pulumi state taint`). */
  readonly tainted: readonly string[];
  /** What an interrupted run left to be done, in sentences. */
  readonly unfinished: readonly string[];
  /** Why the state could not be read. @default - it was */
  readonly unread?: string;
}

/** Names of resources whose replacement leaves the Cluster as it is. */
const aside = /-(ready|kubeconfig|packages|after-ready)$/;

/** Tainted resources for which the engine replaces the Cluster too: in doubt, any. */
export const replacingTaints = ({ tainted }: StateTraces): readonly string[] =>
  tainted.filter((name) => !aside.test(name)).map((name) => `${name} is tainted in the state`);
