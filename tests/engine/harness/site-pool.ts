/** A pool of loopback addresses that a site's stack makes, and what is given of it. */
import type { LiveApis } from "./live-apis.js";
import type { Tree } from "./stack-settings.js";

/** From 127.77.0.10 on. @param last number of the last address */
export const sitePool = (last: number): Tree => ({
  network: {
    addressPool: { addresses: [`127.77.0.10-127.77.0.${last}`], prefix: 24, gateway: "127.77.0.1" },
  },
  node: { nameservers: ["127.0.0.53"] },
});

/** In order. The API server has IPAddresses of its own, so that the group is needed. */
export async function givenAddresses(apis: LiveApis): Promise<readonly string[]> {
  const kind = "ipaddresses.ipam.cluster.x-k8s.io";
  const text = await apis.kubectl(["get", kind, "-n", "default", "-o", "jsonpath={..spec.address}"]);
  return text.split(" ").sort();
}

/** A claim that no machine has. @param pool name of the pool */
export async function claimByHand(apis: LiveApis, pool: string): Promise<void> {
  const claim = {
    apiVersion: "ipam.cluster.x-k8s.io/v1alpha1",
    kind: "IPAddressClaim",
    metadata: { name: "by-hand", namespace: "default" },
    spec: { poolRef: { apiGroup: "ipam.cluster.x-k8s.io", kind: "InClusterIPPool", name: pool } },
  };
  await apis.kubectl(["create", "-f", "-"], { input: JSON.stringify(claim) });
}
