/**
 * The objects of every site of one management cluster: each kind is listed once, however many sites there are. Values of
 * Secrets stay in this process, as in a preview.
 */
import pLimit from "p-limit";
import type { LiveObject } from "../../clients/live-object.js";
import { isMissingRight } from "../../clients/missing-right.js";
import {
  bootstrapKind,
  clusterKind,
  controlPlaneKind,
  machineKind,
  namespaceKind,
  osImageKind,
  tkrKind,
  vsphereClusterKind,
  vsphereMachineKind,
  vsphereVmKind,
} from "../../clients/resource-kinds.js";
import { UserError } from "../../config/problem.js";
import { readPart, type ClusterPart } from "./cluster-part.js";
import type { ManagementFacts } from "./management-facts.js";
import { resourceBeside } from "./site-objects.js";
import { readTkr, type TkrFacts } from "./tkr.js";

interface Name {
  readonly name: string;
  readonly namespace: string;
}

export interface LiveSites {
  /** UID of the namespace `kube-system`, which identifies the management cluster. */
  readonly uid: string;
  /** Every Cluster. */
  readonly clusters: readonly LiveObject[];
  /** Every object of the kinds that a stack creates beside a Cluster. */
  readonly beside: readonly LiveObject[];
  readonly clusterOf: (site: Name) => LiveObject | undefined;
  /** What has the name of a Cluster. */
  readonly besideOf: (site: Name) => readonly LiveObject[];
  /** The objects of the machine of a Cluster. */
  readonly partsOf: (site: Name) => readonly ClusterPart[];
  /** Every listed object that a Cluster consists of, the Cluster first; with control planes where these were listed. */
  readonly objectsOf: (site: Name) => readonly LiveObject[];
  readonly tkrOf: (version: string) => TkrFacts | undefined;
  /** Why the credentials in a namespace were not read; undefined where they were. */
  readonly secretsUnread: (namespace: string) => string | undefined;
}

const kinds = {
  Namespace: namespaceKind,
  Cluster: clusterKind,
  ClusterBootstrap: bootstrapKind,
  CalicoConfig: resourceBeside("CalicoConfig"),
  VSphereCPIConfig: resourceBeside("VSphereCPIConfig"),
  Machine: machineKind,
  VSphereMachine: vsphereMachineKind,
  VSphereVM: vsphereVmKind,
  OSImage: osImageKind,
  TanzuKubernetesRelease: tkrKind,
} as const;

/** Between a Cluster and its machine. */
const upperKinds = { VSphereCluster: vsphereClusterKind, KubeadmControlPlane: controlPlaneKind } as const;

type OfKinds = Readonly<
  Record<keyof typeof kinds, readonly LiveObject[]> &
    Partial<Record<keyof typeof upperKinds, readonly LiveObject[]>>
>;

/** Label by which everything that belongs to a Cluster names it. */
const clusterLabel = "cluster.x-k8s.io/cluster-name";

/**
 * @param withControlPlanes lists VSphereClusters and KubeadmControlPlanes too
 * @throws UserError when the management cluster does not answer
 */
export async function readLiveSites(
  management: ManagementFacts,
  withControlPlanes = false,
): Promise<LiveSites> {
  const listing: Promise<OfKinds> = withControlPlanes
    ? management.listKinds({ ...kinds, ...upperKinds })
    : management.listKinds(kinds);
  const [listed, secrets] = await Promise.all([listing, credentialsOf(management, listing)]);
  const uid = listed.Namespace.find(({ metadata }) => metadata.name === "kube-system")?.metadata.uid;
  if (uid === undefined) throw new UserError("it has no namespace kube-system, which identifies it");
  const { Cluster, ClusterBootstrap, CalicoConfig, VSphereCPIConfig } = listed;
  const beside = [...secrets.found, ...CalicoConfig, ...VSphereCPIConfig, ...ClusterBootstrap];
  const clusters = new Map(Cluster.map((one) => [keyOf(one.metadata), one]));
  const named = groupedBy(beside, ({ metadata }) => keyOf(metadata));
  const ofCluster = ({ metadata: { namespace, labels } }: LiveObject) =>
    keyOf({ namespace, name: labels?.[clusterLabel] ?? "" });
  const parts = groupedBy([...listed.Machine, ...listed.VSphereMachine, ...listed.VSphereVM], ofCluster);
  const upper = groupedBy(
    [...(listed.VSphereCluster ?? []), ...(listed.KubeadmControlPlane ?? [])],
    ofCluster,
  );
  const tkrs = new Map(listed.TanzuKubernetesRelease.map(readTkr).map((tkr) => [tkr.version, tkr]));
  return {
    ...{ uid, clusters: Cluster, beside, secretsUnread: secrets.unread },
    clusterOf: (site) => clusters.get(keyOf(site)),
    besideOf: (site) => named.get(keyOf(site)) ?? [],
    partsOf: (site) => (parts.get(keyOf(site)) ?? []).map(readPart),
    objectsOf: (site) => {
      const cluster = clusters.get(keyOf(site));
      const below = [upper, parts].flatMap((all) => all.get(keyOf(site)) ?? []);
      return cluster ? [cluster, ...below] : below;
    },
    tkrOf: (version) => tkrs.get(version),
  };
}

interface Credentials {
  readonly found: readonly LiveObject[];
  readonly unread: LiveSites["secretsUnread"];
}

/**
 * Those that users make; the kubeconfigs and keys of Cluster API are of a type of their own. A login that may not list the
 * Secrets of all namespaces may perhaps read those that are named like a Cluster, by a call or more for each namespace.
 */
async function credentialsOf(management: ManagementFacts, listing: Promise<OfKinds>): Promise<Credentials> {
  try {
    return { found: await management.listOfType("secrets", "Opaque"), unread: () => undefined };
  } catch (error) {
    const why = wordsOf(error);
    return isMissingRight(why)
      ? namedCredentials(management, await listing, why)
      : { found: [], unread: () => why };
  }
}

/** kubectl makes a request for each name, one after the other, within the time of one call. */
const namesPerCall = 100;
const callsAtATime = 4;

/** @param why the Secrets cannot be listed */
async function namedCredentials(
  management: ManagementFacts,
  { Cluster: clusters }: OfKinds,
  why: string,
): Promise<Credentials> {
  const namespaces = groupedBy(clusters, ({ metadata }) => metadata.namespace ?? "default");
  const limit = pLimit(callsAtATime);
  const answers = await Promise.all(
    [...namespaces].map(async ([namespace, inside]) => {
      const references = inside.map(({ metadata }) => `secrets/${metadata.name}`);
      const found = parted(references, namesPerCall).map((some) =>
        limit(() => management.getAll(some, namespace)),
      );
      return Promise.all(found).then(
        (parts) => ({ namespace, objects: parts.flat(), unread: undefined }),
        (error: unknown) => ({ namespace, objects: [], unread: wordsOf(error) }),
      );
    }),
  );
  const byNamespace = new Map(answers.map(({ namespace, unread }) => [namespace, unread] as const));
  return {
    found: answers.flatMap(({ objects }) => objects),
    unread: (namespace) => (byNamespace.has(namespace) ? byNamespace.get(namespace) : why),
  };
}

const parted = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, part) =>
    all.slice(part * size, (part + 1) * size),
  );

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function groupedBy(
  objects: readonly LiveObject[],
  key: (object: LiveObject) => string,
): ReadonlyMap<string, readonly LiveObject[]> {
  const groups = new Map<string, LiveObject[]>();
  for (const object of objects) groups.set(key(object), [...(groups.get(key(object)) ?? []), object]);
  return groups;
}

const keyOf = ({ name, namespace = "default" }: Partial<Name>): string => `${namespace}/${name ?? ""}`;
