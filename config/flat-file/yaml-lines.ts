/** Reads a flat file in YAML: one mapping of `KEY: value`. Values are taken as they are written, not as YAML's types. */
import { isScalar, LineCounter, parseAllDocuments, isMap, type Document, type Pair } from "yaml";
import { keyForm, type FlatEntry, type FlatLines, type LineRemark } from "./entry.js";

export function readYamlLines(text: string): FlatLines {
  const lineCounter = new LineCounter();
  // Without prettyErrors, whose messages quote the text and with it perhaps a password.
  const options = { lineCounter, prettyErrors: false, uniqueKeys: false, logLevel: "silent" } as const;
  const parsed = parseAllDocuments(text, options);
  const documents: readonly Document[] = Array.isArray(parsed) ? parsed : [];
  const lineOf = (offset: number) => Math.max(1, lineCounter.linePos(offset).line);
  const entries: FlatEntry[] = [];
  const faults: LineRemark[] = documents.flatMap(({ errors }) =>
    errors.map((error) => ({ line: lineOf(error.pos[0]), text: `YAML (${yamlFault(error.code)})` })),
  );
  if (faults.length > 0) return { entries, notes: [], faults };
  const [document, second] = documents;
  if (second) {
    faults.push({
      line: lineOf(second.range?.[0] ?? 0),
      text: "one YAML document; a second one begins here",
    });
  }
  if (document?.contents && !isMap(document.contents)) {
    faults.push({ line: 1, text: "lines of the form KEY: value, or export KEY='value'" });
  }
  for (const pair of isMap(document?.contents) ? document.contents.items : []) {
    const read = readPair(pair, lineOf);
    if ("value" in read) entries.push(read);
    else faults.push(read);
  }
  return { entries, notes: [], faults };
}

function readPair(pair: Pair, lineOf: (offset: number) => number): FlatEntry | LineRemark {
  const key = isScalar(pair.key) ? String(pair.key.value) : "";
  const line = isScalar(pair.key) && pair.key.range ? lineOf(pair.key.range[0]) : 1;
  if (!keyForm.test(key)) {
    return { line, text: "a key in upper case, such as CLUSTER_NAME; flat files have no others" };
  }
  if (pair.value === null) return { key, value: "", line };
  if (!isScalar(pair.value)) {
    const source = JSON.stringify(pair.value);
    if (/^\["email.protected"\]$/.test(source)) return { key, value: "[email protected]", line };
    return {
      line,
      key,
      text: "a plain value in one line; give lists as texts with commas, and quote [ and {",
    };
  }
  const { value, source } = pair.value;
  if (value === null) return { key, value: "", line };
  return { key, value: typeof value === "string" ? value : (source ?? ""), line };
}

const explained: Readonly<Record<string, string>> = {
  BAD_INDENT: "indentation is wrong",
  TAB_AS_INDENT: "a tab is no indentation",
  MISSING_CHAR: "a character is missing, often a closing quote",
  UNEXPECTED_TOKEN: "something stands where it cannot; values with special characters need quotes",
  MULTILINE_IMPLICIT_KEY: "a line without colon",
};

function yamlFault(code: string): string {
  return explained[code] ?? code.toLowerCase().replaceAll("_", " ");
}
