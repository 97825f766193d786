/** Values that Kubernetes takes as texts alone, whatever the kind of the object: `port: 80` is refused when the cluster is Ready. */
import type { Problem } from "../problem.js";
import { isTree, type Tree } from "../tree.js";

/** @param at place of a field below the object */
export function textProblems(fields: Tree, at: (...below: string[]) => string): Problem[] {
  const { apiVersion, kind, metadata } = fields;
  const inMetadata = isTree(metadata) ? metadata : {};
  return [
    ...problemsOf(inMetadata.labels, (...below) => at("metadata", "labels", ...below)),
    ...problemsOf(inMetadata.annotations, (...below) => at("metadata", "annotations", ...below)),
    ...(kind === "ConfigMap" && apiVersion === "v1"
      ? problemsOf(fields.data, (...below) => at("data", ...below))
      : []),
  ];
}

function problemsOf(texts: unknown, at: (...below: string[]) => string): Problem[] {
  if (texts === undefined || texts === null) return [];
  if (!isTree(texts)) return [{ path: at(), expected: "a mapping of keys to texts" }];
  // Kubernetes takes null for an empty text.
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "string" || value === null
      ? []
      : [{ path: at(key), found: "no text", expected: "a text; quote numbers and booleans" }],
  );
}
