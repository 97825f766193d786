/** What `pulumi up` prints without a terminal: its present step, and why it failed. Values that are secret are masked by the engine. */
import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";

/** ` ~  TYPE NAME updating (3s) [diff: ~spec]` */
const step = /^\s*(?:[-+~=<>]{1,2})\s+(\S+)\s+(\S+)\s+([a-z][a-z ]*)/;
/** `creating replacement failed` */
const mostWords = 3;

/** @returns the resource and what is done with it; undefined for another line */
export function stepIn(line: string): string | undefined {
  const [, type = "", name, action] = step.exec(line) ?? [];
  if (name === undefined || action === undefined || !type.includes(":")) return undefined;
  return `${name} ${action.trim().split(" ").slice(0, mostWords).join(" ")}`;
}

const chunkBytes = 64 * 1024;

/** Follows a file that grows, and gives the last step in it. */
export class OutputTail {
  #offset = 0;
  #rest = "";
  #step: string | undefined;

  constructor(private readonly file: string) {}

  /** The latest step; undefined before the first one. */
  step(): string | undefined {
    const lines = `${this.#rest}${this.#more()}`.split("\n");
    this.#rest = (lines.pop() ?? "").slice(-chunkBytes);
    this.#step = lines.reduce((last, line) => stepIn(line) ?? last, this.#step);
    return this.#step;
  }

  #more(): string {
    try {
      const descriptor = openSync(this.file, "r");
      try {
        const buffer = Buffer.alloc(Math.max(0, fstatSync(descriptor).size - this.#offset));
        const read = readSync(descriptor, buffer, 0, buffer.length, this.#offset);
        this.#offset += read;
        return buffer.toString("utf8", 0, read);
      } finally {
        closeSync(descriptor);
      }
    } catch {
      return "";
    }
  }
}

const mostLines = 40;
const mostCharacters = 500;

/** The errors among what a run printed, or its last lines. */
export function failureIn(file: string): readonly string[] {
  return failureLines(textOf(file));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** A line of a stack trace of JavaScript. */
const traceLine = /^\s+at .+(?::\d+:\d+\)?|\(native\)|<anonymous>\)?)$/;

export function failureLines(printed: string): readonly string[] {
  const lines = printed.split("\n").map((line) => line.trimEnd());
  const begin = lines.findLastIndex((line) => line === "Diagnostics:");
  const below = begin < 0 ? [] : lines.slice(begin + 1);
  const end = below.findIndex((line) => /^(?:Resources|Outputs|Duration|Policies)\b.*:/.test(line));
  const diagnostics = end < 0 ? below : below.slice(0, end);
  const errors = errorsOf(diagnostics);
  const shown = errors.length > 0 ? errors : lastOf(begin < 0 ? lines : diagnostics);
  return shortened(shown);
}

/** Errors with the lines that belong to them, without warnings and notices. */
function errorsOf(diagnostics: readonly string[]): readonly string[] {
  const kept: string[] = [];
  let isError = false;
  for (const line of diagnostics) {
    if (/^ {2}\S/.test(line)) isError = false;
    const [, severity] = /^ {4}(error|warning|info|debug):/.exec(line) ?? [];
    if (severity !== undefined) isError = severity === "error";
    if (isError) kept.push(line.replace(/^ {4}/, ""));
  }
  return kept;
}

const lastOf = (lines: readonly string[]) => lines.filter((line) => line.trim() !== "").slice(-10);

/** Without empty lines and stack traces, and not longer than what is read. */
export function shortened(lines: readonly string[]): readonly string[] {
  const kept = lines.filter((line) => line.trim() !== "" && !traceLine.test(line));
  const cut = kept.map((line) =>
    line.length > mostCharacters ? `${line.slice(0, mostCharacters)} ...` : line,
  );
  return cut.length <= mostLines ? cut : [...cut.slice(0, mostLines), `... (${cut.length - mostLines} more)`];
}
