import { readCluster } from "../../environment/facts/cluster.js";
import { skipped } from "../../environment/finding.js";
import { checkAdmission, checkRebuildAdmission } from "../../environment/questions/admission.js";
import { cluster as clusterManifest } from "../../manifests/cluster.js";
import type { Check } from "../check.js";
import type { Surroundings } from "../surroundings.js";
import { wantedTemplate } from "../wanted-template.js";

export const admission: Check = {
  name: "admission",
  group: "site",
  why: "The API server's own answer, webhooks included, to a create that it does not carry out (server-side dry run).",
  remedy: "the text is the webhook's own; docs/troubleshooting.md lists what such texts mean",
  needs: [
    "management-reachable",
    "namespace",
    "cluster-class",
    "class-variables",
    "tkr",
    "os-image",
    "vcenter-login",
    "inventory",
    "template",
    "identity",
  ],
  sections: ["site"],
  rebuild: {
    proves: "TKG's admission",
    by:
      "a server-side dry-run create under another name: the real webhooks resolve the TKr, read the Secret and log in to " +
      "vCenter; nothing is created",
    check: ({ management, cluster, sharesIdentity, live }) =>
      checkRebuildAdmission(management, { cluster, sharesIdentity, live }),
  },
  async run(surroundings) {
    const { management, spec } = surroundings;
    const { vcenter } = spec.connection;
    if (!vcenter) return skipped("the stack names no vCenter");
    const site = await surroundings.siteWithClass();
    const tkr = await surroundings.tkr(site.tkrVersion);
    if ((!tkr || tkr.isIncompatible) && (await surroundings.makesUsable(site.tkrVersion))) {
      return skipped(`known once TKr ${site.tkrVersion} is installed${tkr ? " and compatible" : ""}`);
    }
    if (spec.template && !(await hasTemplate(surroundings))) {
      return skipped("known once the template is imported");
    }
    const live = await surroundings.liveCluster();
    return checkAdmission(management, {
      cluster: clusterManifest(site, vcenter),
      sharesIdentity: site.identityRef !== undefined,
      live: live && readCluster(live),
    });
  },
};

async function hasTemplate(surroundings: Surroundings): Promise<boolean> {
  const wanted = surroundings.wantedImages.find(({ section }) => section === "site");
  return wanted !== undefined && (await wantedTemplate(surroundings, wanted))?.template !== undefined;
}
