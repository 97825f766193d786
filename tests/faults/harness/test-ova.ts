/** Tiny OVAs as the sandbox has them, with a disk large enough for an upload to be broken off in the middle. */
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import tar from "tar-stream";
import { ovaFiles } from "../../../sandbox/test-data/ovas.js";
import { operatingSystems, tinyTkrs } from "../../../sandbox/test-data/tiny-tkrs.js";

/** Bytes that are added to the disk; nobody reads them. */
export const paddingBytes = 4 * 1024 * 1024;

function padded(name: string, content: Buffer): Buffer {
  if (name.endsWith(".vmdk")) return Buffer.concat([content, Buffer.alloc(paddingBytes)]);
  if (!name.endsWith(".ovf")) return content;
  // The size of the disk.
  return Buffer.from(
    content
      .toString("utf8")
      .replace(/ovf:size="(\d+)"/, (_, size: string) => `ovf:size="${Number(size) + paddingBytes}"`),
  );
}

/** Writes a photon OVA of a TKr. */
export async function writeOva(file: string, tkrVersion: string): Promise<void> {
  const tkr = tinyTkrs.find(({ version }) => version === tkrVersion);
  const photon = operatingSystems.find(({ name }) => name === "photon");
  if (!tkr || !photon) throw new Error(`the sandbox has no photon OVA of ${tkrVersion}`);
  const archive = tar.pack();
  const written = pipeline(archive, createWriteStream(file));
  const files = ovaFiles(tkr, photon).map(({ name, content }) => ({ name, content: padded(name, content) }));
  const sums = files
    .filter(({ name }) => !name.endsWith(".mf"))
    .map(({ name, content }) => `SHA256(${name})= ${createHash("sha256").update(content).digest("hex")}\n`);
  for (const { name, content } of files) {
    const packed = name.endsWith(".mf") ? Buffer.from(sums.join("")) : content;
    archive.entry({ name, mtime: new Date(0), mode: 0o644 }, packed);
  }
  archive.finalize();
  await written;
}
