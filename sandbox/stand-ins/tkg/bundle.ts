/**
 * What is in a TKr bundle, and how its objects are meant for the management cluster. Pure.
 */
import { load } from "js-yaml";
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
  /** The whole install then fails: for a file without any content, or with comments alone (measured F.4). */
  readonly fatal: boolean;
}

/**
 * The objects of a bundle, and the files that could not be read. Files under a dot are no objects. Of a file with several
 * documents the first alone is read (measured F.4).
 */
export function parseObjects(files: BundleFiles): { objects: FreeObject[]; unreadable: Unreadable[] } {
  const objects: FreeObject[] = [];
  const unreadable: Unreadable[] = [];
  for (const [path, text] of files) {
    if (path.startsWith(".")) continue;
    let first: unknown;
    try {
      first = firstDocument(text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      unreadable.push({ path, reason, fatal: false });
      continue;
    }
    if (isRecord(first) && typeof first.kind === "string") {
      objects.push(first as unknown as FreeObject);
    } else {
      const fatal = first === undefined || first === null;
      const reason = fatal ? "it is empty" : "it holds something that is no Kubernetes object";
      unreadable.push({ path, reason, fatal });
    }
  }
  return { objects, unreadable };
}

/** What stands behind the first document is never parsed. Comments before its line of dashes belong to it. */
function firstDocument(text: string): unknown {
  const body = text.replace(/^(?:[ \t]*(?:#.*)?\r?\n)*---[ \t]*\r?(?:\n|$)/, "");
  const [first = ""] = body.split(/^---(?:[ \t].*)?\r?$/m);
  return load(first);
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
