/** Whether a stack can make its pool: the form that the management cluster takes, whose a pool of that name is, addresses in use. Pure. */
import type { LiveObject } from "../../clients/live-object.js";
import { givenRanges, poolKind, rangeText, type OwnPoolSpec } from "../../config/address-pool.js";
import { addressRange, countAddresses, withoutRanges } from "../../config/address-ranges.js";
import type { PoolForm } from "../../manifests/address-pool.js";
import type { PoolVersion } from "../facts/address-pool-api.js";
import type { AddressPoolFacts } from "../facts/address-pool.js";
import { fullName, type ClusterFacts } from "../facts/cluster.js";
import type { AddressClaim, GivenAddress } from "../facts/taken-address.js";
import { failure, wrongValue, type Finding } from "../finding.js";
import { wherePool } from "./address-pool.js";
import { markOf, type Standing, type StackView } from "./standing.js";

const poolPath = "tkg-edge:site.network.addressPool";

/**
 * The version of the API in which the pool is written: the one that the state has, as long as it is served.
 * @param served undefined where the management cluster does not know the kind
 * @param recorded version of the pool in the stack's state
 */
export function poolForm(
  pool: OwnPoolSpec,
  served: readonly PoolVersion[] | undefined,
  recorded: string | undefined,
): PoolForm | Finding {
  const version =
    served?.find(({ name }) => name === recorded) ?? served?.find(({ isStored }) => isStored) ?? served?.[0];
  if (!version) {
    return failure(
      `the management cluster has no ${poolKind}`,
      "Cluster API's in-cluster IPAM provider, which is an optional part of TKG",
      {
        path: poolPath,
        remedy:
          "Install the provider on the management cluster, or remove site.network.addressPool: the node then uses DHCP.",
      },
    );
  }
  const { name, hasAddresses } = version;
  const ranges = givenRanges(pool);
  if (hasAddresses || ranges.length === 1) return { version: name, hasAddresses };
  return failure(
    `${ranges.map(rangeText).join(", ")}: ${ranges.length} ranges, and the management cluster serves ${poolKind} ${name}, which has one`,
    "one range of addresses, as on TKG 2.2",
    { path: `${poolPath}.addresses` },
  );
}

/** Whether a judgement is what is wrong. */
export const isFinding = (judged: PoolForm | Finding): judged is Finding => "severity" in judged;

/** A pool of the name that the stack cannot use. @returns none for its own, and where there is none */
export function poolOwner(live: LiveObject | undefined, standing: Standing, { mark }: StackView): Finding[] {
  if (!live || (standing !== "foreign" && standing !== "leaving")) return [];
  const { name, namespace = "default" } = live.metadata;
  const path = `${poolPath}.name`;
  const what = `"${name}", but ${poolKind} ${namespace}/${name}`;
  if (standing === "leaving") {
    return [
      wrongValue(
        path,
        `${what} is still being deleted`,
        "the name to be free: wait until the pool is gone, then run the same command again",
      ),
    ];
  }
  const maker = markOf(live);
  const owner =
    maker === undefined
      ? "exists and was not created by this stack"
      : maker === mark
        ? `belongs to a stack of this name, ${maker}, and the state of this stack does not hold it`
        : `belongs to the stack ${maker}`;
  return [
    wrongValue(
      path,
      `${what} ${owner}`,
      "another name for the pool; or no site.network.addressPool, and the pool as it is in " +
        "site.variables.network.addressesFromPools, which changes and deletes nothing of it",
    ),
  ];
}

/** Addresses that the pool no longer has, although machines use them. */
export function removedAddresses(pool: OwnPoolSpec, claims: readonly AddressClaim[]): Finding[] {
  const ranges = givenRanges(pool);
  const lost = claims.filter(({ address }) => {
    const range = address === undefined ? undefined : addressRange(address);
    return range !== undefined && countAddresses([range], ranges) > 0;
  });
  if (lost.length === 0) return [];
  const named = lost.map(
    ({ address = "", vm, name }) => `${address} of ${vm === undefined ? `claim ${name}` : `VM ${vm}`}`,
  );
  return [
    failure(
      `machines use addresses that are not in it: ${named.join(", ")}`,
      "every address in use to stay in the pool; it can be removed after the machine is gone",
      { path: `${poolPath}.addresses` },
    ),
  ];
}

/**
 * Addresses that the pool would give although others have them. What it has already is not asked again: a site that runs is
 * not held up.
 * @param before the pool as it is; undefined where it is still to be made
 * @param given by other pools
 * @param clusters of the management cluster, but the site's own
 */
export function addressesOfOthers(
  pool: OwnPoolSpec,
  before: AddressPoolFacts | undefined,
  given: readonly GivenAddress[],
  clusters: readonly ClusterFacts[],
): Finding[] {
  if (before && !before.ranges) return [];
  const added = withoutRanges(givenRanges(pool), before?.ranges ?? []);
  const isAdded = (address: string) => {
    const range = addressRange(address);
    return range !== undefined && countAddresses([range], added) === 0;
  };
  const taken = [
    ...given
      .filter(({ address }) => isAdded(address))
      .map((one) => `${one.address}, given by ${wherePool(one.pool)}`),
    ...clusters.flatMap((cluster) =>
      [...new Set(cluster.endpoints)]
        .filter(isAdded)
        .map((address) => `${address}, the endpoint of Cluster ${fullName(cluster)}`),
    ),
  ];
  if (taken.length === 0) return [];
  const more = taken.length > mostNamed ? `; and ${taken.length - mostNamed} more` : "";
  return [
    failure(
      `others have addresses of it: ${taken.slice(0, mostNamed).join("; ")}${more}`,
      "addresses that nothing else on this management cluster has",
      { path: `${poolPath}.addresses` },
    ),
  ];
}

const mostNamed = 3;
