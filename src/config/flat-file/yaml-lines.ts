/** Reads a flat file in YAML: one mapping of `KEY: value`. Values are taken as they are written, not as YAML's types. */
import { isMap, isScalar, type Document, type Node, type Pair } from "yaml";
import { isSecretName } from "../display-value.js";
import { scalarForms, type ScalarForm } from "../reading/scalar-form.js";
import { parseYaml } from "../reading/yaml-documents.js";
import { yamlFault } from "../reading/yaml-fault.js";
import { firstError } from "../reading/yaml-tree.js";
import {
  commentLeftOut,
  keyForm,
  toQuote,
  type FlatEntry,
  type FlatLines,
  type LineRemark,
} from "./entry.js";

/** A text that was parsed, with what went wrong first. */
interface Parsed {
  readonly documents: readonly Document[];
  readonly fault?: LineRemark;
  readonly lineOf: (offset: number) => number;
  readonly columnOf: (offset: number) => number;
  readonly source: string;
}

export function readYamlLines(text: string): FlatLines {
  const whole = parse(text, 0);
  if (whole.fault === undefined) return readDocuments(whole);
  // An error hides what follows it. Read key by key, each costs its own value alone.
  const parts = partsOf(text);
  const [first] = parts;
  if (first === undefined) return { entries: [], notes: [], faults: [whole.fault] };
  const read = parts.map((part) => readPart(part));
  return {
    entries: read.flatMap(({ entries }) => entries),
    notes: read.flatMap(({ notes }) => notes),
    // What only the whole shows to be wrong, such as an alias to nowhere, has no part.
    faults: read.some(({ faults }) => faults.length > 0)
      ? read.flatMap(({ faults }) => faults)
      : [whole.fault],
  };
}

/** @param before lines in front of the text */
function parse(text: string, before: number): Parsed {
  const { documents, unread, lines: counter } = parseYaml(text);
  const lines = text.split("\n");
  const lineOf = (offset: number) =>
    Math.min(Math.max(1, counter.linePos(offset).line), lines.length) + before;
  const columnOf = (offset: number) => Math.max(1, counter.linePos(offset).col);
  const [beyond] = unread;
  if (beyond) {
    const fault = { line: lineOf(beyond.offset), text: `a plain value in one line: ${beyond.expected}` };
    return { documents, fault, lineOf, columnOf, source: text };
  }
  const [error] = documents.flatMap((document) => firstError(document) ?? []);
  if (!error) return { documents, lineOf, columnOf, source: text };
  const [offset] = error.pos;
  const [line, column] = [lineOf(offset), columnOf(offset)];
  const expected = yamlFault(error.code, lines[line - before - 1] ?? "", column);
  return { documents, fault: { line, column, text: expected }, lineOf, columnOf, source: text };
}

interface Part {
  readonly key?: string;
  readonly text: string;
  readonly before: number;
}

/** The lines of each key. What stands before the first is a part too. */
function partsOf(text: string): Part[] {
  const parts: { key?: string; lines: string[]; before: number }[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    // A tab before a key is no indentation: the key is one of its own, and the one before it keeps its value.
    const key = /^\t*([A-Z][A-Z0-9_]*):(\s|$)/.exec(line)?.[1];
    const current = parts.at(-1);
    // What is not indented begins something of its own.
    const begins = key !== undefined || /^[^\s#]/.test(line);
    if (current === undefined || begins)
      parts.push({ ...(key !== undefined && { key }), lines: [line], before: index });
    else current.lines.push(line);
  }
  return parts
    .filter(({ lines }) => lines.some((line) => !/^\s*(#.*)?$/.test(line) && line !== "---"))
    .map(({ lines, ...part }) => ({ ...part, text: lines.join("\n") }));
}

function readPart({ key, text, before }: Part): FlatLines {
  const parsed = parse(text, before);
  if (parsed.fault === undefined) return readDocuments(parsed);
  const { line } = parsed.fault;
  // A missing end is found where the text ends; what is to be changed is where it begins.
  const fault = {
    ...parsed.fault,
    ...(key !== undefined && { key, line: before + 1 }),
    ...(key !== undefined && line !== before + 1 && { column: key.length + 3 }),
  };
  return { entries: [], notes: [], faults: [fault] };
}

function readDocuments({ documents, lineOf, columnOf, source }: Parsed): FlatLines {
  const entries: FlatEntry[] = [];
  const notes: LineRemark[] = [];
  const faults: LineRemark[] = [];
  const [document, second] = documents.filter(({ contents }) => contents !== null);
  if (second) {
    const line = lineOf(second.contents?.range?.[0] ?? 0);
    faults.push({ line, text: "one YAML document; a second one begins here" });
  }
  if (document?.contents && !isMap(document.contents)) {
    const line = lineOf(document.contents.range?.[0] ?? 0);
    faults.push({ line, text: "lines of the form KEY: value, or export KEY='value'" });
  }
  for (const pair of isMap(document?.contents) ? document.contents.items : []) {
    const read = readPair(pair, lineOf);
    if (!("value" in read)) {
      faults.push(read);
      continue;
    }
    const { key, line } = read;
    const node = pair.value as Node | null;
    const column = node?.range ? columnOf(node.range[0]) : undefined;
    const forms = node ? scalarForms(node, source) : [];
    const fault = forms.find(({ kind }) => isFault(kind, key));
    if (fault) faults.push({ line, ...(column !== undefined && { column }), key, text: toQuote(fault.text) });
    else entries.push(read);
    if (forms.some(({ kind }) => kind === "comment") && !fault)
      notes.push({ line, key, text: commentLeftOut });
  }
  return { entries, notes, faults };
}

/** Of a secret everything that may change it is a problem, of other values only what no one means. */
function isFault(kind: ScalarForm["kind"], key: string): boolean {
  switch (kind) {
    case "ambiguous":
      // Values are taken as they are written.
      return false;
    case "comment":
    case "folded":
    case "escape":
      return isSecretName(key);
    default:
      return true;
  }
}

function readPair(pair: Pair, lineOf: (offset: number) => number): FlatEntry | LineRemark {
  const key = isScalar(pair.key) ? String(pair.key.value) : "";
  const line = isScalar(pair.key) && pair.key.range ? lineOf(pair.key.range[0]) : 1;
  if (!keyForm.test(key)) {
    return { line, text: "a key in upper case, such as CLUSTER_NAME; flat files have no others" };
  }
  if (pair.value === null) return { key, value: "", line };
  if (!isScalar(pair.value)) return notPlain(key, line, pair.value);
  const { value, source } = pair.value;
  if (value === null) return { key, value: "", line };
  return { key, value: typeof value === "string" ? value : (source ?? ""), line };
}

function notPlain(key: string, line: number, value: unknown): FlatEntry | LineRemark {
  // An alias is reported by its form.
  if (typeof value === "object" && value !== null && "source" in value) return { key, value: "", line };
  const items = typeof value === "object" && value !== null && "items" in value ? value.items : [];
  const only = Array.isArray(items) && items.length === 1 ? (items[0] as unknown) : undefined;
  // What the vendor's web page makes of a mail address is a list for YAML.
  if (isScalar(only) && only.value === "email protected") return { key, value: "[email protected]", line };
  const text = "a plain value in one line; give lists as texts with commas, and quote [ and {";
  return { line, key, text };
}
