/**
 * The settings of a test's stack: Pulumi.dev.yaml (the vendor page's example site) pointed at the sandbox of
 * the test, with the test's own settings on top. The committed salt and encrypted demo password are copied
 * unchanged.
 */
import { readFileSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import { load } from "js-yaml";
import type { Sandbox } from "../../../sandbox/sandbox.js";
import { checkout } from "./project.js";

export type Tree = Readonly<Record<string, unknown>>;

/** A stack settings file as Pulumi reads it; config keys carry their project prefix. */
export interface StackFile {
  readonly encryptionsalt?: string;
  readonly config: Tree;
}

/**
 * @param overrides values by `tkg-edge:` key without the prefix; objects are merged, `undefined` removes a key
 */
export function exampleSite(sandbox: Sandbox, overrides: Tree = {}): StackFile {
  const file = load(readFileSync(join(checkout, "Pulumi.dev.yaml"), "utf8")) as StackFile;
  const pointed = moveFiles(file.config, join(checkout, ".sandbox"), sandbox.directory) as Tree;
  const prefixed = Object.fromEntries(
    Object.entries(overrides).map(([key, value]) => [`tkg-edge:${key}`, value]),
  );
  return { ...file, config: merge(pointed, prefixed) };
}

/** Objects are merged key by key; anything else replaces what was there, and `undefined` removes it. */
export function merge(below: Tree, above: Tree): Tree {
  const merged: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const old = merged[key];
    if (value === undefined) Reflect.deleteProperty(merged, key);
    else merged[key] = isTree(old) && isTree(value) ? merge(old, value) : value;
  }
  return merged;
}

/** Replaces every path below `from` (as written relative to the checkout) by the absolute path below `to`. */
function moveFiles(value: unknown, from: string, to: string): unknown {
  if (Array.isArray(value)) return value.map((entry) => moveFiles(entry, from, to));
  if (isTree(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, moveFiles(entry, from, to)]));
  }
  if (typeof value !== "string") return value;
  const below = relative(from, resolve(checkout, value));
  return below.startsWith("..") || isAbsolute(below) || !value.startsWith(".sandbox")
    ? value
    : join(to, below);
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
