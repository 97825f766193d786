import { checkRegistry } from "../../environment/questions/registry.js";
import type { Check } from "../check.js";

export const registryReachable: Check = {
  name: "registry-reachable",
  group: "registry",
  why: "This machine and the management cluster pull the TKr's bundle from it.",
  remedy:
    "check tkg-edge:connection.registry (host, caFile) and tkg-edge:management.tkr.bundle; the vendor gave its host up in 2024 (docs/first-site.md)",
  needs: [],
  sections: ["management"],
  run: async (context) =>
    checkRegistry(context.registry, await context.bundles(), context.spec.connection.registry?.caFile),
};
