/** The files that `site.afterReady.manifests` leads to, those of kustomizations in the same repository included. */
import { isAbsolute, join, relative, resolve } from "node:path";
import { largestManifestBytes, manifestsKey } from "../../../config/after-ready/listed-manifests.js";
import { kustomizations, manifestSource } from "../../../config/after-ready/manifest-source.js";
import { folderEntries, isFolder, isThere } from "../../../config/reading/file-view.js";
import { readTextFile } from "../../../config/reading/text-file.js";
import { readYaml } from "../../../config/reading/yaml-tree.js";
import { isTree } from "../../../config/tree.js";
import { sha256 } from "../../../manifests/digest.js";

/**
 * @param listed as the stack has them; @param directory absolute path of the project
 * @returns digest of each file by its name; a kustomization is not built: what the repository has of it counts
 */
export function manifestFiles(
  listed: readonly string[] | undefined,
  directory: string,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const add = (file: string): string | undefined => {
    const name = relative(directory, file);
    if (found.has(name)) return undefined;
    const read = readTextFile(file, largestManifestBytes);
    found.set(name, "text" in read ? sha256(read.text) : read.unreadable.found);
    return "text" in read ? read.text : undefined;
  };
  /** A file or folder that a kustomization names, with what that leads to. */
  const follow = (path: string): void => {
    if (!isThere(path)) return;
    if (!isFolder(path)) {
      add(path);
      return;
    }
    const names = folderEntries(path).flatMap((entry) => (entry.isDirectory() ? [] : [entry.name]));
    const own = names.find((name) => kustomizations.has(name));
    if (own === undefined) {
      for (const name of names) add(join(path, name));
      return;
    }
    const text = add(join(path, own));
    for (const named of textsIn(
      text === undefined ? [] : readYaml(text).documents.map(({ value }) => value),
    )) {
      // Of a generator, `key=path`.
      for (const part of new Set([named, named.slice(named.indexOf("=") + 1)])) {
        // Kustomize refuses absolute paths.
        if (!isAbsolute(part)) follow(resolve(path, part));
      }
    }
  };
  for (const one of listed ?? []) {
    const source = manifestSource(one, manifestsKey, directory);
    if ("files" in source) for (const file of source.files) add(file);
    if ("kustomization" in source) follow(source.kustomization);
  }
  return found;
}

/** Texts that can be a path. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string")
    return value === "" || /[\n\0]/.test(value) || value.length > 1000 ? [] : [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isTree(value) ? Object.values(value).flatMap(textsIn) : [];
}
