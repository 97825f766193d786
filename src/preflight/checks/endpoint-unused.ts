import { endpointUse } from "../../environment/judgements/endpoint.js";
import type { Check } from "../check.js";

export const endpointUnused: Check = {
  name: "endpoint-unused",
  group: "site",
  why: "Two clusters with one control plane address take it from each other, and neither stays reachable.",
  remedy: "choose another tkg-edge:site.controlPlaneEndpoint, outside of the DHCP range",
  needs: ["management-reachable"],
  sections: ["site"],
  preview: "always",
  rebuild: {
    proves: "endpoint",
    by: "the other Clusters",
    ask: async ({ management, site }) => endpointUse(site, await management.clusters()),
  },
  run: async ({ management, site }) => endpointUse(site, await management.clusters()),
};
