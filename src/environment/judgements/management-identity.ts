/**
 * Whether the management cluster that the connection reaches is the one that the stack's objects are on.
 *
 * A kubeconfig is only a way in: its address, CA, names and place may change. What identifies a cluster is the UID of its
 * `kube-system` namespace. States of release 0.1.0 do not hold it; there the UID of any recorded object proves the same.
 */
import type { LiveObject } from "../../clients/live-object.js";
import { wrongValue, type Finding } from "../finding.js";

/** A management cluster by a way in, with its identity where that is known. */
export interface KnownCluster {
  readonly uid?: string | undefined;
  readonly kubeconfig: string;
  readonly context: string;
}

/** A Kubernetes object of the stack's state. */
export interface RecordedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string | undefined;
  readonly uid: string;
}

/** What the stack's state holds of a management cluster. */
export interface RecordedCluster {
  /** As the providers of the state name it. */
  readonly clusters: readonly KnownCluster[];
  readonly objects: readonly RecordedObject[];
}

const path = "tkg-edge:connection.managementCluster";

/**
 * @param reached the cluster that answers now
 * @param there objects of it that may be those of the state
 * @returns undefined where the stack's objects are on it
 */
export function managementIdentity(
  recorded: RecordedCluster,
  reached: KnownCluster & { readonly uid: string },
  there: readonly LiveObject[],
): Finding | undefined {
  // A first `up` against the wrong cluster that failed early leaves nothing there but a provider in the state.
  if (recorded.objects.length === 0) return undefined;
  const identified = recorded.clusters.filter(({ uid }) => uid !== undefined);
  if (identified.length > 0) {
    const other = identified.find(({ uid }) => uid !== reached.uid);
    return other && anotherCluster(recorded, reached, other);
  }
  const uids = new Set(recorded.objects.map(({ uid }) => uid));
  const isProved = there.some(({ metadata }) => metadata.uid !== undefined && uids.has(metadata.uid));
  return isProved ? undefined : unprovenCluster(recorded, reached);
}

/** Whether only objects can prove it: states of release 0.1.0 hold no identity. */
export const isUnidentified = ({ clusters }: RecordedCluster): boolean =>
  clusters.every(({ uid }) => uid === undefined);

const waysOn =
  "Another kubeconfig, address, CA or context for that same cluster is fine. To move to this cluster, destroy the stack " +
  "while its connection still names the other one, then change it. To take over what runs here under the same names, use " +
  "a new stack with site.adopt: true. If the other cluster is gone for good, see docs/connections.md";

function anotherCluster(recorded: RecordedCluster, reached: KnownCluster, other: KnownCluster): Finding {
  return wrongValue(
    path,
    `${described(reached)}; the stack's objects (${examples(recorded)}) are on another management cluster`,
    `${described(other)}. ${waysOn}`,
  );
}

function unprovenCluster(recorded: RecordedCluster, reached: KnownCluster): Finding {
  const [former] = recorded.clusters;
  const place = former ? `, which the stack reached by ${wayIn(former)}` : "";
  return wrongValue(
    path,
    `${described(reached)}; none of the stack's objects (${examples(recorded)}) is there`,
    `the management cluster that has them${place}. ${waysOn}. If it is this cluster and they were deleted, run ` +
      "pulumi refresh first: it removes from the state what no longer exists",
  );
}

const described = (cluster: KnownCluster): string =>
  `the management cluster whose kube-system namespace has UID ${cluster.uid ?? "(unknown)"} (${wayIn(cluster)})`;

const wayIn = ({ kubeconfig, context }: KnownCluster): string =>
  `kubeconfig "${kubeconfig}", context "${context}"`;

const shown = 3;

function examples({ objects }: RecordedCluster): string {
  const names = objects.slice(0, shown).map(({ kind, namespace, name }) => {
    const where = namespace === undefined ? "" : `${namespace}/`;
    return `${kind} ${where}${name}`;
  });
  const rest = objects.length - names.length;
  return rest > 0 ? `${names.join(", ")} and ${rest} more` : names.join(", ");
}
