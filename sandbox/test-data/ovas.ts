// The OVAs of the sandbox: made once, kept in the tool cache under a key of what they are made from, copied into each
// sandbox.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import tar from "tar-stream";
import { cacheRoot } from "../toolchain/locations.js";
import { renderOvf } from "./ovf.js";
import {
  type OperatingSystem,
  ovaFileName,
  ovaVersion,
  systemsOf,
  type TinyTkr,
  tinyTkrs,
} from "./tiny-tkrs.js";
import { emptyStreamOptimisedDisk } from "./vmdk.js";

/** Smaller than the 20 GiB of the vendor page's example, so that a clone has something to grow. */
const diskGiB = 10;
const guests = {
  photon: { guestId: "vmwarePhoton64Guest", osId: 36 },
  ubuntu: { guestId: "ubuntu64Guest", osId: 94 },
} as const;

/**
 * Puts the OVAs of TKrs into a directory.
 * @returns their file names.
 */
export async function provideOvas(directory: string, tkrs: readonly TinyTkr[] = tinyTkrs): Promise<string[]> {
  await mkdir(directory, { recursive: true });
  return Promise.all(
    tkrs
      .flatMap((tkr) => systemsOf(tkr).map((os) => ({ tkr, os })))
      .map(async ({ tkr, os }) => {
        const name = ovaFileName(tkr, os);
        await copyFile(await cachedOva(tkr, os), join(directory, name));
        return name;
      }),
  );
}

/** Path of the OVA in the cache; it is made when it is not there. */
async function cachedOva(tkr: TinyTkr, os: OperatingSystem): Promise<string> {
  const files = ovaFiles(tkr, os);
  const digest = createHash("sha256");
  for (const { name, content } of files) digest.update(name).update("\0").update(content);
  const folder = join(cacheRoot(), "ova");
  const path = join(folder, `${digest.digest("hex").slice(0, 32)}.ova`);
  if (existsSync(path)) return path;
  await mkdir(folder, { recursive: true });
  // Renamed into place: another sandbox may be making the same.
  const unfinished = `${path}.${process.pid}.${os.name}.tmp`;
  await writeFile(unfinished, await pack(files));
  await rename(unfinished, path);
  await rm(unfinished, { force: true });
  return path;
}

interface PackedFile {
  readonly name: string;
  readonly content: Buffer;
}

/** The files of the archive, in the order that the OVF standard requires: descriptor, manifest, disk. */
export function ovaFiles(tkr: TinyTkr, os: OperatingSystem): PackedFile[] {
  const base = ovaFileName(tkr, os).replace(/\.ova$/, "");
  const disk: PackedFile = {
    name: `${base}-disk1.vmdk`,
    content: emptyStreamOptimisedDisk(diskGiB * 2 ** 30),
  };
  const ovf: PackedFile = {
    name: `${base}.ovf`,
    content: Buffer.from(
      renderOvf({
        name: base,
        ...guests[os.name],
        disk: { file: disk.name, fileBytes: disk.content.length, capacityGiB: diskGiB },
        properties: {
          VERSION: ovaVersion(tkr, os),
          DISTRO_NAME: os.name,
          DISTRO_VERSION: os.distroVersion,
          DISTRO_ARCH: "amd64",
        },
      }),
    ),
  };
  const sum = ({ name, content }: PackedFile): string =>
    `SHA256(${name})= ${createHash("sha256").update(content).digest("hex")}\n`;
  return [ovf, { name: `${base}.mf`, content: Buffer.from(sum(ovf) + sum(disk)) }, disk];
}

async function pack(files: readonly PackedFile[]): Promise<Buffer> {
  const archive = tar.pack();
  // Equal content shall give an equal archive: no time, no owner.
  for (const { name, content } of files) archive.entry({ name, mtime: new Date(0), mode: 0o644 }, content);
  archive.finalize();
  return buffer(archive);
}
