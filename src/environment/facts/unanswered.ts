/** What is known of a management cluster that does not answer, or not as expected: kubectl's words, and its kubeconfig. */
import { existsSync } from "node:fs";
import { failureCause, isLocal, type FailureCause } from "../../clients/failure-cause.js";
import { contextsOf, serverOf } from "../../clients/kubeconfig.js";
import type { ManagementAddress } from "../../clients/management-cluster.js";
import { requestSeconds } from "../../clients/patience.js";
import { explainProxy, isProxyCause } from "../../clients/proxy-failure.js";

export interface Unanswered {
  /** As kubectl reports it. */
  readonly words: string;
  readonly cause: FailureCause | undefined;
  /** Why the proxy on the way is at fault; undefined where it is not. */
  readonly proxy: string | undefined;
  /** Whether this machine is at fault. */
  readonly isLocal: boolean;
  readonly hasKubeconfig: boolean;
  /** Contexts of the kubeconfig. */
  readonly contexts: readonly string[];
  /** Address of the API server; undefined where the kubeconfig does not name it. */
  readonly server: string | undefined;
  /** How long it was waited for. */
  readonly waitedSeconds: number;
}

/** @param words kubectl's */
export function readUnanswered({ kubeconfig, context }: ManagementAddress, words: string): Unanswered {
  const cause = failureCause(words);
  return {
    ...{ words, cause },
    proxy: isProxyCause(cause) ? explainProxy(cause, "the management cluster") : undefined,
    isLocal: isLocal(cause),
    hasKubeconfig: existsSync(kubeconfig),
    contexts: contextsOf(kubeconfig),
    server: serverOf(kubeconfig, context),
    waitedSeconds: requestSeconds,
  };
}
