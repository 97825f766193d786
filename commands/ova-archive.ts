/** Whether an OVA file is all there, told from the headers of its tar archive: a few reads, however large the file. */
import { open, type FileHandle } from "node:fs/promises";
import { UserError } from "../config/problem.js";

const blockBytes = 512;

/**
 * @throws UserError when the file ends before what it announces
 */
export async function checkComplete(ova: string): Promise<void> {
  const file = await open(ova).catch((error: unknown) => {
    const said = error instanceof Error ? error.message : String(error);
    throw new UserError(`tkg-edge:template.ova: ${ova} cannot be read: ${said}`);
  });
  try {
    const { size } = await file.stat();
    const announced = await announcedBytes(file, size);
    if (announced === undefined) {
      throw new UserError(
        `tkg-edge:template.ova: ${ova} is no OVA (its first bytes are those of no tar archive); expected the file that the vendor offers`,
      );
    }
    if (announced > size) {
      throw new UserError(
        `tkg-edge:template.ova: ${ova} is cut short: it has ${size} bytes and needs at least ${announced}. ` +
          "Download it again, and compare its checksum with the vendor's; nothing was uploaded.",
      );
    }
  } finally {
    await file.close();
  }
}

/** Where the last entry ends; undefined for a file that is no archive. */
async function announcedBytes(file: FileHandle, size: number): Promise<number | undefined> {
  const header = Buffer.alloc(blockBytes);
  let position = 0;
  while (position + blockBytes <= size) {
    await file.read(header, 0, blockBytes, position);
    if (header[0] === 0) break;
    const entry = entryBytes(header);
    if (entry === undefined) return position === 0 ? undefined : position;
    position += blockBytes + Math.ceil(entry / blockBytes) * blockBytes;
  }
  return position === 0 ? undefined : position;
}

/** Size field of a tar header: octal text, or a number with the first bit set where eleven octal digits are too few. */
function entryBytes(header: Buffer): number | undefined {
  if (header.toString("latin1", 257, 262) !== "ustar") return undefined;
  const field = header.subarray(124, 136);
  if (((field[0] ?? 0) & 0x80) !== 0) return Number(field.readBigUInt64BE(4));
  const digits = field.toString("latin1").replace(/[\0 ].*$/s, "");
  return /^[0-7]+$/.test(digits) ? parseInt(digits, 8) : undefined;
}
