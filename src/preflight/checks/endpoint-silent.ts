import { apiServerPortOf } from "../../config/class-variables.js";
import type { Facts } from "../../environment/facts/facts.js";
import type { ManagementFacts } from "../../environment/facts/management-facts.js";
import type { Finding } from "../../environment/finding.js";
import { endpointSilence } from "../../environment/judgements/endpoint.js";
import type { Check } from "../check.js";

export const endpointSilent: Check = {
  name: "endpoint-silent",
  group: "site",
  why: "A machine that has the address already would answer in the new cluster's stead.",
  remedy:
    "choose another tkg-edge:site.controlPlaneEndpoint, or find out who has this one (arping, the DHCP server's leases)",
  needs: ["management-reachable", "ownership", "endpoint-unused"],
  sections: ["site"],
  preview: "new site",
  rebuild: {
    proves: "endpoint",
    by: "for a new address, whether something answers there",
    check: ({ facts, management, site, apiPort }) => silence(facts, management, site, apiPort),
  },
  run: ({ facts, management, site }) => silence(facts, management, site, apiServerPortOf(site.variables)),
};

async function silence(
  facts: Facts,
  management: ManagementFacts,
  site: Parameters<typeof endpointSilence>[0],
  port: number,
): Promise<Finding> {
  const [answer, clusters] = await Promise.all([
    facts.answerAt(site.controlPlaneEndpoint, port),
    management.clusters(),
  ]);
  return endpointSilence(site, port, answer, clusters);
}
