import { readCluster } from "../../environment/facts/cluster.js";
import { ok, skipped, type Finding } from "../../environment/finding.js";
import { checkRoll, checkVersionStep } from "../../environment/questions/version-roll.js";
import { cluster as clusterManifest } from "../../manifests/cluster.js";
import { versionRecord } from "../../manifests/version-record.js";
import type { CheckContext } from "../check-context.js";
import type { Check } from "../check.js";

export const versionChange: Check = {
  name: "version-change",
  group: "site",
  why:
    "A cluster that is upgraded in place (site.versionChange: roll) goes up one minor version at a time; Cluster API and TKG " +
    "refuse everything else.",
  remedy: "upgrade one minor version at a time; to go back, rebuild the cluster (docs/rebuild.md)",
  needs: ["management-reachable", "tkr", "os-image", "template"],
  sections: ["site"],
  preview: "apart",
  roll: {
    proves: "version and admission",
    by:
      "the step from the version that runs, and a server-side dry-run update of the Cluster: the real webhooks resolve the TKr " +
      "and log in to vCenter; nothing is changed",
    check: ({ management, cluster, site: { tkrVersion }, live }) =>
      checkRoll(management, { cluster, tkrVersion, live }),
  },
  run: check,
};

async function check(context: CheckContext): Promise<Finding> {
  const { management, spec } = context;
  const { vcenter } = spec.connection;
  if (context.site.kind === "minimal") return skipped("a minimal cluster is always rebuilt");
  const live = await context.liveCluster();
  if (!live || !vcenter) return skipped("known once the cluster exists");
  if ((await context.versionChange()) !== "roll") {
    return skipped("another version rebuilds this cluster: site.versionChange is not roll");
  }
  const site = await context.siteWithClass();
  const record = versionRecord(live.metadata.annotations ?? {});
  const name = `${site.namespace}/${site.name}`;
  if (!record) return skipped(`Cluster ${name} does not record which version it was built from`);
  if (record.current === site.tkrVersion) return ok(`Cluster ${name} has TKr ${site.tkrVersion}`);
  const wanted = { tkrVersion: site.tkrVersion, live: readCluster(live) };
  if (spec.template) return checkVersionStep(management, wanted);
  return checkRoll(management, { ...wanted, cluster: clusterManifest(site, vcenter) });
}
