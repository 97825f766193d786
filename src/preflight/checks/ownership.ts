import { objectsBeside } from "../../environment/facts/site-objects.js";
import { ok, type Finding } from "../../environment/finding.js";
import { siteOwnership } from "../../environment/judgements/site-ownership.js";
import type { CheckContext } from "../check-context.js";
import type { Check } from "../check.js";

export const ownership: Check = {
  name: "ownership",
  group: "management cluster",
  why:
    "What exists under the names that the stack uses and was made by hand or by another stack is never taken over " +
    "silently: two stacks with one cluster would change and destroy it for each other.",
  remedy:
    "another name in this stack, or tkg-edge:site.adopt for a cluster that no other stack has (docs/stacks.md)",
  needs: ["management-reachable"],
  sections: ["management", "site"],
  preview: "apart",
  async run(context) {
    const findings = [...(await context.tkrOwnership()).findings, ...(await ofSite(context))];
    return findings.length > 0 ? findings : ok("nothing that the stack uses belongs to others");
  },
};

async function ofSite(context: CheckContext): Promise<readonly Finding[]> {
  const { site } = context.spec;
  if (!site) return [];
  const [cluster, beside, view] = await Promise.all([
    context.liveCluster(),
    objectsBeside(context.management, site),
    context.view(),
  ]);
  return siteOwnership(site, cluster, beside, view).findings;
}
