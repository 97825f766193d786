/** The objects of `site.afterReady.manifests`, as far as files alone have them: a kustomization has to be built first. */
import { relative } from "node:path";
import type { Problem } from "../problem.js";
import { readTextFile } from "../reading/text-file.js";
import { manifestSource } from "./manifest-source.js";
import { readObjects, repeatedObjects, type ReadObjects } from "./read-objects.js";

export const manifestsKey = "tkg-edge:site.afterReady.manifests";

/** The CRDs of a large operator are more than a configuration. */
export const largestManifestBytes = 8 * 1024 * 1024;

/** One entry of the list. */
export type ListedManifest =
  | ReadObjects
  /** `folder` is an absolute path, `key` the config key of the entry. */
  | { readonly kustomization: { readonly folder: string; readonly key: string } };

/**
 * @param manifests as the stack lists them
 * @param directory absolute path, against which relative paths are read
 * @returns an item for each entry, in the order of the list
 */
export function listedManifests(
  manifests: readonly string[] | undefined,
  directory: string,
): readonly ListedManifest[] {
  return (manifests ?? []).map((listed, index) => {
    const key = `${manifestsKey}[${index}]`;
    const source = manifestSource(listed, key, directory);
    if ("problem" in source) return { objects: [], problems: [source.problem] };
    if ("kustomization" in source) return { kustomization: { folder: source.kustomization, key } };
    const read = source.files.map((file) => readFile(file, key, directory));
    return read.every(({ isEmpty }) => isEmpty === true) ? nothingIn(key, listed) : together(read);
  });
}

/** Every object, or everything that is wrong, an object that is there twice included. */
export function together(parts: readonly ReadObjects[]): ReadObjects {
  return {
    objects: parts.flatMap(({ objects }) => objects),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

/** For an entry in which nothing is written: a file that was emptied by accident would delete its objects. */
export const nothingIn = (key: string, what: string): ReadObjects => ({
  objects: [],
  problems: [
    {
      path: key,
      found: `"${what}": no object`,
      expected: "at least one Kubernetes object; remove the entry from the list if there is none",
    },
  ],
});

/** Every problem of the list that is found without building a kustomization, and the folders that were not built. */
export function checkListedManifests(
  manifests: readonly string[] | undefined,
  directory: string,
): { readonly problems: readonly Problem[]; readonly notBuilt: readonly string[] } {
  const listed = listedManifests(manifests, directory);
  const { objects, problems } = together(listed.flatMap((part) => ("objects" in part ? [part] : [])));
  return {
    problems: [...problems, ...repeatedObjects(objects)],
    notBuilt: listed.flatMap((part) =>
      "kustomization" in part ? [relative(directory, part.kustomization.folder) || "."] : [],
    ),
  };
}

function readFile(file: string, key: string, directory: string): ReadObjects {
  const read = readTextFile(file, largestManifestBytes);
  const name = relative(directory, file);
  if ("text" in read) return readObjects(read.text, name);
  const { found, expected } = read.unreadable;
  return { objects: [], problems: [{ path: `${key} (${name})`, found, expected }] };
}
