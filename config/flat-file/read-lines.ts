/** From the text of a flat file, in either of its two forms, to entries. */
import type { FlatEntry, FlatLines, LineRemark } from "./entry.js";
import { readShellLines } from "./shell-lines.js";
import { readYamlLines } from "./yaml-lines.js";

/** The first line that is neither empty nor a comment decides the form. */
export function readFlatLines(text: string): FlatLines {
  const clean = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  const lines = clean.split("\n");
  const first = lines.map((line) => line.trim()).find((line) => line !== "" && !line.startsWith("#")) ?? "";
  const isShell = /^(export\s|[A-Za-z_][A-Za-z0-9_]*\s*=)/.test(first);
  const { entries, notes, faults } = isShell ? readShellLines(lines) : readYamlLines(clean);
  return { entries, notes, faults: [...faults, ...saidTwice(entries)] };
}

function saidTwice(entries: readonly FlatEntry[]): LineRemark[] {
  const first = new Map<string, number>();
  return entries.flatMap(({ key, line }) => {
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, line);
      return [];
    }
    return [{ line, key, text: `each key once; line ${before} has it already` }];
  });
}
