/**
 * Whether the management cluster that the connection reaches is the one that the stack's objects are on.
 *
 * A kubeconfig is only a way in: its address, CA, names and place may change. What identifies a cluster is the UID of its
 * `kube-system` namespace. States of release 0.1.0 do not hold it; there the UID of any recorded object proves the same.
 */
import type { LiveObject } from "../clients/live-object.js";
import type { ManagementCluster } from "../clients/management-cluster.js";
import { UserError, type Problem } from "../config/problem.js";

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
 * @param listed objects of it that were read already
 * @param cluster read only for a state of release 0.1.0, none of whose objects is among `listed`
 * @returns what is wrong: the stack's objects are on another cluster, or nothing shows that they are on this one
 */
export async function identityProblem(
  recorded: RecordedCluster,
  reached: KnownCluster & { readonly uid: string },
  listed: readonly LiveObject[],
  cluster: Pick<ManagementCluster, "getAll">,
): Promise<Problem | undefined> {
  // A first `up` against the wrong cluster that failed early leaves nothing there but a provider in the state.
  if (recorded.objects.length === 0) return undefined;
  const identified = recorded.clusters.filter(({ uid }) => uid !== undefined);
  if (identified.length > 0) {
    const other = identified.find(({ uid }) => uid !== reached.uid);
    return other && anotherCluster(recorded, reached, other);
  }
  if (holdsOneOf(listed, recorded.objects)) return undefined;
  if (holdsOneOf(await liveCounterparts(recorded.objects, cluster), recorded.objects)) return undefined;
  return unprovenCluster(recorded, reached);
}

function holdsOneOf(live: readonly LiveObject[], recorded: readonly RecordedObject[]): boolean {
  const uids = new Set(recorded.map(({ uid }) => uid));
  return live.some(({ metadata }) => metadata.uid !== undefined && uids.has(metadata.uid));
}

/** The objects that now have the names of those recorded: one call for each namespace. */
async function liveCounterparts(
  objects: readonly RecordedObject[],
  cluster: Pick<ManagementCluster, "getAll">,
): Promise<readonly LiveObject[]> {
  const namespaces = [...new Set(objects.map(({ namespace }) => namespace ?? "default"))];
  const found = namespaces.map(async (one) => {
    const inside = objects.filter(({ namespace }) => (namespace ?? "default") === one);
    try {
      return await cluster.getAll(inside.map(referenceTo), one);
    } catch (error) {
      // A cluster that does not know a kind has none of the objects.
      if (error instanceof UserError && error.message.includes("doesn't have a resource type")) return [];
      throw error;
    }
  });
  return (await Promise.all(found)).flat();
}

/** As kubectl takes it: `Kind.version.group/name`, without version and group for the core API. */
function referenceTo({ apiVersion, kind, name }: RecordedObject): string {
  const [group, version] = apiVersion.split("/");
  return version === undefined ? `${kind}/${name}` : `${kind}.${version}.${group ?? ""}/${name}`;
}

const waysOn =
  "Another kubeconfig, address, CA or context for that same cluster is fine. To move to this cluster, destroy the stack " +
  "while its connection still names the other one, then change it. To take over what runs here under the same names, use " +
  "a new stack with site.adopt: true. If the other cluster is gone for good, see docs/connections.md";

function anotherCluster(recorded: RecordedCluster, reached: KnownCluster, other: KnownCluster): Problem {
  return {
    path,
    found: `${described(reached)}; the stack's objects (${examples(recorded)}) are on another management cluster`,
    expected: `${described(other)}. ${waysOn}`,
  };
}

function unprovenCluster(recorded: RecordedCluster, reached: KnownCluster): Problem {
  const [former] = recorded.clusters;
  const place = former ? `, which the stack reached by ${wayIn(former)}` : "";
  return {
    path,
    found: `${described(reached)}; none of the stack's objects (${examples(recorded)}) is there`,
    expected:
      `the management cluster that has them${place}. ${waysOn}. If it is this cluster and they were deleted, run ` +
      "pulumi refresh first: it removes from the state what no longer exists",
  };
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
