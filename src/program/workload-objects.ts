/** The objects of `site.afterReady.manifests`, read before anything is planned: a preview shows them without a cluster. */
import { relative } from "node:path";
import { buildKustomization } from "../clients/kustomize.js";
import { manifestSource } from "../config/after-ready/manifest-source.js";
import { readObjects, repeatedObjects, type ReadObjects } from "../config/after-ready/read-objects.js";
import type { WorkloadObject } from "../config/after-ready/workload-object.js";
import { ConfigurationError } from "../config/problem.js";
import { readTextFile } from "../config/reading/text-file.js";
import type { SiteSpec } from "../config/stack-spec.js";
import type { StateResource } from "./own-state.js";

const key = "tkg-edge:site.afterReady.manifests";

/** The CRDs of a large operator are more than a configuration. */
const largestManifestBytes = 8 * 1024 * 1024;

/**
 * @param projectDirectory absolute path, against which relative paths are read
 * @throws ConfigurationError with everything that is wrong; UserError where kustomize fails
 */
export async function readWorkloadObjects(
  site: Pick<SiteSpec, "afterReady"> | undefined,
  projectDirectory: string,
): Promise<readonly WorkloadObject[]> {
  const listed = site?.afterReady?.manifests ?? [];
  const read = await Promise.all(
    listed.map((path, index) => readSource(path, `${key}[${index}]`, projectDirectory)),
  );
  const objects = read.flatMap((part) => part.objects);
  const problems = [...read.flatMap((part) => part.problems), ...repeatedObjects(objects)];
  if (problems.length > 0) throw new ConfigurationError(problems, `the manifests of ${key}`);
  return objects;
}

async function readSource(listed: string, path: string, directory: string): Promise<ReadObjects> {
  const source = manifestSource(listed, path, directory);
  if ("problem" in source) return { objects: [], problems: [source.problem] };
  if ("kustomization" in source) {
    const text = await buildKustomization(source.kustomization, path);
    return readObjects(text, `kubectl kustomize ${relative(directory, source.kustomization)}`);
  }
  const files = source.files.map((file): ReadObjects => {
    const read = readTextFile(file, largestManifestBytes);
    const name = relative(directory, file);
    if ("text" in read) return readObjects(read.text, name);
    const { found, expected } = read.unreadable;
    return { objects: [], problems: [{ path: `${path} (${name})`, found, expected }] };
  });
  return {
    objects: files.flatMap(({ objects }) => objects),
    problems: files.flatMap(({ problems }) => problems),
  };
}

/** Types of the objects, by resource name. @param state what the state holds of the workload cluster */
export function recordedTypes(state: readonly StateResource[]): ReadonlyMap<string, string> {
  return new Map(state.map(({ urn, type }) => [urn.split("::").slice(3).join("::"), type]));
}
