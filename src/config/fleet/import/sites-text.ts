/** Sites as YAML, added to the text of a file of which every other character stays. */
import { isDeepStrictEqual } from "node:util";
import { Document, isMap, isNode, isScalar, visit, type YAMLMap } from "yaml";
import { parseYaml } from "../../reading/yaml-documents.js";
import { readYaml } from "../../reading/yaml-tree.js";
import { isTree, type Tree } from "../../tree.js";

export type NewSites = readonly { readonly name: string; readonly entry: Tree }[];

/**
 * @param text of a fleet file or of a file of sites without faults; empty for a new one
 * @param above the key that holds the sites: `sites` in a fleet file, none in a file of sites
 * @throws Error where the text would not be read as it is meant
 */
export function withSites(text: string, above: readonly string[], sites: NewSites): string {
  for (const write of [appended, rewritten]) {
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
  const old = valueOf(before);
  const added = Object.fromEntries(sites.map(({ name, entry }) => [name, entry]));
  const [key] = above;
  const oldSites = key === undefined ? old : old[key];
  const wanted = { ...(isTree(oldSites) ? oldSites : {}), ...added };
  return isDeepStrictEqual(valueOf(text), key === undefined ? wanted : { ...old, [key]: wanted });
}
