/** How deeply values may be nested in what people bring: the code that reads them is recursive. */

/** Configurations and manifests have at most about twenty. */
export const deepestNesting = 100;

export const nestingExpectation = `values nested at most ${deepestNesting} deep`;

/** Not recursive itself. */
export function isNestedTooDeeply(value: unknown): boolean {
  const pending: [unknown, number][] = [[value, 0]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [current, depth] = next;
    if (typeof current !== "object" || current === null) continue;
    if (depth > deepestNesting) return true;
    for (const item of Object.values(current)) pending.push([item, depth + 1]);
  }
  return false;
}
