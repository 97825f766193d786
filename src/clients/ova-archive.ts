/**
 * Whether an OVA is whole: its archive, the files that its descriptor references, and the checksums of its manifest.
 * Found out once for each file, as its digest is: reading several gigabytes takes a while.
 */
import { createHash } from "node:crypto";
import { open, type FileHandle } from "node:fs/promises";
import { posix } from "node:path";
import { pipeline } from "node:stream/promises";
import { readReferences, type Reference } from "./ova-descriptor.js";
import { remembered, type ArchiveState } from "./remembered-facts.js";
import { tarEntries, type TarEntry } from "./tar-entries.js";

/** @returns undefined where there is no such file. @throws Error when it cannot be read */
export async function ovaArchiveState(ova: string): Promise<ArchiveState | undefined> {
  return remembered(ova, "archive", async (path) => {
    const file = await open(path);
    try {
      return await judge(file);
    } finally {
      await file.close();
    }
  });
}

/** Names and sizes of the files in an OVA. */
export async function ovaFileSizes(ova: string): Promise<ReadonlyMap<string, number>> {
  const file = await open(ova);
  try {
    return new Map([...(await filesOf(file))].map(([name, { bytes }]) => [name, bytes]));
  } finally {
    await file.close();
  }
}

async function judge(file: FileHandle): Promise<ArchiveState> {
  const { size } = await file.stat();
  const files = await filesOf(file);
  const end = Math.max(0, ...[...files.values()].map((entry) => entry.end));
  const only = (fault: string): ArchiveState => ({ faults: [fault], notes: [] });
  if (files.size === 0) {
    return only(
      "is no OVA (its first bytes are those of no tar archive); expected the file that the vendor offers",
    );
  }
  if (end > size) return only(`is cut short: it has ${size} bytes and needs at least ${end}`);
  const descriptors = [...files].filter(([name]) => name.endsWith(".ovf"));
  const [descriptor] = descriptors;
  if (!descriptor) return only("holds no descriptor (a file that ends in .ovf)");
  let references: readonly Reference[];
  try {
    references = await readReferences((await contentOf(file, descriptor[1])).toString("utf8"));
  } catch {
    return only(`has a descriptor that cannot be read: ${descriptor[0]} is no XML`);
  }
  const manifest = [...files].find(([name]) => name.endsWith(".mf"));
  const ofManifest = manifest
    ? await compareManifest(file, files, manifest[0], (await contentOf(file, manifest[1])).toString("utf8"))
    : { faults: [], notes: ["has no manifest (.mf), so that its files cannot be compared with checksums"] };
  return {
    faults: [...compareReferences(files, references), ...ofManifest.faults],
    notes: [...unreferenced(files, references), ...ofManifest.notes],
  };
}

/** By base name, as the tools that import find them. */
async function filesOf(file: FileHandle): Promise<ReadonlyMap<string, TarEntry>> {
  const files = new Map<string, TarEntry>();
  for await (const entry of tarEntries(file)) files.set(posix.basename(entry.name), entry);
  return files;
}

async function contentOf(file: FileHandle, { position, bytes }: TarEntry): Promise<Buffer> {
  const content = Buffer.alloc(bytes);
  await file.read(content, 0, bytes, position);
  return content;
}

function compareReferences(
  files: ReadonlyMap<string, TarEntry>,
  references: readonly Reference[],
): readonly string[] {
  return references.flatMap(({ name, bytes }) => {
    const entry = files.get(posix.basename(name));
    if (!entry) return [`lacks ${name}, which its descriptor references`];
    if (bytes === undefined || bytes === entry.bytes) return [];
    return [`holds ${name} with ${entry.bytes} bytes, where its descriptor announces ${bytes}`];
  });
}

function unreferenced(
  files: ReadonlyMap<string, TarEntry>,
  references: readonly Reference[],
): readonly string[] {
  const known = new Set(references.map(({ name }) => posix.basename(name)));
  const others = [...files.keys()].filter((name) => !known.has(name) && !/\.(ovf|mf|cert)$/.test(name));
  return others.map((name) => `holds ${name}, which its descriptor does not reference`);
}

const algorithms: ReadonlySet<string> = new Set(["sha1", "sha256", "sha512"]);

/** Lines of a manifest are `SHA256(disk.vmdk)= 0123…`. */
async function compareManifest(
  file: FileHandle,
  files: ReadonlyMap<string, TarEntry>,
  manifest: string,
  written: string,
): Promise<ArchiveState> {
  const faults: string[] = [];
  const notes: string[] = [];
  for (const line of written.split(/\r?\n/).filter((one) => one.trim() !== "")) {
    const [, algorithm = "", name = "", expected = ""] =
      /^\s*(\S+?)\s*\((.+)\)\s*=\s*([0-9a-f]+)\s*$/i.exec(line) ?? [];
    const hash = algorithm.toLowerCase().replace("-", "");
    if (!algorithms.has(hash)) {
      notes.push(
        `has a line in its manifest ${manifest} that is not understood: ${line.trim().slice(0, 80)}`,
      );
      continue;
    }
    const entry = files.get(posix.basename(name));
    if (!entry) {
      faults.push(`lacks ${name}, which its manifest ${manifest} lists`);
      continue;
    }
    const actual = await digestOf(file, entry, hash);
    if (actual !== expected.toLowerCase()) {
      faults.push(
        `is damaged: the ${algorithm} of ${name} is ${actual}, and its manifest ${manifest} has ${expected.toLowerCase()}`,
      );
    }
  }
  return { faults, notes };
}

async function digestOf(file: FileHandle, { position, bytes }: TarEntry, algorithm: string): Promise<string> {
  const hash = createHash(algorithm);
  if (bytes === 0) return hash.digest("hex");
  const content = file.createReadStream({ start: position, end: position + bytes - 1, autoClose: false });
  await pipeline(content, hash);
  return hash.digest("hex");
}
