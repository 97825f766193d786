/** From the text of a flat file, in either of its two forms, to entries. */
import type { FlatEntry, FlatLines, LineRemark } from "./entry.js";
import { isShellLine, readShellLines } from "./shell-lines.js";
import { readYamlLines } from "./yaml-lines.js";

/** The form that more lines have decides; of as many, the first line that is neither empty nor a comment. */
export function readFlatLines(text: string): FlatLines {
  const clean = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  const lines = clean.split("\n");
  const content = lines.filter((line) => !/^\s*(#.*)?$/.test(line));
  const shell = content.filter(isShellLine).length;
  const yaml = content.filter((line) => /^[A-Z][A-Z0-9_]*:(\s|$)/.test(line)).length;
  const isShell = shell === yaml ? isShellLine(content[0] ?? "") : shell > yaml;
  const { entries, notes, faults } = isShell ? readShellLines(lines) : readYamlLines(clean);
  return { entries, notes, faults: [...faults, ...repeatedKeys(entries)] };
}

function repeatedKeys(entries: readonly FlatEntry[]): LineRemark[] {
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
