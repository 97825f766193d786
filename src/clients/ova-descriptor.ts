/** The OVF descriptor of an OVA, read from the file without the disks that follow it. */
import { open } from "node:fs/promises";
import { remembered } from "./remembered-facts.js";
import { tarEntries } from "./tar-entries.js";
import { parseXml } from "./xml.js";

const ovf = "http://schemas.dmtf.org/ovf/envelope/1";

/** @returns capacity of the largest disk in GiB; undefined where the file is not there, or no OVA, or names none */
export async function ovaDiskGiB(ova: string): Promise<number | undefined> {
  const found = await remembered(ova, "diskGiB", async (path) => {
    const descriptor = await readDescriptor(path);
    if (descriptor === undefined) return null;
    // What is no XML is found out, and explained, by the tool that imports it.
    return (await largestDiskGiB(descriptor).catch(() => undefined)) ?? null;
  });
  return found ?? undefined;
}

async function readDescriptor(ova: string): Promise<string | undefined> {
  const file = await open(ova).catch(() => undefined);
  try {
    if (!file) return undefined;
    for await (const { name, position, bytes } of tarEntries(file)) {
      if (!name.endsWith(".ovf")) continue;
      const content = Buffer.alloc(bytes);
      await file.read(content, 0, bytes, position);
      return content.toString("utf8");
    }
    return undefined;
  } finally {
    await file?.close();
  }
}

/** A file that a descriptor references. */
export interface Reference {
  readonly name: string;
  /** As the descriptor announces it; undefined where it does not, or where the file is in parts. */
  readonly bytes?: number;
}

/** @throws Error when the descriptor is no XML */
export async function readReferences(descriptor: string): Promise<readonly Reference[]> {
  const document = await parseXml(descriptor);
  return [...document.getElementsByTagNameNS(ovf, "File")].flatMap((file) => {
    const name = file.getAttributeNS(ovf, "href") ?? "";
    const size = file.getAttributeNS(ovf, "size") ?? "";
    // One in parts is in the archive under other names, and one at an address is not in it.
    if (name === "" || /^[a-z]+:\/\//i.test(name) || file.hasAttributeNS(ovf, "chunkSize")) return [];
    return [{ name, ...(/^\d+$/.test(size) && { bytes: Number(size) }) }];
  });
}

/** Of the text of a descriptor. Exported for its tests. @throws Error when it is no XML */
export async function largestDiskGiB(descriptor: string): Promise<number | undefined> {
  const document = await parseXml(descriptor);
  const sizes = [...document.getElementsByTagNameNS(ovf, "Disk")].flatMap((disk) => {
    const capacity = Number(disk.getAttributeNS(ovf, "capacity") ?? NaN);
    const unit = bytesPerUnit(disk.getAttributeNS(ovf, "capacityAllocationUnits") ?? "byte");
    return unit === undefined || !Number.isFinite(capacity) ? [] : [capacity * unit];
  });
  return sizes.length === 0 ? undefined : Math.max(...sizes) / 2 ** 30;
}

/** DSP0004's programmatic units, as far as tools write them for disks: `byte`, `byte * 2^30`, `byte*10^9`. */
function bytesPerUnit(unit: string): number | undefined {
  const [, base, exponent] = /^byte(?: *\* *(\d+)\^(\d+))?$/.exec(unit.trim()) ?? [];
  if (base !== undefined && exponent !== undefined) return Number(base) ** Number(exponent);
  return unit.trim() === "byte" ? 1 : undefined;
}
