/** Small steps through objects whose form nobody has checked yet. */
import { isTree, type Tree } from "../tree.js";

/** The value where it is a mapping, else an empty one. */
export function tree(value: unknown): Tree {
  return isTree(value) ? value : {};
}

/** Sets a key unless there is nothing to say. */
export function put(target: Record<string, unknown>, key: string, value: unknown): void {
  if (value !== undefined && value !== null && value !== "") target[key] = value;
}

/** A mapping with the key unless there is nothing to say. */
export function present(key: string, value: unknown): Record<string, unknown> {
  return value === undefined || value === null || value === "" ? {} : { [key]: value };
}
