import { namedPools } from "../../environment/facts/named-pools.js";
import type { Finding } from "../../environment/finding.js";
import { checkAddressPools, checkLivePools } from "../../environment/questions/address-pools.js";
import { findOwnPool } from "../../environment/questions/own-address-pool.js";
import type { CheckContext } from "../check-context.js";
import type { Check } from "../check.js";

export const addressPool: Check = {
  name: "address-pool",
  group: "site",
  why: "The node waits for an address of its pool; without one its VM is never started, and the Cluster never becomes ready.",
  remedy:
    "name a pool of the site's namespace in tkg-edge:site.variables.network.addressesFromPools, or let the stack make one " +
    "(tkg-edge:site.network.addressPool); add addresses to a pool that has none left",
  needs: ["management-reachable"],
  sections: ["site"],
  preview: "new site",
  rebuild: {
    proves: "address pool",
    by: "the pools that the Cluster names, and the addresses in use",
    check: ({ management, site, cluster }) => {
      const network = cluster.spec.topology.variables.find(({ name }) => name === "network");
      return checkLivePools(management, site, namedPools(network?.value), "rebuild");
    },
  },
  run: async (context) => [...(await ofOwnPool(context)), ...(await room(context))],
};

/** A preview reports these by what it reads for the pool itself. */
async function ofOwnPool(context: CheckContext): Promise<readonly Finding[]> {
  if (context.purpose !== "preflight") return [];
  const found = await findOwnPool(context.management, context.site, () => context.view());
  return found?.findings ?? [];
}

/** A Cluster that exists has an address already, which a rebuild gives back first. */
async function room(context: CheckContext): Promise<readonly Finding[]> {
  const { management, site } = context;
  const live = await context.liveCluster();
  return checkAddressPools(management, site, live ? "rebuild" : "create");
}
