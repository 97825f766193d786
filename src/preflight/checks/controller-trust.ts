import { skipped } from "../../environment/finding.js";
import { noBundle } from "../../environment/judgements/registry.js";
import { checkControllerTrust } from "../../environment/questions/controller-trust.js";
import type { Check } from "../check.js";

export const controllerTrust: Check = {
  name: "controller-trust",
  group: "registry",
  why:
    "The management cluster's TKr controller pulls the bundle with the CAs that it read from ConfigMap " +
    "tkg-system/tkr-controller-config when it started; without the registry's no TKr comes of the Package.",
  remedy: "set tkg-edge:management.trustRegistryCa to apply, or run the commands that pulumi preview prints",
  needs: ["management-reachable", "registry-reachable"],
  sections: ["management"],
  preview: "apart",
  run: async (context) =>
    (await context.bundles()).versions.length === 0
      ? noBundle
      : ((await checkControllerTrust(context.management, context.spec)) ??
        skipped("the stack names no CA of the registry: that of the system must do, there as here")),
};
