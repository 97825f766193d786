/** Every flat key that is known, and what becomes of it. docs/flat-file.md holds the same table, made from this one. */
import { nearest } from "../nearest.js";
import type { KeyRule } from "./key-rule.js";
import { mappedKeys } from "./mapped-keys.js";
import { ignoredFamilies, otherKeys } from "./other-keys.js";

export const flatKeys: Readonly<Record<string, KeyRule>> = { ...mappedKeys, ...otherKeys };

/** @returns undefined for a key that TKG does not have */
export function ruleOf(key: string): KeyRule | undefined {
  const rule = Object.hasOwn(flatKeys, key) ? flatKeys[key] : undefined;
  if (rule) return rule;
  const family = ignoredFamilies.find(({ prefix }) => key.startsWith(prefix));
  return family && { kind: "ignored", reason: family.reason };
}

/** The known key that a misspelt one is nearest to. */
export function meantKey(key: string): string | undefined {
  return nearest(key, Object.keys(flatKeys));
}

/** The keys that give a config path, such as `site.placement.folder`. */
export function keysFor(path: string): string[] {
  return Object.entries(flatKeys).flatMap(([key, rule]) => ("to" in rule && rule.to === path ? [key] : []));
}
