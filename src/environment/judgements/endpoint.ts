/**
 * Whether the address of a site's Kubernetes API is its own. Two Clusters with one address take the API away from each
 * other, and so does a machine that has it. Pure.
 */
import type { SiteSpec } from "../../config/stack-spec.js";
import type { AddressAnswer } from "../facts/address-answer.js";
import { fullName, type ClusterFacts } from "../facts/cluster.js";
import { failure, ok, warning, wrongValue, type Finding } from "../finding.js";

const path = "tkg-edge:site.controlPlaneEndpoint";

type Site = Pick<SiteSpec, "name" | "namespace" | "controlPlaneEndpoint">;

/** Other Clusters that use an address. */
export interface OtherUsers {
  /** Those that had it first: all of them, unless the own Cluster uses it already. */
  readonly first: readonly ClusterFacts[];
  /** Those that came after the own Cluster, which has nothing to fear but their nodes. */
  readonly later: readonly ClusterFacts[];
}

/**
 * @param own name and namespace of the Cluster for which this is checked
 * @param clusters every Cluster of the management cluster
 */
export function otherUsers(
  own: Pick<Site, "name" | "namespace">,
  address: string,
  clusters: readonly ClusterFacts[],
): OtherUsers {
  const users = clusters.filter(({ endpoints }) => endpoints.includes(address));
  const self = users.find((user) => isOf(own, user));
  const others = users.filter((user) => !isOf(own, user));
  return {
    first: others.filter((other) => !self || isElder(other, self)),
    later: others.filter((other) => self && !isElder(other, self)),
  };
}

const isOf = ({ name, namespace }: Pick<Site, "name" | "namespace">, cluster: ClusterFacts): boolean =>
  cluster.name === name && cluster.namespace === namespace;

/**
 * Whether a Cluster was created before another. Of the same second, the unit of creation times, one that was ready is the
 * elder, then the one with the smaller UID.
 */
export function isElder(a: ClusterFacts, b: ClusterFacts): boolean {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt;
  if (a.wasReady !== b.wasReady) return a.wasReady;
  return a.uid < b.uid;
}

/**
 * Whether another Cluster uses the address.
 * @param clusters every Cluster of the management cluster
 */
export function endpointUse(site: Site, clusters: readonly ClusterFacts[]): Finding {
  const { controlPlaneEndpoint: address } = site;
  const { first, later } = otherUsers(site, address, clusters);
  if (first.length > 0) {
    return wrongValue(
      path,
      `"${address}", which the Cluster ${first.map(fullName).join(", ")} uses`,
      "an address of this site's own",
      { remedy: "If you renamed this site, destroy the stack with the old name first" },
    );
  }
  if (later.length === 0) return ok(`no other Cluster has ${address}`);
  return warning(
    `the Cluster ${later.map(fullName).join(", ")}, which was created later, uses ${address} too`,
    "an address of its own for each Cluster; delete or change the later one",
  );
}

/**
 * Whether a machine has the address that is no node of the site.
 * @param port of the Kubernetes API
 * @param answer what the address answers at that port
 * @param clusters every Cluster of the management cluster
 */
export function endpointSilence(
  site: Site,
  port: number,
  answer: AddressAnswer,
  clusters: readonly ClusterFacts[],
): Finding {
  const { controlPlaneEndpoint: host } = site;
  if (answer === "silent") return ok(`nobody answers at ${host}:${port}`);
  const own = clusters.find((cluster) => isOf(site, cluster));
  if (own?.endpoints.includes(host)) return ok(`the site's own Cluster is at ${host}`);
  if (answer === "open") return failure(`another server listens at ${host}:${port}`, "silence", { path });
  // Every loopback address refuses connections; on a network only a machine that has the address does.
  if (host.startsWith("127.")) return ok(`nobody listens at ${host}:${port}`);
  return warning(`${host} refuses connections to port ${port}: some machine has this address`, "silence", {
    path,
  });
}
