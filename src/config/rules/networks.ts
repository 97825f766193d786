/** Rules of the cluster's networks: overlapping ranges route wrongly inside the node, without any error there. */
import { isIPv4 } from "node:net";
import type { Draft } from "../draft.js";
import { overlap, prefixLength } from "../network-fields.js";
import type { Problem } from "../problem.js";

export const networkRules = [
  blocksApart,
  blocksLargeEnough,
  endpointOutside,
  endpointIsNobodyElse,
  serversOutside,
];

const networkPath = "tkg-edge:site.network";

/** Every block of the cluster with the config path it stands at. */
export function blocks({ site }: Draft): { path: string; cidr: string; what: string }[] {
  const of = (key: "podCidrs" | "serviceCidrs", what: string) =>
    (site?.network?.[key] ?? []).map((cidr, index) => ({
      path: `${networkPath}.${key}[${index}]`,
      cidr,
      what,
    }));
  return [...of("podCidrs", "pod network"), ...of("serviceCidrs", "service network")];
}

function blocksApart(draft: Draft): Problem[] {
  const all = blocks(draft);
  return all.flatMap(({ path, cidr }, index) =>
    all
      .slice(0, index)
      .filter((before) => overlap(before.cidr, cidr))
      .map((before) => ({
        path,
        found: `"${cidr}"`,
        expected: `a block that does not overlap the ${before.what} ${before.cidr}`,
      })),
  );
}

/** kube-controller-manager gives a node a /24 of the pods; kubeadm wants at least 10 addresses for services. */
function blocksLargeEnough(draft: Draft): Problem[] {
  return blocks(draft).flatMap(({ path, cidr, what }) => {
    const largest = what === "pod network" ? 24 : 28;
    if (prefixLength(cidr) <= largest) return [];
    return [{ path, found: `"${cidr}"`, expected: `a ${what} of at least the size /${largest}` }];
  });
}

function endpointOutside(draft: Draft): Problem[] {
  const endpoint = draft.site?.controlPlaneEndpoint;
  if (endpoint === undefined) return [];
  return blocks(draft)
    .filter(({ cidr }) => overlap(cidr, endpoint))
    .map(({ cidr, what }) => ({
      path: "tkg-edge:site.controlPlaneEndpoint",
      found: `"${endpoint}"`,
      expected: `an address outside the cluster's ${what} ${cidr}`,
    }));
}

/** Addresses that other machines have already, by the path that contains them. */
export function servers({ connection, site }: Draft): { path: string; host: string }[] {
  const hostOf = (reference = "") => reference.split("/")[0]?.split(":")[0] ?? "";
  const nameservers = site?.node?.nameservers ?? [];
  return [
    { path: "tkg-edge:connection.vcenter.server", host: hostOf(connection.vcenter?.server) },
    { path: "tkg-edge:connection.registry.host", host: hostOf(connection.registry?.host) },
    { path: "tkg-edge:site.network.addressPool.gateway", host: site?.network?.addressPool?.gateway ?? "" },
    ...nameservers.map((host, index) => ({ path: `tkg-edge:site.node.nameservers[${index}]`, host })),
  ].filter(({ host }) => isIPv4(host));
}

function endpointIsNobodyElse(draft: Draft): Problem[] {
  const endpoint = draft.site?.controlPlaneEndpoint;
  return servers(draft)
    .filter(({ host }) => host === endpoint)
    .map(({ path, host }) => ({
      path: "tkg-edge:site.controlPlaneEndpoint",
      found: `"${host}"`,
      expected: `an address that nothing else has; this one is ${path}`,
    }));
}

/** The node could not reach a server whose address belongs to its own pods or services. */
function serversOutside(draft: Draft): Problem[] {
  return servers(draft).flatMap(({ path, host }) =>
    blocks(draft)
      .filter(({ cidr }) => overlap(cidr, host))
      .map((block) => ({
        path: block.path,
        found: `"${block.cidr}"`,
        expected: `a block without ${host} (${path}), which the node must reach`,
      })),
  );
}
