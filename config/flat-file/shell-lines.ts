/**
 * Reads `export KEY='value'` lines without a shell. Nothing is executed or expanded: a value is what is written. Two
 * forms that the vendor's page prints, and that a shell would take apart, are read as they are meant.
 */
import { keyForm, type FlatEntry, type FlatLines, type LineRemark } from "./entry.js";

/** A word of shell, or why it is none. `rest` is what follows it on the line. */
type Word = { readonly value: string; readonly rest: string } | { readonly fault: string };

const sshKeyStart = /^(ssh-|ecdsa-|sk-)\S+\s+\S/;

export function readShellLines(lines: readonly string[]): FlatLines {
  const entries: FlatEntry[] = [];
  const notes: LineRemark[] = [];
  const faults: LineRemark[] = [];
  for (const [index, text] of lines.entries()) {
    const line = index + 1;
    let rest = text.trim().replace(/^export\s+/, "");
    while (rest !== "" && !rest.startsWith("#")) {
      const key = /^([A-Za-z_][A-Za-z0-9_]*)=/.exec(rest)?.[1];
      if (key === undefined || !keyForm.test(key)) {
        faults.push({ line, text: notAnAssignment(rest) });
        break;
      }
      const written = rest.slice(key.length + 1);
      const meant = asMeant(key, written);
      if (meant) {
        entries.push({ key, value: meant.value, line });
        notes.push({ line, key, text: meant.note });
        break;
      }
      const word = readWord(written);
      if ("fault" in word) {
        faults.push({ line, key, text: word.fault });
        break;
      }
      entries.push({ key, value: word.value, line });
      rest = word.rest.replace(/^;\s*(export\s+)?/, "").trimStart();
      if (rest !== "" && !rest.startsWith("#") && !/^[A-Za-z_][A-Za-z0-9_]*=/.test(rest)) {
        faults.push({ line, key, text: `quotes around a value with spaces: export ${key}='...'` });
        entries.pop();
        break;
      }
    }
  }
  return { entries, notes, faults };
}

function notAnAssignment(text: string): string {
  if (/^[A-Z][A-Z0-9_]*:(\s|$)/.test(text)) {
    return "export KEY='value', as the other lines; this is a line of YAML, and a file is one or the other";
  }
  if (/^[A-Z][A-Z0-9_]*\s+=/.test(text)) return "export KEY='value' without a space before the '='";
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

const typographic = /^[\u2018\u2019\u201c\u201d]/;

/** One word, quotes removed. */
function readWord(text: string): Word {
  if (typographic.test(text)) {
    return {
      fault: "straight quotes (' or \"); these are typographic ones, which a shell takes for letters",
    };
  }
  let value = "";
  let at = 0;
  while (at < text.length) {
    const letter = text.charAt(at);
    if (/[\s;]/.test(letter)) break;
    if (letter === "'" || letter === '"') {
      const quoted = letter === "'" ? readSingle(text, at) : readDouble(text, at);
      if ("fault" in quoted) return quoted;
      value += quoted.value;
      at = quoted.end;
    } else if (letter === "\\") {
      value += text.charAt(at + 1);
      at += 2;
    } else if ("$`".includes(letter)) {
      return { fault: expansion };
    } else if ("<>|&()".includes(letter)) {
      return { fault: `quotes around the value: a shell gives "${letter}" a meaning of its own` };
    } else {
      value += letter;
      at += 1;
    }
  }
  return { value, rest: text.slice(at).trimStart() };
}

type Quoted = { readonly value: string; readonly end: number } | { readonly fault: string };

const expansion =
  "the value itself: variables and commands are not expanded, since environment variables are never read";

function readSingle(text: string, start: number): Quoted {
  const close = text.indexOf("'", start + 1);
  if (close < 0) return { fault: "a second ' at the end of the value, on the same line" };
  return { value: text.slice(start + 1, close), end: close + 1 };
}

function readDouble(text: string, start: number): Quoted {
  let value = "";
  for (let at = start + 1; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (letter === '"') return { value, end: at + 1 };
    if ("$`".includes(letter)) return { fault: `${expansion} (or single quotes, if the sign is part of it)` };
    if (letter === "\\" && '"\\$`'.includes(text.charAt(at + 1)) && at + 1 < text.length) at += 1;
    value += text.charAt(at);
  }
  return { fault: 'a second " at the end of the value, on the same line' };
}
