import { controllerAuthorities, trustCommands } from "../../clients/controller-authorities.js";
import { failure, ok, skipped } from "../../environment/finding.js";
import type { Check } from "../check.js";
import { needsBundle, noBundle } from "./bundles.js";

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
  async run(surroundings) {
    if (!(await needsBundle(surroundings))) return noBundle;
    const { management, connection } = surroundings.spec;
    const caFile = connection.registry?.caFile;
    if (caFile === undefined || !connection.managementCluster) {
      return skipped("the stack names no CA of the registry: that of the system must do, there as here");
    }
    const { missing } = await controllerAuthorities(surroundings.management, caFile);
    if (missing === "") return ok(`the TKr controller's ConfigMap has the CA of ${caFile}`);
    const seen = `the TKr controller's ConfigMap lacks the CA of ${caFile}`;
    if (management?.trustRegistryCa === "apply") return ok(`${seen}; this stack adds it`);
    const commands = trustCommands(caFile, connection.managementCluster);
    return failure(seen, "every certificate of that file", {
      path: "tkg-edge:management.trustRegistryCa",
      remedy: `set it to apply, or run: ${commands.join(" && ")}`,
    });
  },
};
