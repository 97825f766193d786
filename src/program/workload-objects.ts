/** The objects of `site.afterReady.manifests`, read before anything is planned: a preview shows them without a cluster. */
import { relative } from "node:path";
import { buildKustomization } from "../clients/kustomize.js";
import {
  listedManifests,
  manifestsKey,
  nothingIn,
  together,
  type ListedManifest,
} from "../config/after-ready/listed-manifests.js";
import { readObjects, repeatedObjects, type ReadObjects } from "../config/after-ready/read-objects.js";
import type { WorkloadObject } from "../config/after-ready/workload-object.js";
import { ConfigurationError } from "../config/problem.js";
import type { SiteSpec } from "../config/stack-spec.js";
import type { StateResource } from "./own-state.js";

/**
 * @param projectDirectory absolute path, against which relative paths are read
 * @throws ConfigurationError with everything that is wrong; UserError where kustomize fails
 */
export async function readWorkloadObjects(
  site: Pick<SiteSpec, "afterReady"> | undefined,
  projectDirectory: string,
): Promise<readonly WorkloadObject[]> {
  const listed = listedManifests(site?.afterReady?.manifests, projectDirectory);
  const read = together(await Promise.all(listed.map((part) => build(part, projectDirectory))));
  const problems = [...read.problems, ...repeatedObjects(read.objects)];
  if (problems.length > 0) throw new ConfigurationError(problems, `the manifests of ${manifestsKey}`);
  return read.objects;
}

async function build(part: ListedManifest, directory: string): Promise<ReadObjects> {
  if ("objects" in part) return part;
  const { folder, key } = part.kustomization;
  const source = `kubectl kustomize ${relative(directory, folder)}`;
  const read = readObjects(await buildKustomization(folder, key), source);
  return read.isEmpty === true ? nothingIn(key, source) : read;
}

/** Types of the objects, by resource name. @param state what the state holds of the workload cluster */
export function recordedTypes(state: readonly StateResource[]): ReadonlyMap<string, string> {
  return new Map(state.map(({ urn, type }) => [urn.split("::").slice(3).join("::"), type]));
}
