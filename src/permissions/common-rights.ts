/** Rights that several purposes have. */
import type { Right, Scope } from "./right.js";

/** Deployments of TKG's controllers, by namespace, which preflight reads. A test compares them with the check's. */
export const sourceController = "tkr-source-controller-manager";
const resolverWebhook = "tkr-resolver-cluster-webhook-manager";
const vsphereProvider = "capv-controller-manager";

const runs = "preflight checks that the controllers run without which nothing happens";

export const controllerRights: readonly Right[] = [
  {
    scope: "tkg-system",
    kinds: ["deployments.apps"],
    verbs: ["get"],
    names: [sourceController, resolverWebhook],
    why: runs,
  },
  { scope: "capv-system", kinds: ["deployments.apps"], verbs: ["get"], names: [vsphereProvider], why: runs },
];

/**
 * Its informers read everything of a kind in the namespace, whatever the name of the object: no `names` can narrow it.
 * @param more of what goes with the Cluster, which the plugin seldom has to delete itself
 */
export const pluginFollowsDeletes = (
  scope: Scope,
  kinds: readonly string[],
  more: Pick<Right, "only" | "isRare"> = {},
): Right => ({
  scope,
  kinds,
  verbs: ["list", "watch"],
  why: "pulumi's Kubernetes plugin follows all objects of a kind in the namespace while it deletes one; without it a delete never ends",
  hangsWithout: true,
  ...more,
});
