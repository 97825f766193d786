/** Inputs of a site as the texts that a Cluster keeps of them in its annotations. */
import { isTree } from "../config/connection-file.js";
import { isSecretName } from "../config/display-value.js";
import { sha256 } from "./digest.js";

/** Every value below a key, `key` and its text; nothing for what is empty. */
export function leavesOf(value: unknown, key: string): (readonly [string, string])[] {
  if (isTree(value)) {
    return Object.entries(value).flatMap(([step, below]) =>
      leavesOf(below, key === "" ? step : `${key}.${step}`),
    );
  }
  const text = fitting(value, key);
  return text === "" ? [] : [[key, text]];
}

/** An annotation is read by every user who may list Clusters: what is long or may be secret is a checksum. */
export function fitting(value: unknown, key: string): string {
  const text = textOf(value);
  const isOpen = text.length <= 64 && !/\/\/[^/\s]*@/.test(text) && !isSecretName(key);
  return isOpen ? text : `sha256:${sha256(text).slice(0, 12)}`;
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.map(textOf).join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}
