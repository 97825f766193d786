import { readCluster } from "../../environment/facts/cluster.js";
import { nodeDiskOf } from "../../environment/facts/node-disk.js";
import { skipped } from "../../environment/finding.js";
import { cloneDisk, templateDiskOf, type SourceDisk } from "../../environment/judgements/clone-disk.js";
import type { CheckContext } from "../check-context.js";
import type { Check } from "../check.js";
import { templateOfRebuild, wantedTemplate } from "../wanted-template.js";

export const templateDisk: Check = {
  name: "template-disk",
  group: "vCenter",
  why: "A clone's disk can grow but not shrink: a clone with a smaller disk than the template's is never created.",
  remedy: "raise tkg-edge:site.machine.diskGiB to the size of the template's disk at least",
  needs: ["template"],
  sections: ["site"],
  preview: "apart",
  rebuild: {
    proves: "template",
    by: "the size of its disk, which that of the node cannot be smaller than",
    async check(prospect) {
      const source = templateDiskOf(await templateOfRebuild(prospect));
      const disk = nodeDiskOf(readCluster(prospect.cluster));
      return source && disk ? cloneDisk(disk, source) : skipped("the size of a disk is not known");
    },
  },
  async run(context) {
    const { site } = context;
    const found = (await diskOfTemplate(context)) ?? (await diskOfOva(context));
    return found
      ? cloneDisk(site, found)
      : skipped(`known once TKr ${site.tkrVersion} is installed and its template is there`);
  },
};

async function diskOfTemplate(context: CheckContext): Promise<SourceDisk | undefined> {
  const wanted = context.wantedImages.find(({ section }) => section === "site");
  return templateDiskOf(wanted && (await wantedTemplate(context, wanted)));
}

/** What the stack's own OVA will make. */
async function diskOfOva({ spec, site, facts }: CheckContext): Promise<SourceDisk | undefined> {
  const { template } = spec;
  if (template?.tkrVersion !== site.tkrVersion || template.os !== site.os) return undefined;
  const diskGiB = await facts.ova(template.ova).diskGiB();
  return diskGiB === undefined ? undefined : { path: template.ova, kind: "OVA", diskGiB };
}
