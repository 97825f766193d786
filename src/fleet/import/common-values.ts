/** Values that several trees have in common. Pure. */
import { isDeepStrictEqual } from "node:util";
import { valueAt } from "../../config/lower-layers.js";
import { isTree, type Tree } from "../../config/tree.js";

export type Steps = readonly string[];

/** A list is one value, and so is an empty mapping. */
export function leavesIn(value: unknown, steps: Steps = []): (readonly [Steps, unknown])[] {
  if (!isTree(value) || (steps.length > 0 && Object.keys(value).length === 0)) return [[steps, value]];
  return Object.entries(value).flatMap(([key, item]) => leavesIn(item, [...steps, key]));
}

/** The values of a tree that a lower one does not have; an empty mapping is none. */
export function without(tree: Tree, lower: Tree): Tree {
  const isNew = ([steps, value]: readonly [Steps, unknown]) =>
    !isTree(value) && !isDeepStrictEqual(valueAt(lower, steps), value);
  return treeOf(leavesIn(tree).filter(isNew));
}

export function treeOf(leaves: readonly (readonly [Steps, unknown])[]): Tree {
  const tree: Record<string, unknown> = {};
  for (const [steps, value] of leaves) set(tree, steps, value);
  return tree;
}

/** One of the trees that are compared. */
export interface Compared {
  /** What it still has to set itself. */
  readonly open: Tree;
  /** All that it has. */
  readonly values: Tree;
}

/**
 * What most of them have to set, and all can: a tree without such a value could not take it back.
 * @param isOwn values that are never shared
 * @param isOptional values that a tree without them may inherit
 */
export function commonValues(
  trees: readonly Compared[],
  isOwn: (path: string) => boolean,
  isOptional: (path: string) => boolean,
): Tree {
  const open = new Map<string, { steps: Steps; values: Map<string, { value: unknown; count: number }> }>();
  const present = new Map<string, number>();
  for (const tree of trees) {
    for (const [steps] of leavesIn(tree.values)) {
      const path = JSON.stringify(steps);
      present.set(path, (present.get(path) ?? 0) + 1);
    }
    for (const [steps, value] of leavesIn(tree.open)) {
      const path = JSON.stringify(steps);
      const known = open.get(path) ?? { steps, values: new Map<string, { value: unknown; count: number }>() };
      open.set(path, known);
      const text = JSON.stringify(value);
      known.values.set(text, { value, count: (known.values.get(text)?.count ?? 0) + 1 });
    }
  }
  const common = [...open].flatMap(([path, { steps, values }]) => {
    const name = steps.join(".");
    const isEverywhere = present.get(path) === trees.length || isOptional(name);
    if (isOwn(name) || !isEverywhere) return [];
    const [most] = [...values.values()].sort((one, other) => other.count - one.count);
    return most && most.count > 1 && most.count > trees.length / 2 ? [[steps, most.value] as const] : [];
  });
  return treeOf(common);
}

function set(tree: Record<string, unknown>, [step = "", ...rest]: Steps, value: unknown): void {
  const below = tree[step];
  const next = rest.length === 0 ? value : isTree(below) ? { ...below } : {};
  if (rest.length > 0) set(next as Record<string, unknown>, rest, value);
  // A key such as __proto__ is one like any other.
  Object.defineProperty(tree, step, { value: next, enumerable: true, configurable: true, writable: true });
}
