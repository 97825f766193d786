import { ovaDiskGiB } from "../../clients/ova-descriptor.js";
import { failure, ok, skipped, warning } from "../../environment/finding.js";
import { matchTemplates } from "../../environment/judgements/template-match.js";
import type { Check } from "../check.js";
import type { Surroundings } from "../surroundings.js";

export const templateDisk: Check = {
  name: "template-disk",
  group: "vCenter",
  why: "A clone's disk can grow but not shrink: one that is to be smaller than the template's is never made.",
  remedy: "raise tkg-edge:site.machine.diskGiB to the size of the template's disk at least",
  needs: ["template"],
  sections: ["site"],
  async run(surroundings) {
    const { site } = surroundings;
    const found = (await livingTemplate(surroundings)) ?? (await comingTemplate(surroundings));
    if (!found) return skipped(`known once TKr ${site.tkrVersion} is installed and its template is there`);
    const { diskGiB } = site.machine;
    const has = `${found.path} has a disk of ${gib(found.diskGiB)}`;
    const path = "tkg-edge:site.machine.diskGiB";
    if (diskGiB < found.diskGiB)
      return failure(`${has}, and the node is to have ${gib(diskGiB)}`, "not less", { path });
    if (diskGiB > found.diskGiB && site.placement.cloneMode === "linkedClone") {
      const expected = "the template's size: only a full clone can enlarge it (site.placement.cloneMode)";
      return warning(`${has}, and the node is to have ${gib(diskGiB)} as a linked clone`, expected, { path });
    }
    return ok(`${has}; the node gets ${gib(diskGiB)}`);
  },
};

interface Disk {
  readonly path: string;
  readonly diskGiB: number;
}

async function livingTemplate(surroundings: Surroundings): Promise<Disk | undefined> {
  const { wantedImages, spec } = surroundings;
  const wanted = wantedImages.find(({ section }) => section === "site");
  const [image] = wanted && spec.connection.managementCluster ? await surroundings.osImages(wanted) : [];
  if (!wanted || !image) return undefined;
  const [found] = matchTemplates(await surroundings.machines(wanted.datacenter), image).templates;
  return found?.diskGiB === undefined ? undefined : { path: found.path, diskGiB: found.diskGiB };
}

/** What the stack's own OVA will make. */
async function comingTemplate({ spec: { template }, site }: Surroundings): Promise<Disk | undefined> {
  if (template?.tkrVersion !== site.tkrVersion || template.os !== site.os) return undefined;
  const diskGiB = await ovaDiskGiB(template.ova);
  return diskGiB === undefined ? undefined : { path: template.ova, diskGiB };
}

const gib = (size: number) => `${Math.round(size * 10) / 10} GiB`;
