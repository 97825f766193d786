import { readCluster } from "../../environment/facts/cluster.js";
import { skipped } from "../../environment/finding.js";
import { checkAdmission, checkRebuildAdmission } from "../../environment/questions/admission.js";
import { cluster as clusterManifest } from "../../manifests/cluster.js";
import type { CheckContext } from "../check-context.js";
import type { Check } from "../check.js";
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
  async run(context) {
    const { management, spec } = context;
    const { vcenter } = spec.connection;
    if (!vcenter) return skipped("the stack names no vCenter");
    const site = await context.siteWithClass();
    const tkr = await context.tkr(site.tkrVersion);
    if ((!tkr || tkr.isIncompatible) && (await context.makesUsable(site.tkrVersion))) {
      return skipped(`known once TKr ${site.tkrVersion} is installed${tkr ? " and compatible" : ""}`);
    }
    if (spec.template && !(await hasTemplate(context))) {
      return skipped("known once the template is imported");
    }
    const live = await context.liveCluster();
    return checkAdmission(management, {
      cluster: clusterManifest(site, vcenter),
      sharesIdentity: site.identityRef !== undefined,
      live: live && readCluster(live),
    });
  },
};

async function hasTemplate(context: CheckContext): Promise<boolean> {
  const wanted = context.wantedImages.find(({ section }) => section === "site");
  return wanted !== undefined && (await wantedTemplate(context, wanted))?.template !== undefined;
}
