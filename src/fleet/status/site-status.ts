/** What runs at a site, from the objects of its cluster. Pure. */
import type { LiveObject } from "../../clients/live-object.js";
import { readCluster } from "../../environment/facts/cluster.js";
import { conditionsOf, type Condition } from "../../environment/facts/conditions.js";
import { certificatesExpiryOf, versionOfMachine } from "../../environment/facts/machine.js";
import { toolVersionAnnotation } from "../../manifests/cluster-record.js";
import { healthOf, type Health } from "./health.js";

export interface ObjectCondition extends Condition {
  /** `KIND NAME` */
  readonly object: string;
}

export interface RunningSite {
  readonly health: Health;
  /** Undefined where TKG has not resolved one, or there is no Cluster. */
  readonly tkrVersion: string | undefined;
  /** Of the machine that is there, else the one that the Cluster is to have. */
  readonly kubernetesVersion: string | undefined;
  /** Version of tkg-edge that wrote what the Cluster records. */
  readonly toolVersion: string | undefined;
  /** Of the Cluster, RFC 3339. */
  readonly createdAt: string | undefined;
  /** The earliest of its machines, RFC 3339; undefined where no machine shows it. */
  readonly certificatesExpireAt: string | undefined;
  readonly lastChange: Change | undefined;
  readonly conditions: readonly ObjectCondition[];
}

/** The latest moment at which an object was created or a condition changed its status. */
export interface Change {
  /** RFC 3339. */
  readonly at: string;
  readonly what: string;
}

/** @param health in place of what the objects show: for a site whose objects were not read */
export const unseenSite = (health: Health): RunningSite => ({
  ...{ health, tkrVersion: undefined, kubernetesVersion: undefined, toolVersion: undefined },
  ...{ createdAt: undefined, certificatesExpireAt: undefined, lastChange: undefined, conditions: [] },
});

/**
 * @param objects of a cluster, with its Cluster; none where there is none
 * @param now in milliseconds since the epoch
 */
export function runningSite(objects: readonly LiveObject[], now: number): RunningSite {
  const health = healthOf(objects, now);
  const live = objects.find(({ kind }) => kind === "Cluster");
  if (!live) return unseenSite(health);
  const cluster = readCluster(live);
  const machines = objects.filter(
    ({ kind, metadata }) => kind === "Machine" && metadata.deletionTimestamp === undefined,
  );
  const running = [...machines].sort((a, b) => timeOf(createdAt(a)) - timeOf(createdAt(b)));
  return {
    health,
    tkrVersion: cluster.tkrVersion,
    kubernetesVersion: running.map(versionOfMachine).find((one) => one !== undefined) ?? cluster.version,
    toolVersion: live.metadata.annotations?.[toolVersionAnnotation],
    createdAt: createdAt(live),
    certificatesExpireAt: earliest(machines.flatMap((machine) => certificatesExpiryOf(machine) ?? [])),
    lastChange: lastChangeOf(objects),
    conditions: objects.flatMap((object) =>
      conditionsOf(object).map((condition) => ({ object: nameOf(object), ...condition })),
    ),
  };
}

const createdAt = ({ metadata }: LiveObject): string | undefined => metadata.creationTimestamp;
const nameOf = ({ kind = "object", metadata }: LiveObject): string => `${kind} ${metadata.name}`;
const timeOf = (text: string | undefined): number => Date.parse(text ?? "") || 0;
const earliest = (times: readonly string[]): string | undefined =>
  [...times].sort((a, b) => timeOf(a) - timeOf(b))[0];

function lastChangeOf(objects: readonly LiveObject[]): Change | undefined {
  const changes = objects.flatMap((object) => [
    { at: createdAt(object), what: `${nameOf(object)} was created` },
    ...conditionsOf(object).map(({ type, status, reason, lastTransitionTime }) => ({
      at: lastTransitionTime,
      what: `${nameOf(object)}: ${type}=${status}${reason === undefined ? "" : ` ${reason}`}`,
    })),
  ]);
  // Of several at one time the source comes last: the VM before the Cluster, which repeats it.
  const latest = changes.reduce<(typeof changes)[number] | undefined>(
    (best, one) => (timeOf(one.at) > 0 && timeOf(one.at) >= timeOf(best?.at) ? one : best),
    undefined,
  );
  return latest?.at === undefined ? undefined : { at: latest.at, what: latest.what };
}
