/** From the entries of a flat file to sections of a stack, and everything there is to say about the way. */
import type { Problem } from "../problem.js";
import { combineKeys } from "./combined-keys.js";
import { decodeSecret } from "./encoded.js";
import type { FlatEntry } from "./entry.js";
import type { MappedKey } from "./key-rule.js";
import { keysFor, meantKey, ruleOf } from "./keys.js";
import { Origins } from "./origins.js";
import { readFlatLines } from "./read-lines.js";

/** A flat file as sections of a stack, unchecked; plus what was made of each key. */
export interface FlatSections {
  readonly connection: Readonly<Record<string, unknown>>;
  readonly site: Readonly<Record<string, unknown>>;
  /** Decoded; never part of a section. */
  readonly vcenterPassword?: string;
  /** Objects without a VSphereCPIConfig, as on the vendor's page; a flat file's reader writes one. */
  readonly withoutCpiConfig?: boolean;
  /** What was read otherwise than it is written, and what has no effect. No secret in them. */
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
  /** Which line gave which config path, for problems that are found later. */
  readonly origins: Origins;
}

/**
 * @param text content of the file
 * @param name of the file, as messages show it
 */
export function readFlatFile(text: string, name: string): FlatSections {
  const { entries, notes: lineNotes, faults } = readFlatLines(text);
  const at = (line: number, key?: string) => `${name}:${line}${key === undefined ? "" : ` ${key}`}`;
  const notes = lineNotes.map((note) => `${at(note.line, note.key)} ${note.text}`);
  const problems: Problem[] = faults.map((fault) => ({
    path: at(fault.line, fault.key),
    expected: fault.text,
  }));
  const origins = new Origins(keysFor);
  // Empty mappings, so that what is missing in them is missed key by key.
  const sections: Record<string, unknown> = { connection: { vcenter: {} }, site: { placement: {} } };
  let vcenterPassword: string | undefined;

  // An empty value says nothing, as for the vendor's CLI.
  const said = entries.filter(({ value }) => value !== "");
  for (const entry of said) {
    const where = at(entry.line, entry.key);
    const rule = ruleOf(entry.key);
    const refuse = (expected: string) => problems.push({ path: where, expected });
    if (rule === undefined) {
      const meant = meantKey(entry.key);
      refuse(
        meant === undefined
          ? "a key of TKG's flat configuration (docs/flat-file.md lists them)"
          : `a key of TKG's flat configuration; did you mean ${meant}?`,
      );
    } else if (rule.kind === "ignored") {
      notes.push(`${where} is ignored: ${rule.reason}`);
    } else if (rule.kind === "checked") {
      if (rule.accepts(entry.value)) notes.push(`${where} is as it must be, and has no key of its own`);
      else refuse(rule.expected);
    } else if (rule.kind === "combined") {
      origins.add(rule.to, where);
    } else {
      origins.add(rule.to, where);
      const value = printedValue(entry, rule);
      if ("note" in value) notes.push(`${where} ${value.note}`);
      if ("expected" in value) {
        refuse(value.expected);
        origins.refuse(rule.to);
      } else if (rule.to === "vcenterPassword") vcenterPassword = value.value as string;
      else setAt(sections, rule.to.split("."), value.value);
    }
  }
  const { values, notes: more, problems: wrong } = combineKeys(said, at);
  for (const [path, value] of values) setAt(sections, path.split("."), value);
  return {
    connection: sections.connection as Readonly<Record<string, unknown>>,
    site: sections.site as Readonly<Record<string, unknown>>,
    ...(vcenterPassword !== undefined && { vcenterPassword }),
    notes: [...notes, ...more],
    problems: [...problems, ...wrong],
    origins,
  };
}

const mangledMail = /\[email.protected\]/;

/** A value as it is meant: what the vendor's web page does to its own example is told apart from the example. */
function printedValue({ key, value }: FlatEntry, rule: MappedKey) {
  if (value.includes("[...]")) {
    return { expected: "the whole value: the vendor's page cuts this one short, where [...] stands" };
  }
  if (rule.to === "site.sshAuthorizedKeys" && mangledMail.test(value)) {
    const note = "ends in a comment that the web page hid ([email protected]); left out, the key needs none";
    return { ...rule.read(value.replace(mangledMail, "").trim()), note };
  }
  if (mangledMail.test(value)) {
    return {
      expected: "the real name: the web page hides what looks like a mail address ([email protected])",
    };
  }
  if (rule.to !== "vcenterPassword") return rule.read(value);
  const decoded = decodeSecret(value);
  if (decoded === undefined)
    return { expected: `<encoded:BASE64> with whole base64 in it, or the plain ${key}` };
  return { value: decoded };
}

/** Sets a leaf; mappings on the way are made. */
function setAt(tree: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [step = "", ...rest] = path;
  if (rest.length === 0) {
    tree[step] = value;
    return;
  }
  const below = (tree[step] ?? {}) as Record<string, unknown>;
  tree[step] = below;
  setAt(below, rest, value);
}
