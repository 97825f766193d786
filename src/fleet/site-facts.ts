/** The values of a site that rules across sites read. */
import { resolve } from "node:path";
import { addressRange, type AddressRange } from "../config/address-ranges.js";
import type { Draft } from "../config/draft.js";
import type { SiteInFleet } from "../config/fleet/fleet-layers.js";
import type { Place } from "../config/lower-layers.js";

export interface SiteFacts {
  /** In the fleet. */
  readonly name: string;
  readonly groups: readonly string[];
  /** What identifies its management cluster: the way in, and the stack that it is named by. */
  readonly managementKeys: readonly string[];
  readonly clusterName: string | undefined;
  readonly namespace: string | undefined;
  readonly endpoint: string | undefined;
  readonly podCidrs: readonly string[];
  readonly serviceCidrs: readonly string[];
  readonly routed: boolean;
  /** The pool that its stack makes. */
  readonly pool: { readonly name: string | undefined; readonly ranges: readonly AddressRange[] } | undefined;
  readonly vcenter: string | undefined;
  readonly datacenter: string | undefined;
  /** Operating system with its version. */
  readonly system: string;
  readonly templateStack: string | undefined;
  /** Where a value of the site stands. @param path such as `tkg-edge:site.network.podCidrs` */
  readonly placeOf: (path: string) => Place | undefined;
}

/**
 * @param directory absolute path of the project
 * @returns undefined for a stack without a site
 */
export function factsOf(
  { connection, site }: Draft,
  { name, groups }: SiteInFleet,
  placeOf: SiteFacts["placeOf"],
  directory: string,
): SiteFacts | undefined {
  if (!site) return undefined;
  const { managementCluster, vcenter } = connection;
  const { kubeconfig, context } = managementCluster ?? {};
  const pool = site.network?.addressPool;
  const managementStack = site.from?.management;
  return {
    name,
    groups,
    managementKeys: [
      ...(kubeconfig !== undefined && context !== undefined
        ? [`way ${resolve(directory, kubeconfig)}#${context}`]
        : []),
      ...(managementStack !== undefined ? [`stack ${stackKey(managementStack)}`] : []),
    ],
    clusterName: site.name,
    namespace: site.namespace,
    endpoint: site.controlPlaneEndpoint,
    podCidrs: site.network?.podCidrs ?? [],
    serviceCidrs: site.network?.serviceCidrs ?? [],
    routed: site.network?.routed ?? false,
    pool: pool && {
      name: pool.name ?? site.name,
      ranges: (pool.addresses ?? []).flatMap((addresses) => addressRange(addresses) ?? []),
    },
    vcenter: vcenter?.server?.toLowerCase().replace(/:443$/, ""),
    datacenter: site.placement?.datacenter,
    system: `${site.os ?? ""} ${site.osVersion ?? ""}`.trim(),
    templateStack: site.from?.template === undefined ? undefined : stackKey(site.from.template),
    placeOf,
  };
}

/** A stack of this project, however it is named: `mgmt`, or `acme/tkg-edge/mgmt`. */
const stackKey = (name: string): string => name.replace(/^[^/]+\/tkg-edge\//, "");
