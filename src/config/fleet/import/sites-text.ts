/** Sites, groups and values as YAML, added to the text of a file of which every other character stays. */
import { isDeepStrictEqual } from "node:util";
import { Document, isMap, isNode, isScalar, visit, type YAMLMap } from "yaml";
import { parseYaml } from "../../reading/yaml-documents.js";
import { readYaml } from "../../reading/yaml-tree.js";
import { isTree, type Tree } from "../../tree.js";

/** Keys with their values: sites by name, or others. */
export type NewSites = readonly { readonly name: string; readonly entry: unknown }[];

/**
 * Values that a mapping does not have are added to it.
 * @param text of a fleet file without faults
 * @param above the keys that lead to the mapping, which is created if there is none
 * @throws Error where the text would not be read as it is meant
 */
export function withValues(text: string, above: readonly string[], values: Tree): string {
  const root = readYaml(text).documents[0]?.value;
  const existing = above.reduce<unknown>((value, step) => (isTree(value) ? value[step] : undefined), root);
  const known = isTree(existing) ? existing : {};
  const missing = Object.entries(values).filter(([name]) => known[name] === undefined);
  const added = missing.map(([name, entry]) => ({ name, entry }));
  const deeper = Object.entries(values).flatMap(([name, value]) =>
    known[name] !== undefined && isTree(value) ? [[name, value] as const] : [],
  );
  const wider = added.length === 0 ? text : withSites(text, above, added);
  return deeper.reduce((before, [name, value]) => withValues(before, [...above, name], value), wider);
}

/**
 * @param text of a fleet file or of a file of sites without faults; empty for a new one
 * @param above the keys that lead to the sites: `sites` in a fleet file, none in a file of sites
 * @throws Error where the text would not be read as it is meant
 */
export function withSites(text: string, above: readonly string[], sites: NewSites): string {
  for (const write of [appended, filled, inserted, rewritten]) {
    const added = write(text, above, sites);
    if (added !== undefined && isRead(added, text, above, sites)) return added;
  }
  throw new Error("the sites are not read as they were written");
}

/** The text with lines behind the last site; undefined where the sites are no block of lines. */
function appended(text: string, above: readonly string[], sites: NewSites): string | undefined {
  if (text.trim() === "") return above.length === 0 ? yamlOf(sites, 0) : undefined;
  const [document] = parseYaml(text).documents;
  const map = above.length === 0 ? document?.contents : document?.getIn(above, true);
  if ((map ?? null) === null && above.length === 0) return `${text.trimEnd()}\n${yamlOf(sites, 0)}`;
  if (!isMap(map) || map.flow === true) return undefined;
  const [first, last] = [map.items[0], map.items.at(-1)];
  const start = isNode(first?.key) ? first.key.range?.[0] : undefined;
  const node = isNode(last?.value) ? last.value : last?.key;
  const end = isNode(node) ? node.range?.[1] : undefined;
  if (start === undefined || end === undefined) return undefined;
  const indent = start - (text.lastIndexOf("\n", start - 1) + 1);
  const line = text.indexOf("\n", text[end - 1] === "\n" ? end - 1 : end);
  const before = line < 0 ? `${text}\n` : text.slice(0, line + 1);
  return before + yamlOf(sites, indent) + (line < 0 ? "" : text.slice(line + 1));
}

/** In place of `{}`. */
function filled(text: string, above: readonly string[], sites: NewSites): string | undefined {
  const map = above.length === 0 ? undefined : parseYaml(text).documents[0]?.getIn(above, true);
  if (!isMap(map) || map.flow !== true || map.items.length > 0 || !map.range) return undefined;
  const [start, end] = map.range;
  const before = text.slice(0, start).trimEnd();
  const indent = /^ */.exec(before.slice(before.lastIndexOf("\n") + 1))?.[0].length ?? 0;
  const line = text.indexOf("\n", end);
  const comment = text.slice(end, line < 0 ? undefined : line);
  return `${before}${comment}\n${yamlOf(sites, indent + 2)}${line < 0 ? "" : text.slice(line + 1)}`;
}

/** In a fleet file without the key that holds them: the key and its lines before the one that follows it. */
function inserted(text: string, above: readonly string[], sites: NewSites): string | undefined {
  const [key = "", second] = above;
  const root = parseYaml(text).documents[0]?.contents;
  if (key === "" || second !== undefined || !isMap(root) || root.flow === true || root.has(key))
    return undefined;
  const followers = key === "groups" ? ["sites"] : ["groups", "sites"];
  const next = root.items.find((pair) => isScalar(pair.key) && followers.includes(String(pair.key.value)));
  const start = isNode(next?.key) ? next.key.range?.[0] : undefined;
  if (start === undefined || (start > 0 && text[start - 1] !== "\n")) return undefined;
  const lines = text.slice(0, start).split("\n").slice(0, -1);
  // Comments right above a key are about it; those at the beginning are about the file.
  const own = lines.length - 1 - lines.findLastIndex((line) => !line.startsWith("#"));
  const count = own === lines.length ? own : lines.length - own;
  const before = lines
    .slice(0, count)
    .map((line) => `${line}\n`)
    .join("");
  return `${before}${key}:\n${yamlOf(sites, 2)}${text.slice(before.length)}`;
}

/** The whole file written again; its comments stay. */
function rewritten(text: string, above: readonly string[], sites: NewSites): string {
  const document = parseYaml(text).documents[0] ?? new Document({});
  document.contents ??= document.createNode({});
  if (above.length > 0 && !isMap(document.getIn(above, true))) document.setIn(above, document.createNode({}));
  const map = (above.length === 0 ? document.contents : document.getIn(above, true)) as YAMLMap;
  map.flow = false;
  for (const { name, entry } of sites) map.set(document.createNode(name), quoted(document.createNode(entry)));
  return document.toString({ lineWidth: 0 });
}

function yamlOf(sites: NewSites, indent: number): string {
  const document = new Document(Object.fromEntries(sites.map(({ name, entry }) => [name, entry])));
  const text = quoted(document).toString({ lineWidth: 0 });
  return indent === 0 ? text : text.replace(/^(?=.)/gm, " ".repeat(indent));
}

/** Texts that no reader of YAML takes for anything else. */
const plain =
  /^(?!(y|yes|on|n|no|off|true|false|null)$)([a-z/][a-z0-9/_-]*(\.[a-z0-9/_-]+)*|(\d{1,3}\.){3}\d{1,3}(\/\d{1,2})?)$/i;

function quoted<T extends Document | ReturnType<Document["createNode"]>>(node: T): T {
  visit(node, {
    Scalar: (_, scalar) => {
      if (!isScalar(scalar) || typeof scalar.value !== "string" || plain.test(scalar.value)) return;
      scalar.type = scalar.value.includes("\n") ? "BLOCK_LITERAL" : "QUOTE_SINGLE";
    },
  });
  return node;
}

/** Whether a text has the sites, and everything that it had before. */
function isRead(text: string, before: string, above: readonly string[], sites: NewSites): boolean {
  const valueOf = (source: string): Tree => {
    const value = readYaml(source).documents[0]?.value;
    return isTree(value) ? value : {};
  };
  const { documents, faults } = readYaml(text);
  if (faults.length > 0 || documents.length !== 1) return false;
  const added = Object.fromEntries(sites.map(({ name, entry }) => [name, entry]));
  return isDeepStrictEqual(valueOf(text), withAdded(valueOf(before), above, added));
}

function withAdded(tree: Tree, [step, ...rest]: readonly string[], added: Tree): Tree {
  if (step === undefined) return { ...tree, ...added };
  const below = tree[step];
  return { ...tree, [step]: withAdded(isTree(below) ? below : {}, rest, added) };
}
