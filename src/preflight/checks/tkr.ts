import { installedVersions, type StackSpec } from "../../config/stack-spec.js";
import { ok, skipped, type Finding } from "../../environment/finding.js";
import { checkTkr, checkTkrPresence } from "../../environment/questions/tkr.js";
import type { CheckContext } from "../check-context.js";
import type { Check } from "../check.js";
import type { RebuildQuestion } from "../new-cluster.js";

const question: RebuildQuestion = {
  proves: "TKr",
  by: "its conditions, whether it is deactivated, its ClusterBootstrapTemplate",
  check: ({ management, site: { tkrVersion } }) =>
    checkTkr(management, { version: tkrVersion, path: "tkg-edge:site.tkrVersion", isInstalled: false }),
};

export const tkr: Check = {
  name: "tkr",
  group: "management cluster",
  why: "TKG's admission refuses a Cluster whose TKr is missing, not Ready or not Compatible.",
  remedy:
    "pulumi up a stack with a tkg-edge:management section; a TKr that stays incompatible needs the ConfigMap with label " +
    "run.tanzu.vmware.com/additional-compatible-tkrs, and then any change of its own",
  needs: ["management-reachable"],
  sections: ["management", "template", "site"],
  preview: "always",
  rebuild: question,
  roll: question,
  async run(context) {
    const { spec, purpose } = context;
    if (!spec.connection.managementCluster) return skipped("the stack names no management cluster");
    const used = purpose === "running site" ? [context.site.tkrVersion] : context.tkrVersions;
    return Promise.all(used.map((version) => checkVersion(context, version)));
  },
};

async function checkVersion(context: CheckContext, version: string): Promise<Finding> {
  const { management, spec, purpose } = context;
  const path = keyOf(spec, version);
  if (purpose !== "running site") {
    return checkTkr(management, { version, path, isInstalled: await context.makesUsable(version) });
  }
  const wanted = { version, path, isInstalled: installedVersions(spec).includes(version) };
  // A Cluster that runs is held up by nothing else; what keeps new nodes from being made is announced (src/program/drift-notice.ts).
  const absent = wanted.isInstalled ? undefined : await checkTkrPresence(management, wanted);
  return absent ?? ok(`TKr ${version} is there, or this stack installs it`);
}

function keyOf({ site, template }: StackSpec, version: string): string {
  if (site?.tkrVersion === version) return "tkg-edge:site.tkrVersion";
  return template?.tkrVersion === version ? "tkg-edge:template.tkrVersion" : "tkg-edge:management.tkr";
}
