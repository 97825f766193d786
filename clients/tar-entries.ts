/** The entries of a tar archive, from their headers alone: a few reads, however large the file. */
import type { FileHandle } from "node:fs/promises";

const blockBytes = 512;

export interface TarEntry {
  readonly name: string;
  /** Where the content begins in the file. */
  readonly position: number;
  readonly bytes: number;
  /** Where the next header is expected. */
  readonly end: number;
}

/** Entries as long as headers are found; content that the file ends before is announced all the same. */
export async function* tarEntries(file: FileHandle): AsyncGenerator<TarEntry> {
  const { size } = await file.stat();
  const header = Buffer.alloc(blockBytes);
  for (let position = 0; position + blockBytes <= size;) {
    await file.read(header, 0, blockBytes, position);
    const bytes = contentBytes(header);
    if (bytes === undefined) return;
    const content = position + blockBytes;
    const end = content + Math.ceil(bytes / blockBytes) * blockBytes;
    yield { name: text(header, 0, 100), position: content, bytes, end };
    position = end;
  }
}

/** Size field of a header: octal text, or a number with the first bit set where eleven octal digits are too few. */
function contentBytes(header: Buffer): number | undefined {
  if (header.toString("latin1", 257, 262) !== "ustar") return undefined;
  const field = header.subarray(124, 136);
  if (((field[0] ?? 0) & 0x80) !== 0) return Number(field.readBigUInt64BE(4));
  const digits = text(header, 124, 136).replace(/ .*$/s, "");
  return /^[0-7]+$/.test(digits) ? parseInt(digits, 8) : undefined;
}

const text = (header: Buffer, from: number, to: number): string =>
  header.toString("latin1", from, to).replace(/\0.*$/s, "");
