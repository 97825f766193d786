import { checkAnonymousPull } from "../../environment/questions/registry.js";
import type { Check } from "../check.js";

export const bundleAnonymous: Check = {
  name: "bundle-anonymous",
  group: "registry",
  why:
    "The management cluster's TKr controller pulls the TKr's bundle without any login, whatever the stack configures; where " +
    "that is refused the Package stays without a TKr.",
  remedy: "make the repository readable without a login (in Harbor: a public project)",
  needs: ["bundle"],
  sections: ["management"],
  timeoutSeconds: 60,
  run: async (context) => checkAnonymousPull(context.registry, await context.bundles()),
};
