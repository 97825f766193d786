/** The Clusters of the management clusters of a fleet, without those that are sites of it. */
import type { LiveObject } from "../../clients/live-object.js";
import type { Fleet } from "../../config/fleet/fleet-file.js";
import { FleetLayers } from "../../config/fleet/fleet-layers.js";
import { layeredStack } from "../../config/layers.js";
import type { Problem } from "../../config/problem.js";
import type { OwnStackFile } from "../../config/stack-file.js";
import { isTree } from "../../config/tree.js";
import { isManagementsOwn } from "../../environment/facts/cluster.js";
import type { LiveSites } from "../../environment/facts/live-sites.js";
import type { ManagementFacts } from "../../environment/facts/management-facts.js";
import type { LiveFleet } from "../plan/live-fleet.js";
import { rawSite } from "../site-stack.js";
import { addressIn, addressKey, type Way } from "./ways.js";

export interface FoundCluster {
  /** `NAMESPACE/NAME` */
  readonly reference: string;
  readonly live: LiveObject;
  readonly beside: readonly LiveObject[];
  /** Whether its Secret would be among them. */
  readonly areSecretsRead: boolean;
  readonly management: ManagementFacts;
  /** UID that identifies the management cluster. */
  readonly uid: string;
  /** Ways to the management cluster. */
  readonly ways: readonly Way[];
}

export interface FoundClusters {
  readonly clusters: readonly FoundCluster[];
  /** Clusters that are sites of the fleet already. */
  readonly existing: number;
  /** Management clusters by context. */
  readonly contexts: readonly string[];
  /** Why Secrets could not be listed, by context. */
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
}

interface Management {
  readonly management: ManagementFacts;
  readonly live: LiveSites;
  readonly ways: Way[];
}

/** @param stackFile of a site, if there is one */
export async function foundClusters(
  ways: readonly Way[],
  fleet: Fleet,
  directory: string,
  stackFile: (site: string) => OwnStackFile | undefined,
  liveFleet: LiveFleet,
): Promise<FoundClusters> {
  const byAddress = new Map<string, Way[]>();
  for (const way of ways) {
    const key = addressKey(way.address, directory);
    byAddress.set(key, [...(byAddress.get(key) ?? []), way]);
  }
  const addresses = [...byAddress];
  const answers = await Promise.all(
    addresses.map(async ([, [way]]) => (way ? liveFleet.cluster(way.address) : undefined)),
  );
  const problems: Problem[] = [];
  const uids = new Map<string, string>();
  const managements = new Map<string, Management>();
  for (const [index, [key, own]] of addresses.entries()) {
    const read = answers[index];
    const context = own[0]?.address.context ?? "";
    if (read && "unreachable" in read) {
      problems.push({
        path: `management cluster ${context}`,
        found: read.unreachable,
        expected: "every management cluster of the fleet, or --connection-file with the one to import from",
      });
    } else if (read) {
      uids.set(key, read.live.uid);
      // Two kubeconfigs of one management cluster show the same objects.
      const known = managements.get(read.live.uid);
      if (known) known.ways.push(...own);
      else managements.set(read.live.uid, { ...read, ways: [...own] });
    }
  }
  const isSite = siteNames(fleet, directory, stackFile, uids);
  const all = [...managements].flatMap(([uid, { management, live, ways: own }]) =>
    live.clusters
      .filter((one) => !isManagementsOwn(one))
      .map((one): FoundCluster => {
        const { name, namespace = "default" } = one.metadata;
        const beside = live.besideOf({ name, namespace });
        const areSecretsRead = live.secretsUnread(namespace) === undefined;
        return {
          ...{ reference: `${namespace}/${name}`, live: one, beside, areSecretsRead },
          ...{ management, uid, ways: own },
        };
      }),
  );
  const clusters = all.filter(({ uid, reference }) => !isSite(uid, reference));
  return {
    clusters,
    existing: all.length - clusters.length,
    contexts: addresses.map(([, [way]]) => way?.address.context ?? ""),
    notes: [...managements.values()].flatMap(({ live, ways: [way] }) => {
      const namespaces = live.clusters.map(({ metadata }) => metadata.namespace ?? "default");
      const [unread] = namespaces.flatMap((namespace) => live.secretsUnread(namespace) ?? []);
      return unread === undefined
        ? []
        : [
            `management cluster ${way?.address.context ?? ""}: its Secrets cannot be read (${unread}): ` +
              "the vCenter users in them are not known",
          ];
    }),
    problems,
  };
}

/** Whether a Cluster is a site already. One whose management cluster is not known may be on any. */
function siteNames(
  fleet: Fleet,
  directory: string,
  stackFile: (site: string) => OwnStackFile | undefined,
  uids: ReadonlyMap<string, string>,
): (uid: string, reference: string) => boolean {
  const layers = new FleetLayers(fleet, directory);
  const known = new Set<string>();
  for (const name of fleet.sites.keys()) {
    const inFleet = layers.site(name);
    if (!inFleet) continue;
    const { site, connection } = layeredStack(rawSite(inFleet, stackFile(name)), directory).raw;
    const own = isTree(site) ? site : {};
    const address = addressIn(connection);
    const uid = address && uids.get(addressKey(address, directory));
    if (address && uid === undefined) continue;
    const text = (value: unknown, otherwise: string) => (typeof value === "string" ? value : otherwise);
    known.add(`${uid ?? ""} ${text(own.namespace, "default")}/${text(own.name, name)}`);
  }
  return (uid, reference) => known.has(`${uid} ${reference}`) || known.has(` ${reference}`);
}
