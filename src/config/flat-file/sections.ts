/** From the entries of a flat file to sections of a stack, and every problem and note on the way. */
import type { Problem } from "../problem.js";
import {
  passwordPlaceholderExpectation,
  placeholderExpectation,
  placeholderIn,
} from "../reading/placeholder.js";
import { combineKeys } from "./combined-keys.js";
import { decodeSecret } from "./encoded.js";
import type { FlatEntry } from "./entry.js";
import type { FlatEdit, MappedKey } from "./key-rule.js";
import { keysFor, meantKey, ruleOf } from "./keys.js";
import { Origins } from "./origins.js";
import { readFlatLines } from "./read-lines.js";

/** A flat file as sections of a stack, unchecked; plus what was made of each key. */
export interface FlatSections {
  readonly connection: Readonly<Record<string, unknown>>;
  readonly site: Readonly<Record<string, unknown>>;
  /** Decoded; never part of a section. */
  readonly vcenterPassword?: string;
  /** Whether a password is missed that is not there: objects bring their Secret, a flat file may be kept without one. */
  readonly passwordRequired?: boolean;
  /** Objects without a VSphereCPIConfig, as on the vendor's page; a flat file's reader writes one. */
  readonly withoutCpiConfig?: boolean;
  /** What was read otherwise than it is written, and what has no effect. No secret in them. */
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
  /** Which line gave which config path, for problems that are found later. */
  readonly origins: Origins;
}

/** What `convert` and `render` do with a file and a stack that names it in `flatFile` does not. */
export interface FlatOptions {
  /** Make the edits of the vendor page instead of refusing what they change. */
  readonly edits?: boolean;
  /** Take kube-vip where the file configures NSX Advanced Load Balancer. */
  readonly editLoadBalancer?: boolean;
  /** Leave the password out, whatever stands there. */
  readonly withoutPassword?: boolean;
}

/**
 * @param text content of the file
 * @param name of the file, as messages show it
 */
export function readFlatFile(text: string, name: string, options: FlatOptions = {}): FlatSections {
  const { entries, notes: lineNotes, faults } = readFlatLines(text);
  const at = (line: number, key?: string, column?: number) =>
    `${name}:${line}${column === undefined ? "" : `:${column}`}${key === undefined ? "" : ` ${key}`}`;
  const isLeftOut = (key: string | undefined) => options.withoutPassword === true && isPassword(key);
  const origins = new Origins(keysFor);
  const notes = lineNotes.map((note) => `${at(note.line, note.key)} ${note.text}`);
  const problems: Problem[] = [];
  for (const fault of faults) {
    if (isLeftOut(fault.key)) continue;
    problems.push({ path: at(fault.line, fault.key, fault.column), expected: fault.text });
    refusePath(fault.key, origins);
  }
  // Empty mappings, so that what is missing in them is missed key by key.
  const sections: Record<string, unknown> = { connection: { vcenter: {} }, site: { placement: {} } };
  let vcenterPassword: string | undefined;

  // An empty value counts as absent, as for the vendor's CLI.
  const present = entries.filter(({ key, value }) => value !== "" && !isLeftOut(key));
  const usable: FlatEntry[] = [];
  for (const entry of present) {
    const where = at(entry.line, entry.key);
    const rule = ruleOf(entry.key);
    const refuse = (expected: string, found?: string) => {
      problems.push({ path: where, ...(found !== undefined && { found }), expected });
      refusePath(entry.key, origins);
    };
    const placeholder =
      rule === undefined || rule.kind === "ignored" ? undefined : placeholderIn(entry.value);
    if (rule === undefined) {
      const meant = meantKey(entry.key);
      refuse(
        meant === undefined
          ? "a key of TKG's flat configuration (docs/flat-file.md lists them)"
          : `a key of TKG's flat configuration; did you mean ${meant}?`,
      );
    } else if (placeholder !== undefined) {
      refuse(isPassword(entry.key) ? passwordPlaceholderExpectation : placeholderExpectation, placeholder);
    } else if (rule.kind === "ignored") {
      notes.push(`${where} is ignored: ${rule.reason}`);
    } else if (rule.kind === "checked") {
      if (rule.accepts(entry.value)) notes.push(`${where} is as it must be, and has no key of its own`);
      else if (rule.edit && isAllowed(rule.edit, options)) notes.push(`${where} ${rule.edit.text}`);
      else refuse(rule.expected);
    } else if (rule.kind === "combined") {
      origins.add(rule.to, where);
      usable.push(entry);
    } else {
      origins.add(rule.to, where);
      const value = printedValue(entry, rule);
      if ("note" in value) notes.push(`${where} ${value.note}`);
      if ("expected" in value) refuse(value.expected);
      else if (rule.to === "vcenterPassword") vcenterPassword = value.value as string;
      else setAt(sections, rule.to.split("."), value.value);
      usable.push(entry);
    }
  }
  const { values, notes: more, problems: wrong, refused } = combineKeys(usable, at);
  for (const { path, value, key } of values) {
    setAt(sections, path.split("."), value);
    const line = usable.find((entry) => entry.key === key)?.line;
    if (key !== undefined && line !== undefined) origins.add(path, at(line, key));
  }
  for (const key of refused) refusePath(key, origins);
  return {
    connection: sections.connection as Readonly<Record<string, unknown>>,
    site: sections.site as Readonly<Record<string, unknown>>,
    ...(vcenterPassword !== undefined && { vcenterPassword }),
    notes: [...notes, ...more],
    problems: [...problems, ...wrong],
    origins,
  };
}

/** What a refused key would have given is not reported as missing too. */
function refusePath(key: string | undefined, origins: Origins): void {
  const rule = key === undefined ? undefined : ruleOf(key);
  if (rule && "to" in rule) origins.refuse(rule.to);
}

function isPassword(key: string | undefined): boolean {
  const rule = key === undefined ? undefined : ruleOf(key);
  return rule?.kind === "mapped" && rule.to === "vcenterPassword";
}

function isAllowed({ kind }: FlatEdit, { edits, editLoadBalancer }: FlatOptions): boolean {
  return kind === "page" ? edits === true : editLoadBalancer === true;
}

const mangledMail = /\[email.protected\]/;

/** A value as it is meant: what the vendor's web page does to its own example is distinguished from the example. */
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
