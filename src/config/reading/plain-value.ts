/** From nodes of YAML to plain values: aliases and merges expanded within limits, the position of every value kept. */
import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Alias,
  type Document,
  type Node,
  type Scalar,
  type YAMLMap,
} from "yaml";
import { deepestNesting, nestingExpectation } from "./nesting.js";
import { scalarForms, type ScalarForm } from "./scalar-form.js";

export type Step = string | number;

/** What there is to know about a value that is not in the value itself. */
export interface ValueFacts {
  readonly offset: number;
  /** How it is read differently than it appears. */
  readonly forms: readonly ScalarForm[];
}

export interface PlainDocument {
  readonly value: unknown;
  readonly facts: ReadonlyMap<string, ValueFacts>;
}

/** A document of which no values are made: where, and why. */
export class UnboundedDocument extends Error {
  constructor(
    readonly offset: number,
    readonly reason: string,
  ) {
    super(reason);
  }
}

/** Values that aliases may add to a document, which a handful of shared settings never reaches. */
const mostAliasedValues = 5_000;

export const pathKey = (path: readonly Step[]) => JSON.stringify(path.map(String));

/** @throws UnboundedDocument for aliases that refer to themselves, multiply without end, or lead nowhere */
export function plainDocument(document: Document, source: string): PlainDocument {
  const facts = new Map<string, ValueFacts>();
  const referred = referredAnchors(document);
  const open = new Set<Node>();
  let aliased = 0;

  const offsetOf = (node: unknown) => (isNode(node) ? (node.range?.[0] ?? 0) : 0);

  /** @param insideAlias whether the value is a copy, whose forms were judged where it stands */
  function plain(node: unknown, path: readonly Step[], insideAlias: boolean): unknown {
    if (!isNode(node)) return node ?? null;
    if (path.length > deepestNesting) {
      throw new UnboundedDocument(offsetOf(node), nestingExpectation);
    }
    if (isAlias(node)) {
      facts.set(pathKey(path), { offset: offsetOf(node), forms: [] });
      return plain(resolved(node), path, true);
    }
    if (insideAlias) aliased += 1;
    if (aliased > mostAliasedValues) {
      throw new UnboundedDocument(offsetOf(node), "fewer aliases (*name): these multiply without bound");
    }
    if (open.has(node))
      throw new UnboundedDocument(offsetOf(node), "an anchor (&name) that does not refer to itself");
    if (!insideAlias || !facts.has(pathKey(path))) {
      facts.set(pathKey(path), { offset: offsetOf(node), forms: insideAlias ? [] : formsOf(node) });
    }
    if (isScalar(node)) return scalarValue(node);
    open.add(node);
    const value = isSeq(node)
      ? node.items.map((item, index) => plain(item, [...path, index], insideAlias))
      : isMap(node)
        ? mapping(node, path, insideAlias)
        : null;
    open.delete(node);
    return value;
  }

  function mapping(node: YAMLMap, path: readonly Step[], insideAlias: boolean): Record<string, unknown> {
    const merged: [string, unknown][] = [];
    const own: [string, unknown][] = [];
    const names = new Set<string>();
    for (const { key, value } of node.items) {
      const name = keyText(key);
      if (name === undefined) throw new UnboundedDocument(offsetOf(key ?? node), plainKey);
      if (name === "__proto__") throw new UnboundedDocument(offsetOf(key), "another key than __proto__");
      if (name !== "<<" || !isMerge(key)) {
        if (names.has(name)) throw new UnboundedDocument(offsetOf(key), repeatedKey);
        names.add(name);
        own.push([name, plain(value, [...path, name], insideAlias)]);
        continue;
      }
      for (const part of isSeq(value) ? value.items : [value]) {
        const below = plain(part, path, true);
        if (typeof below !== "object" || below === null || Array.isArray(below)) {
          throw new UnboundedDocument(offsetOf(node), "a mapping (*name) behind <<, which merges it");
        }
        merged.push(...Object.entries(below));
      }
    }
    return Object.fromEntries([...merged.reverse(), ...own]);
  }

  function resolved(alias: Alias): Node {
    const node = alias.resolve(document);
    if (!isNode(node)) {
      throw new UnboundedDocument(
        offsetOf(alias),
        "quotes around a value that begins with * (YAML takes it for a reference, and there is no such anchor)",
      );
    }
    return node;
  }

  function formsOf(node: Node): ScalarForm[] {
    const anchored = isScalar(node) && node.anchor !== undefined && referred.has(node.anchor);
    return scalarForms(node, source).filter(({ kind }) => {
      if (kind === "anchor") return !anchored;
      return kind !== "tag" || !isCoreTag(node.tag);
    });
  }

  return { value: plain(document.contents, [], false), facts };
}

const isCoreTag = (tag: string | undefined) =>
  tag !== undefined && /^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq)$/.test(tag);

/** For JavaScript and for Kubernetes the number 1 and the text "1" are one key. */
const repeatedKey = "each key once; this one is there already";

/** The text of such a key would be all that it holds, and stand in messages as the name of a value. */
const plainKey =
  "a text as the key; this one is a mapping, a list or an alias (an unexpanded template {{ ... }} reads as one, too)";

const isMerge = (key: unknown) => isScalar(key) && (key.type === "PLAIN" || typeof key.value === "symbol");

/** JSON has keys of text alone, and so has Kubernetes. @returns undefined for a key that is no text, number or other scalar */
function keyText(key: unknown): string | undefined {
  if (!isNode(key)) return String(key);
  if (!isScalar(key)) return undefined;
  if (typeof key.value === "symbol") return "<<";
  return typeof key.value === "string" ? key.value : (key.source ?? String(key.value));
}

function scalarValue({ value, source }: Scalar): unknown {
  return typeof value === "bigint" || typeof value === "symbol" ? (source ?? String(value)) : value;
}

/** Names of the anchors that an alias of the document refers to. */
function referredAnchors(document: Document): ReadonlySet<string> {
  const names = new Set<string>();
  const pending: unknown[] = [document.contents];
  while (pending.length > 0) {
    const node = pending.pop();
    if (isAlias(node)) names.add(node.source);
    else if (isSeq(node)) pending.push(...node.items);
    else if (isMap(node)) for (const { key, value } of node.items) pending.push(key, value);
  }
  return names;
}
