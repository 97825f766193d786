/**
 * The ledger of a rollout: records that were written before or after what they report, one JSON object a line, and never
 * changed. Each line ends with a checksum over itself and all lines before it, and is on the disk before anything goes on.
 */
import { createHash } from "node:crypto";
import { closeSync, existsSync, fdatasyncSync, fsyncSync, ftruncateSync, mkdirSync, openSync } from "node:fs";
import { readFileSync, renameSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { UserError } from "../../config/problem.js";
import { recordSchema, type LedgerRecord } from "./records.js";

const digits = 16;
const line = new RegExp(`^(\\{.*),"sum":"([0-9a-f]{${digits}})"\\}$`);

export class Ledger {
  /** Whether there may be something behind the last whole line. */
  #isTorn = false;

  private constructor(
    readonly file: string,
    /** What was recorded before it was opened. */
    readonly earlier: readonly LedgerRecord[],
    private readonly descriptor: number,
    /** Bytes of the lines that are whole. */
    private length: number,
    private sum: string,
  ) {}

  /**
   * Opens a ledger, or begins one. A last line that was cut short by a kill is removed.
   * @throws UserError naming the line of any other damage
   */
  static open(file: string): Ledger {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const { records, length, sum } = existsSync(file) ? readLedger(file) : nothing;
    const descriptor = openSync(file, "a", 0o600);
    ftruncateSync(descriptor, length);
    syncFolder(dirname(file));
    return new Ledger(file, records, descriptor, length, sum);
  }

  /** @throws Error of the file system: what was to be recorded must not be done then */
  append(record: LedgerRecord): void {
    const body = JSON.stringify(record).slice(0, -1);
    const sum = sumOf(this.sum, body);
    const text = `${body},"sum":"${sum}"}\n`;
    const bytes = Buffer.from(text);
    // What an earlier failure left behind the last whole line, and could not remove.
    if (this.#isTorn) ftruncateSync(this.descriptor, this.length);
    this.#isTorn = true;
    try {
      // On a disk that is nearly full a part may be written without an error.
      let written = writeSync(this.descriptor, text);
      while (written < bytes.length) written += writeSync(this.descriptor, bytes, written);
      fdatasyncSync(this.descriptor);
    } catch (error) {
      this.#cutBack();
      throw error;
    }
    this.#isTorn = false;
    this.length += bytes.length;
    this.sum = sum;
  }

  /** A later record behind half a line would make the whole ledger unreadable. */
  #cutBack(): void {
    try {
      ftruncateSync(this.descriptor, this.length);
      this.#isTorn = false;
    } catch {
      // The next record tries it again before it is written.
    }
  }

  close(): void {
    closeSync(this.descriptor);
  }

  /** Puts the ledger of a rollout that is over aside, as `ID.jsonl` beside it. */
  static putAside(file: string, id: string): void {
    renameSync(file, join(dirname(file), `${id}.jsonl`));
    syncFolder(dirname(file));
  }
}

interface ReadLedger {
  readonly records: readonly LedgerRecord[];
  /** Bytes of the lines that are whole. */
  readonly length: number;
  readonly sum: string;
}

const nothing: ReadLedger = { records: [], length: 0, sum: "" };

/** @throws UserError for damage that is not in the last line */
export function readLedger(file: string): ReadLedger {
  const lines = readFileSync(file, "utf8").split("\n");
  // What follows the last end of line is empty, or was being written.
  lines.pop();
  const records: LedgerRecord[] = [];
  let { length, sum } = nothing;
  for (const [index, text] of lines.entries()) {
    const read = recordIn(text, sum);
    if (read === "unknown") {
      throw new UserError(
        `${file}, line ${index + 1}: another version of tkg-edge wrote this line of the ledger; expected: the version that began this ` +
          "rollout, or a later one. Nothing was changed. To go on with this version, move the file away: the next rollout then plans " +
          "every site as if it had not been run",
      );
    }
    if (read === undefined) {
      if (index === lines.length - 1) break;
      throw new UserError(
        `${file}, line ${index + 1}: this line of the ledger is not as it was written; expected: an unchanged file. Nothing was ` +
          "changed. Restore it from a backup, or move it away: the next rollout then plans every site as if it had not been run",
      );
    }
    records.push(read.record);
    sum = read.sum;
    length += Buffer.byteLength(text) + 1;
  }
  return { records, length, sum };
}

/** @returns undefined for a line that is not as it was written, "unknown" for a record of a form that is not known here */
function recordIn(
  text: string,
  before: string,
): { record: LedgerRecord; sum: string } | "unknown" | undefined {
  const [, body = "", sum = ""] = line.exec(text) ?? [];
  if (sum === "" || sumOf(before, body) !== sum) return undefined;
  const { success, data } = recordSchema.safeParse(JSON.parse(`${body}}`));
  return success ? { record: data, sum } : "unknown";
}

const sumOf = (before: string, body: string): string =>
  createHash("sha256").update(`${before}\n${body}`).digest("hex").slice(0, digits);

/** A new name of a file is on the disk only when its folder is. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
