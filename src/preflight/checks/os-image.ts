import { installedVersions } from "../../config/stack-spec.js";
import { skipped } from "../../environment/finding.js";
import { checkOsImage } from "../../environment/questions/os-image.js";
import type { CheckContext } from "../check-context.js";
import type { Check } from "../check.js";
import type { RebuildQuestion } from "../new-cluster.js";

const question: RebuildQuestion = {
  proves: "template",
  by: "exactly one OS image of the operating system",
  check: ({ management, site }) => checkOsImage(management, { ...site, section: "site" }),
};

export const osImage: Check = {
  name: "os-image",
  group: "management cluster",
  why: "TKG's admission must find exactly one OS image of the TKr; from it follows which template is cloned.",
  remedy: "choose an os, and where it has several an osVersion, that the TKr has: kubectl get osimage",
  needs: ["tkr"],
  sections: ["template", "site"],
  preview: "always",
  rebuild: question,
  roll: question,
  async run(context) {
    const { spec, wantedImages, purpose } = context;
    if (!spec.connection.managementCluster) return skipped("the stack names no management cluster");
    // Of a TKr that this stack installs, and of what it imports, a preview leaves it to the install and the import.
    const installed = await installedAt(context);
    const checked = wantedImages.filter(
      ({ section, tkrVersion }) =>
        purpose === "preflight" || (section === "site" && !installed.includes(tkrVersion)),
    );
    const isRunning = purpose === "running site";
    return Promise.all(checked.map((wanted) => checkOsImage(context.management, { ...wanted, isRunning })));
  },
};

async function installedAt(context: CheckContext): Promise<readonly string[]> {
  if (context.purpose === "preflight") return [];
  // Nothing holds up a site that runs: what its stack names is good enough, and nothing more is read for it.
  if (context.purpose === "running site") return installedVersions(context.spec);
  return context.installedVersions();
}
