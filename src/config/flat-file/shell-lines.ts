/**
 * Reads `export KEY='value'` lines without a shell. Nothing is executed or expanded: a value is what is written. Two
 * forms that the vendor's page prints, and that a shell would take apart, are read as they are meant.
 */
import { isSecretName } from "../display-value.js";
import { commentForm, hasInvisible } from "../reading/scalar-form.js";
import {
  commentLeftOut,
  keyForm,
  toQuote,
  type FlatEntry,
  type FlatLines,
  type LineRemark,
} from "./entry.js";
import { readWord } from "./shell-word.js";

const sshKeyStart = /^(ssh-|ecdsa-|sk-)\S+\s+\S/;

/** What may stand before an assignment and changes nothing about it. */
const declaration = /^(export(\s+-p)?|(declare|typeset)(\s+-[a-zA-Z]+)+|readonly|local)\s+/;

/** `set -a` exports what follows it, which is what these files are for. */
const exportsAll = /^set\s+([-+]a|[-+]o\s+allexport)\s*(#.*)?$/;

export function isShellLine(text: string): boolean {
  const rest = text.trim();
  return declaration.test(rest) || exportsAll.test(rest) || /^[A-Za-z_][A-Za-z0-9_]*\s*=/.test(rest);
}

export function readShellLines(lines: readonly string[]): FlatLines {
  const entries: FlatEntry[] = [];
  const notes: LineRemark[] = [];
  const faults: LineRemark[] = [];
  for (const { text, line } of logicalLines(lines)) readLine(text, line, { entries, notes, faults });
  return { entries, notes, faults };
}

interface Found {
  readonly entries: FlatEntry[];
  readonly notes: LineRemark[];
  readonly faults: LineRemark[];
}

/** Lines that end in a backslash go on in the next. */
function logicalLines(lines: readonly string[]): { text: string; line: number }[] {
  const logical: { text: string; line: number }[] = [];
  let open = false;
  for (const [index, line] of lines.entries()) {
    const continues = /(^|[^\\])(\\\\)*\\$/.test(line) && !/^\s*#/.test(line);
    const text = continues ? line.slice(0, -1) : line;
    const last = logical.at(-1);
    if (open && last) last.text += text;
    else logical.push({ text, line: index + 1 });
    open = continues;
  }
  return logical;
}

function readLine(text: string, line: number, { entries, notes, faults }: Found): void {
  let rest = text.trim();
  if (exportsAll.test(rest)) return;
  while (rest !== "" && !rest.startsWith("#")) {
    rest = rest.replace(declaration, "");
    const key = /^([A-Za-z_][A-Za-z0-9_]*)=/.exec(rest)?.[1];
    if (key === undefined || !keyForm.test(key)) {
      if (!isExportOfKnown(rest, entries)) faults.push({ line, text: notAnAssignment(rest) });
      return;
    }
    const written = rest.slice(key.length + 1);
    const meant = asMeant(key, written);
    if (meant) {
      entries.push({ key, value: meant.value, line });
      notes.push({ line, key, text: meant.note });
      return;
    }
    const word = readWord(written);
    if ("fault" in word) {
      faults.push({ line, key, text: word.fault });
      return;
    }
    const comment = word.quoted ? undefined : /^#(.?)/.exec(word.rest);
    const form = comment && commentForm(comment[1] ?? "");
    if (form && (form.kind === "tight comment" || isSecretName(key))) {
      faults.push({ line, key, text: toQuote(form.text) });
      return;
    }
    if (hasInvisible(word.value)) {
      faults.push({
        line,
        key,
        text: "a value without characters that cannot be seen (a no-break space or the like)",
      });
      return;
    }
    if (form) notes.push({ line, key, text: commentLeftOut });
    rest = word.rest.replace(/^;\s*/, "").trimStart();
    if (rest !== "" && !rest.startsWith("#") && !isShellLine(rest) && !isExportOfKnown(rest, [{ key }])) {
      faults.push({ line, key, text: `quotes around a value with spaces: export ${key}='...'` });
      return;
    }
    entries.push({ key, value: word.value, line });
  }
}

/** `export KEY`, of a key that has its value already. */
function isExportOfKnown(text: string, known: readonly Pick<FlatEntry, "key">[]): boolean {
  const names = text
    .replace(declaration, "")
    .replace(/\s*[;#].*$/, "")
    .trim()
    .split(/\s+/);
  return names.every((name) => known.some(({ key }) => key === name));
}

function notAnAssignment(text: string): string {
  if (/^[A-Z][A-Z0-9_]*:(\s|$)/.test(text)) {
    return "export KEY='value', as the other lines; this is a line of YAML, and a file is one or the other";
  }
  if (/^[A-Z][A-Z0-9_]*\s+=/.test(text)) return "export KEY='value' without a space before the '='";
  if (/^[A-Z][A-Z0-9_]*\+=/.test(text))
    return "export KEY='value'; += appends to a value, and nothing is evaluated";
  if (/^setenv\s/.test(text)) return "export KEY='value'; this is a line of the C shell";
  if (/^\$env:/i.test(text)) return "export KEY='value'; this is a line of PowerShell";
  if (/^set\s+[A-Z][A-Z0-9_]*=/i.test(text))
    return "export KEY='value'; this is a line of a Windows command prompt";
  return "export KEY='value', one assignment a line, or a comment; other commands are not run";
}

/** The two lines of the page that are not quoted although a shell needs it. */
function asMeant(key: string, written: string): { value: string; note: string } | undefined {
  const encoded = /^(<encoded:[^>\s]*>)\s*(#.*)?$/.exec(written)?.[1];
  if (encoded !== undefined) {
    const note = "has no quotes, and a shell would take < and > for redirections; read as it is meant";
    return { value: encoded, note };
  }
  if (sshKeyStart.test(written) && key.includes("SSH")) {
    const note = "has no quotes, and a shell would take its first word alone; read to the end of the line";
    return { value: written.trim(), note };
  }
  return undefined;
}
