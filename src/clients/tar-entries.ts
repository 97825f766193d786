/** The files of a tar archive, from their headers alone: a few reads, however large the archive. */
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

/** Longer than any name or list of attributes that a tool writes. */
const largestExtensionBytes = 1024 * 1024;

/** Files as long as headers are found; content that the archive ends before is announced all the same. */
export async function* tarEntries(file: FileHandle): AsyncGenerator<TarEntry> {
  const { size } = await file.stat();
  const header = Buffer.alloc(blockBytes);
  let attributes: Attributes = {};
  for (let position = 0; position + blockBytes <= size;) {
    await file.read(header, 0, blockBytes, position);
    const announced = contentBytes(header);
    if (announced === undefined) return;
    const content = position + blockBytes;
    const kind = header.toString("latin1", 156, 157);
    const bytes = isFile(kind) ? (attributes.bytes ?? announced) : announced;
    const end = content + Math.ceil(bytes / blockBytes) * blockBytes;
    if (isFile(kind)) {
      yield { name: attributes.name ?? nameOf(header), position: content, bytes, end };
      attributes = {};
    } else if (bytes <= largestExtensionBytes) {
      attributes = { ...attributes, ...(await readAttributes(file, kind, content, bytes)) };
    }
    position = end;
  }
}

/** What an extended header sets for the file that follows it. */
interface Attributes {
  readonly name?: string;
  readonly bytes?: number;
}

const isFile = (kind: string): boolean => kind === "0" || kind === "\0" || kind === "7";

/** Names too long, or with letters beyond ASCII, and sizes too large for a header: GNU's `L`, and `x` of POSIX. */
async function readAttributes(
  file: FileHandle,
  kind: string,
  position: number,
  bytes: number,
): Promise<Attributes> {
  if (kind !== "L" && kind !== "x") return {};
  const content = Buffer.alloc(bytes);
  await file.read(content, 0, bytes, position);
  const written = content.toString("utf8");
  if (kind === "L") return { name: written.replace(/\0.*$/s, "") };
  const of = (key: string) => new RegExp(`^\\d+ ${key}=(.*)$`, "m").exec(written)?.[1];
  const [name, size] = [of("path"), of("size")];
  return { ...(name !== undefined && { name }), ...(size !== undefined && { bytes: Number(size) }) };
}

/** Size field of a header: octal text, or a number with the first bit set where eleven octal digits are too few. */
function contentBytes(header: Buffer): number | undefined {
  if (header.toString("latin1", 257, 262) !== "ustar") return undefined;
  const field = header.subarray(124, 136);
  if (((field[0] ?? 0) & 0x80) !== 0) return Number(field.readBigUInt64BE(4));
  const digits = text(header, 124, 136).replace(/ .*$/s, "");
  return /^[0-7]+$/.test(digits) ? parseInt(digits, 8) : undefined;
}

/** A long name may begin in the prefix of a POSIX header; GNU's has other fields there. */
function nameOf(header: Buffer): string {
  const name = text(header, 0, 100);
  const prefix = header.toString("latin1", 257, 263) === "ustar\0" ? text(header, 345, 500) : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}

const text = (header: Buffer, from: number, to: number): string =>
  header.toString("utf8", from, to).replace(/\0.*$/s, "");
