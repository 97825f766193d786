/**
 * What is in a TKr bundle, and how its objects are meant for the management cluster. Pure.
 */
import { load, loadAll } from "js-yaml";
import { isRecord, ownerReferenceTo, type FreeObject } from "../runtime/objects.js";
import type { ConfigMap } from "../runtime/resources.js";

/** Files of a bundle: path inside it, and text. */
export type BundleFiles = ReadonlyMap<string, string>;

/** Kinds that are cluster-scoped, get no owner and no namespace: they outlive their Package (measured C.6). */
const unowned = new Set(["TanzuKubernetesRelease", "OSImage"]);

/**
 * The bundle's files with image references replaced according to `.imgpkg/images.yml`, as kbld does. Entries
 * without the annotation that names the original are left alone.
 * @param image The bundle's own reference; images of another registry are read from the bundle's own
 * repository instead.
 */
export function resolveImages(files: BundleFiles, image: string): BundleFiles {
  const lock: unknown = load(files.get(".imgpkg/images.yml") ?? "");
  const entries = isRecord(lock) && Array.isArray(lock.images) ? lock.images.filter(isRecord) : [];
  const repository = image.replace(/@sha256:.*$/, "").replace(/:[^:/]*$/, "");
  const registry = repository.slice(0, repository.indexOf("/"));
  const replacements = entries.flatMap((entry) => {
    const original = isRecord(entry.annotations) ? entry.annotations["kbld.carvel.dev/id"] : undefined;
    if (typeof original !== "string" || typeof entry.image !== "string") return [];
    const digest = entry.image.slice(entry.image.indexOf("@sha256:"));
    return [[original, entry.image.startsWith(registry) ? entry.image : repository + digest] as const];
  });
  return new Map(
    [...files].map(([path, text]) => [
      path,
      replacements.reduce((result, [from, to]) => result.replaceAll(from, to), text),
    ]),
  );
}

/** A file of a bundle that holds no object. */
export interface Unreadable {
  readonly path: string;
  readonly reason: string;
}

/** The objects of a bundle, and the files that could not be read. Files under a dot are no objects. */
export function parseObjects(files: BundleFiles): { objects: FreeObject[]; unreadable: Unreadable[] } {
  const objects: FreeObject[] = [];
  const unreadable: Unreadable[] = [];
  for (const [path, text] of files) {
    if (path.startsWith(".")) continue;
    try {
      for (const parsed of loadAll(text)) {
        if (!isRecord(parsed) || typeof parsed.kind !== "string") {
          throw new Error("it holds something that is no Kubernetes object");
        }
        objects.push(parsed as unknown as FreeObject);
      }
    } catch (error) {
      unreadable.push({ path, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { objects, unreadable };
}

/** The object as it is created: in the namespace of the installer ConfigMap and owned by it, unless of a kind that is not. */
export function placeObject(object: FreeObject, installer: ConfigMap): FreeObject {
  if (unowned.has(object.kind)) return object;
  const owner = ownerReferenceTo({ ...installer, apiVersion: "v1", kind: "ConfigMap" });
  const { namespace } = installer.metadata;
  return {
    ...object,
    metadata: {
      ...object.metadata,
      ...(namespace !== undefined && { namespace }),
      ownerReferences: [...(object.metadata.ownerReferences ?? []), owner],
    },
  };
}
