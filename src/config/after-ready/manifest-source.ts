/** What a listed path stands for: a file, the manifests in a folder, or a kustomization. */
import { join, resolve } from "node:path";
import type { Problem } from "../problem.js";
import { folderEntries, isFolder, type FolderEntry } from "../reading/file-view.js";

export type ManifestSource =
  | { readonly files: readonly string[] }
  /** A folder for kustomize. */
  | { readonly kustomization: string }
  | { readonly problem: Problem };

/** Names under which kustomize looks for a kustomization. */
export const kustomizations = new Set(["kustomization.yaml", "kustomization.yml", "Kustomization"]);

/**
 * @param listed as the stack has it
 * @param path of the config key, for messages
 * @param directory absolute path, against which relative paths are read
 */
export function manifestSource(listed: string, path: string, directory: string): ManifestSource {
  const where = resolve(directory, listed);
  const refuse = (what: string, expected: string): ManifestSource => ({
    problem: { path, found: `"${listed}": ${what}`, expected },
  });
  let entries: readonly FolderEntry[];
  try {
    if (!isFolder(where)) return { files: [where] };
    entries = folderEntries(where);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOENT" || code === "ENOTDIR"
      ? refuse("no such file or folder", `a file or folder that exists (${where})`)
      : refuse(`not readable (${code ?? "unknown"})`, "a file or folder that the current user may read");
  }
  if (entries.some(({ name }) => kustomizations.has(name))) return { kustomization: where };
  const files = entries
    .filter((entry) => !entry.isDirectory() && /\.(ya?ml|json)$/.test(entry.name))
    .map(({ name }) => join(where, name))
    .sort();
  if (files.length > 0) return { files };
  return refuse(
    "a folder without manifests",
    "a folder with a kustomization or with *.yaml, *.yml or *.json files; its subfolders are not read",
  );
}
