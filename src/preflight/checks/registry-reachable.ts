import { failure, findingOf, ok, type Finding } from "../../environment/finding.js";
import type { Check } from "../check.js";
import { registryProblem } from "../registry.js";
import { needsBundle, noBundle } from "./bundles.js";

export const registryReachable: Check = {
  name: "registry-reachable",
  group: "registry",
  why: "This machine and the management cluster pull the TKr's bundle from it.",
  remedy:
    "check tkg-edge:connection.registry (host, caFile) and tkg-edge:management.tkr.bundle; the vendor gave its host up in 2024 (docs/first-site.md)",
  needs: [],
  sections: ["management"],
  async run(surroundings): Promise<Finding> {
    const { management, connection } = surroundings.spec;
    if (!management) return failure("no bundle is named", "tkg-edge:management.tkr");
    if (!(await needsBundle(surroundings))) return noBundle;
    const host = management.bundle.split("/")[0] ?? "";
    const problem = await registryProblem(management.bundle, connection.registry);
    return problem ? findingOf(problem) : ok(`${host} answers, and its certificate is verified`);
  },
};
