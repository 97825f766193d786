import { apiServerPortOf } from "../../config/class-variables.js";
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
  async run({ facts, management, site }) {
    const port = apiServerPortOf(site.variables);
    const [answer, clusters] = await Promise.all([
      facts.answerAt(site.controlPlaneEndpoint, port),
      management.clusters(),
    ]);
    return endpointSilence(site, port, answer, clusters);
  },
};
