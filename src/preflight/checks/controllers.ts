import { availableReplicas } from "../../environment/facts/deployment.js";
import { failure, ok, skipped } from "../../environment/finding.js";
import type { Check } from "../check.js";

/** Controllers without which nothing happens to what is applied: namespace, Deployment, what it does. */
const controllers = [
  ["capv-system", "capv-controller-manager", "makes virtual machines"],
  ["tkg-system", "tkr-source-controller-manager", "makes TKrs of Packages"],
  ["tkg-system", "tkr-resolver-cluster-webhook-manager", "finds the TKr of a Cluster while it is admitted"],
] as const;

export const controllersRunning: Check = {
  name: "controllers",
  group: "management cluster",
  why: "A Cluster or TKr that is applied while its controller does not run stays as it is, without any error.",
  remedy: "look at the controller: kubectl -n NAMESPACE describe deployment NAME, and at the log of its pods",
  needs: ["management-reachable"],
  sections: ["management", "site"],
  async run({ management }) {
    const findings = await Promise.all(
      controllers.map(async ([namespace, name, does]) => {
        const deployment = await management.get("deployments.apps", name, namespace);
        const where = `${namespace}/${name}`;
        if (!deployment) return skipped(`${where} is not visible to this user`);
        const available = availableReplicas(deployment);
        return available > 0
          ? ok(`${where} runs`)
          : failure(`${where} has no available replica`, `at least one: it ${does}`);
      }),
    );
    const visible = findings.filter(({ severity }) => severity !== "skipped");
    return visible.length > 0 ? visible : skipped("TKG's Deployments are not visible to this user");
  },
};
