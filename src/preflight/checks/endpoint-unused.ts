import { endpointUse } from "../../environment/judgements/endpoint.js";
import type { Check } from "../check.js";

export const endpointUnused: Check = {
  name: "endpoint-unused",
  group: "site",
  why: "Two clusters with the same control plane address take it from each other, and neither is reachable reliably.",
  remedy: "choose another tkg-edge:site.controlPlaneEndpoint, outside of the DHCP range",
  needs: ["management-reachable"],
  sections: ["site"],
  preview: "always",
  rebuild: {
    proves: "endpoint",
    by: "the other Clusters",
    check: async ({ management, site }) => endpointUse(site, await management.clusters()),
  },
  run: async ({ management, site }) => endpointUse(site, await management.clusters()),
};
