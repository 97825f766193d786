/**
 * A value of a resource without what a preview does not know yet. Pulumi gives policies a proxy, which throws where such a
 * value is read.
 */
export function knownOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((_, index) => knownAt(value, index));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.keys(value).flatMap((key) => {
      const known = knownAt(value, key);
      return known === undefined ? [] : [[key, known]];
    }),
  );
}

function knownAt(value: object, key: string | number): unknown {
  try {
    return knownOf(Reflect.get(value, key));
  } catch {
    return undefined;
  }
}
