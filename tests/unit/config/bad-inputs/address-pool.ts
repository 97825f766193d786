/** The pool that a stack makes for the addresses of its node. */
import { bad, type BadInput } from "./bad-input.js";

const pool = "site.network.addressPool";
const good = { addresses: ["10.185.20.10-10.185.20.19"], prefix: 24, gateway: "10.185.20.1" };
const nameservers = { "site.node.nameservers": ["10.185.12.53"] };
const first = `${pool}.addresses[0]`;
const ofPool = (changes: object, expected: string, at: string): BadInput => ({
  ...bad(pool, { ...good, ...changes }, expected, at),
  with: nameservers,
});
const addresses = (...listed: readonly string[]) => ({ addresses: listed });

export const addressPool: readonly BadInput[] = [
  ofPool({ addresses: "10.185.20.10" }, "a list of IPv4 addresses", `${pool}.addresses`),
  ofPool(addresses(), "at least one address", `${pool}.addresses`),
  ofPool(addresses("10.185.20"), "IPv4 addresses", first),
  ofPool(addresses("fd00::10-fd00::20"), "no IPv6 addresses", first),
  ofPool(addresses("10.185.20.19-10.185.20.10"), '"10.185.20.10-10.185.20.19"', first),
  ofPool(addresses("10.185.20.10-10.185.20.12-10.185.20.14"), "a range such as", first),
  ofPool(addresses("10.185.20.20/28"), 'its own boundary: "10.185.20.16/28"', first),
  ofPool(addresses("10.185.20.16/33"), "a block such as", first),
  ofPool(addresses("10.185.21.10"), "addresses of 10.185.20.0/24", first),
  ofPool(addresses("10.185.20.250-10.185.21.5"), "addresses of 10.185.20.0/24", first),
  ofPool(
    addresses("10.185.20.1-10.185.20.19"),
    "without 10.185.20.1, which is tkg-edge:site.network.addressPool.gateway",
    first,
  ),
  ofPool(
    addresses("10.185.20.0", "10.185.20.255"),
    "an address that a machine can have",
    `${pool}.addresses`,
  ),
  ofPool({ prefix: "/24" }, 'written without "/"', `${pool}.prefix`),
  ofPool({ prefix: 31 }, "from 1 to 30", `${pool}.prefix`),
  ofPool({ prefix: undefined }, "the size of the subnet", `${pool}.prefix`),
  ofPool({ gateway: "10.185.20.255" }, "which its first and last are not", `${pool}.gateway`),
  ofPool({ gateway: "10.185.20.1/24" }, "an IPv4 address", `${pool}.gateway`),
  ofPool({ gateway: "fd00::1" }, "an IPv4 address", `${pool}.gateway`),
  ofPool({ name: "Edge" }, "the name of an InClusterIPPool", `${pool}.name`),
  ofPool(
    { addresses: ["10.185.11.130-10.185.11.140"], gateway: "10.185.11.1" },
    "without 10.185.11.134, which is tkg-edge:site.controlPlaneEndpoint",
    first,
  ),
  ofPool(
    { addresses: ["10.185.12.150-10.185.12.160"], gateway: "10.185.12.1" },
    "without 10.185.12.154, which is tkg-edge:connection.vcenter.server",
    first,
  ),
  ofPool(
    { addresses: ["10.185.12.50-10.185.12.60"], gateway: "10.185.12.1" },
    "without 10.185.12.53, which is tkg-edge:site.node.nameservers[0]",
    first,
  ),
  ofPool(
    { addresses: ["100.96.1.10-100.96.1.20"], prefix: 9, gateway: "100.0.0.1" },
    "outside the cluster's pod network 100.96.0.0/11",
    first,
  ),
  ofPool(
    { addresses: ["100.64.1.10-100.64.1.20"], prefix: 9, gateway: "100.0.0.1" },
    "outside the cluster's service network 100.64.0.0/13",
    first,
  ),
  ofPool(
    { gateway: "10.185.11.134", addresses: ["10.185.11.10"] },
    "an address that nothing else has",
    "site.controlPlaneEndpoint",
  ),
  ofPool(
    { addresses: ["100.128.0.10"], prefix: 8, gateway: "100.96.1.1" },
    "a block without 100.96.1.1 (tkg-edge:site.network.addressPool.gateway)",
    "site.network.podCidrs[0]",
  ),
  bad(pool, good, "at least one DNS server", "site.node.nameservers"),
  {
    ...ofPool(
      {},
      "nothing, since site.network.addressPool makes the pool",
      "site.variables.network.addressesFromPools",
    ),
    with: {
      ...nameservers,
      "site.variables.network": {
        addressesFromPools: [{ apiGroup: "ipam.cluster.x-k8s.io", kind: "InClusterIPPool", name: "another" }],
      },
    },
  },
];
