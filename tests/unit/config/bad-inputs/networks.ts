/** Addresses and blocks, alone and among each other. */
import { bad, type BadInput } from "./bad-input.js";

export const networks: readonly BadInput[] = [
  bad("site.network.podCidrs", "100.96.0.0/11", "a list of IPv4 CIDR blocks"),
  bad("site.network.podCidrs", [], "at least one CIDR block"),
  bad("site.network.podCidrs", ["100.96.0.0"], 'this has no "/" and size', "site.network.podCidrs[0]"),
  bad("site.network.podCidrs", ["100.96.0.0/40"], "an IPv4 CIDR block", "site.network.podCidrs[0]"),
  bad(
    "site.network.podCidrs",
    ["100.97.0.0/11"],
    'starts at its own boundary: "100.96.0.0/11"',
    "site.network.podCidrs[0]",
  ),
  bad(
    "site.network.podCidrs",
    ["10.0.0.0/25"],
    "a pod network of at least the size /24",
    "site.network.podCidrs[0]",
  ),
  bad(
    "site.network.podCidrs",
    ["100.64.0.0/10"],
    "does not overlap the pod network 100.64.0.0/10",
    "site.network.serviceCidrs[0]",
  ),
  bad(
    "site.network.podCidrs",
    ["10.0.0.0/16", "10.0.128.0/17"],
    "does not overlap the pod network 10.0.0.0/16",
    "site.network.podCidrs[1]",
  ),
  bad(
    "site.network.podCidrs",
    ["10.185.12.0/24"],
    "a block without 10.185.12.154 (tkg-edge:connection.vcenter.server)",
    "site.network.podCidrs[0]",
  ),
  bad(
    "site.network.serviceCidrs",
    ["10.1.0.0/29"],
    "a service network of at least the size /28",
    "site.network.serviceCidrs[0]",
  ),
  bad("site.network.serviceCidrs", ["fd00::/108"], "an IPv4 CIDR block", "site.network.serviceCidrs[0]"),
  bad("site.controlPlaneEndpoint", "100.96.0.10", "outside the cluster's pod network 100.96.0.0/11"),
  bad("site.controlPlaneEndpoint", "100.64.0.1", "outside the cluster's service network 100.64.0.0/13"),
  bad("site.controlPlaneEndpoint", "10.185.11.134:6443", "without port"),
  bad("site.controlPlaneEndpoint", "edge.example.com", "an IPv4 address"),
  bad("site.controlPlaneEndpoint", "10.185.11.256", "an IPv4 address"),
  bad("site.controlPlaneEndpoint", "0.0.0.0", "which a machine can have"),
  bad(
    "site.controlPlaneEndpoint",
    "10.185.12.154",
    "an address that nothing else has; this one is tkg-edge:connection.vcenter.server",
  ),
  bad("site.controlPlaneEndpoint", undefined, "the address of the cluster's API"),
  bad("site.node.nameservers", ["dns.example.com"], "an IPv4 address", "site.node.nameservers[0]"),
  bad(
    "site.variables.network",
    { addressesFromPools: [{ apiGroup: "g", kind: "k", name: "n" }] },
    "at least one DNS server",
    "site.node.nameservers",
  ),
  bad("site.variables.network", { ipv6Primary: true }, "IPv4 address", "site.variables.network.ipv6Primary"),
];
