/** Whether a node's disk can be cloned from that of its template: a clone's disk can grow and not shrink. Pure. */
import type { NodeDisk } from "../facts/node-disk.js";
import { ok, warning, wrongValue, type Finding } from "../finding.js";
import type { TemplateUse } from "./template.js";

/** The disk that is cloned. */
export interface SourceDisk {
  /** Inventory path of a template, or file of the OVA that it will be made of. */
  readonly path: string;
  readonly kind: "template" | "OVA";
  readonly diskGiB: number;
}

const path = "tkg-edge:site.machine.diskGiB";

/** @returns undefined where there is no template, or its disk is not known */
export function templateDiskOf(use: Pick<TemplateUse, "template"> | undefined): SourceDisk | undefined {
  const { path: at, diskGiB } = use?.template ?? {};
  return at === undefined || diskGiB === undefined ? undefined : { path: at, kind: "template", diskGiB };
}

/** @param site or the Cluster of one */
export function cloneDisk({ machine, placement }: NodeDisk, source: SourceDisk): Finding {
  const has = `${source.path} has a disk of ${gib(source.diskGiB)}`;
  if (machine.diskGiB < source.diskGiB) {
    const of = source.kind === "OVA" ? source.path : `the template ${source.path}`;
    const least = Math.ceil(source.diskGiB);
    return wrongValue(
      path,
      String(machine.diskGiB),
      `at least ${least}, the disk of ${of}: a clone's disk can only grow`,
    );
  }
  if (machine.diskGiB > source.diskGiB && placement.cloneMode === "linkedClone") {
    return warning(
      `${has}, and the node is to have ${gib(machine.diskGiB)} as a linked clone`,
      "the template's size: only a full clone can enlarge it (site.placement.cloneMode)",
      { path },
    );
  }
  return ok(`${has}; the node gets ${gib(machine.diskGiB)}`);
}

const gib = (size: number) => `${Math.round(size * 10) / 10} GiB`;
