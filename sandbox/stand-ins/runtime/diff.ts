/**
 * Differences between two JSON values, in the two forms that the API server takes: a JSON patch (RFC 6902), with which a
 * mutating webhook answers, and a merge patch (RFC 7386), with which a controller changes what it means to change.
 */
import { isRecord, sameJson } from "./objects.js";

/** One operation of a JSON patch. */
export interface PatchOperation {
  readonly op: "add" | "replace" | "remove";
  readonly path: string;
  readonly value?: unknown;
}

/**
 * The JSON patch that turns `before` into `after`. Lists are replaced as a whole: the lists that webhooks change here
 * (variables, packages) are small.
 */
export function jsonPatch(before: unknown, after: unknown, path = ""): PatchOperation[] {
  if (sameJson(before, after)) return [];
  if (!isRecord(before) || !isRecord(after)) return [{ op: "replace", path, value: after }];
  const operations: PatchOperation[] = [];
  for (const key of Object.keys(before)) {
    if (before[key] !== undefined && after[key] === undefined) {
      operations.push({ op: "remove", path: `${path}/${escapePointer(key)}` });
    }
  }
  for (const [key, value] of Object.entries(after)) {
    if (value === undefined) continue;
    const child = `${path}/${escapePointer(key)}`;
    if (before[key] === undefined) operations.push({ op: "add", path: child, value });
    else operations.push(...jsonPatch(before[key], value, child));
  }
  return operations;
}

/**
 * The merge patch that turns `before` into `after`; `undefined` when there is nothing to change. A key that is gone
 * becomes null, a changed list is given in full.
 */
export function mergePatch(before: unknown, after: unknown): Record<string, unknown> | undefined {
  if (!isRecord(before) || !isRecord(after))
    throw new TypeError("a merge patch is made between two JSON objects");
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(before)) {
    if (before[key] !== undefined && after[key] === undefined) patch[key] = null;
  }
  for (const [key, value] of Object.entries(after)) {
    if (value === undefined || sameJson(before[key], value)) continue;
    const old = before[key];
    patch[key] = isRecord(old) && isRecord(value) ? (mergePatch(old, value) ?? {}) : value;
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

function escapePointer(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
