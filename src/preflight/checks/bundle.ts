import { checkBundles } from "../../environment/questions/registry.js";
import type { Check } from "../check.js";

export const bundle: Check = {
  name: "bundle",
  group: "registry",
  why: "The registry must have the TKr's bundle under the tag that follows from its version, with the TKr's Package in it.",
  remedy:
    "check tkg-edge:management.tkr.version; relocate the bundle (imgpkg copy, docs/first-site.md) and set tkg-edge:connection.registry",
  needs: ["tool-imgpkg", "registry-reachable"],
  sections: ["management"],
  timeoutSeconds: 120,
  run: async (context) => checkBundles(context.registry, await context.bundles()),
};
