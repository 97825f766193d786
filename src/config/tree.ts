/** A mapping whose form nobody has checked yet. */
export type Tree = Readonly<Record<string, unknown>>;

export function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The upper tree over the lower one, leaf by leaf; a list is one leaf. A key `__proto__`, which JSON may have, stays a key: assigned, its
 * value would be read for every key that the tree does not have.
 */
export function mergeTrees(lower: Tree, upper: Tree): Tree {
  const merged: Record<string, unknown> = { ...lower };
  for (const [key, value] of Object.entries(upper)) {
    const below = Object.hasOwn(merged, key) ? merged[key] : undefined;
    const whole = isTree(below) && isTree(value) ? mergeTrees(below, value) : value;
    if (key !== "__proto__") merged[key] = whole;
    else Object.defineProperty(merged, key, { value: whole, enumerable: true, configurable: true });
  }
  return merged;
}
