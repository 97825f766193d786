/** Which inventory paths of a stack vCenter does not have. Pure. */
import { hasPattern, spellingHint } from "../../clients/inventory-paths.js";
import type { ObjectReference } from "../../clients/vcenter-privileges.js";
import type { InventoryPaths } from "../../config/inventory-paths.js";
import type { StackSpec } from "../../config/stack-spec.js";
import { wrongValue, type Finding } from "../finding.js";

/** Where a stack places something in vCenter. */
export interface Place {
  /** Config section that names it, such as `tkg-edge:site.placement`. */
  readonly section: string;
  readonly paths: InventoryPaths;
}

export function placesOf({ template, site }: Pick<StackSpec, "template" | "site">): readonly Place[] {
  return [
    ...(template ? [{ section: "tkg-edge:template", paths: template }] : []),
    ...(site ? [{ section: "tkg-edge:site.placement", paths: site.placement }] : []),
  ];
}

/** What may stand at the path of a key. */
const kinds: Readonly<
  Record<keyof InventoryPaths, { readonly what: string; readonly types: readonly string[] }>
> = {
  datacenter: { what: "datacenter", types: ["Datacenter"] },
  datastore: { what: "datastore", types: ["Datastore"] },
  folder: { what: "VM folder", types: ["Folder"] },
  network: { what: "network", types: ["Network", "DistributedVirtualPortgroup", "OpaqueNetwork"] },
  resourcePool: { what: "resource pool", types: ["ResourcePool", "VirtualApp"] },
};

export const inventoryKeys = Object.keys(kinds) as (keyof InventoryPaths)[];

/** Whether others than us read the paths of a place, and as patterns: Cluster API's vSphere provider does a site's. */
export const isReadAsPattern = ({ section }: Place, path: string): boolean =>
  section === "tkg-edge:site.placement" && hasPattern(path);

/** A path that its reader would not find, or find with others. @param key of the stack */
export const ambiguousPath = (key: string, path: string): Finding =>
  wrongValue(
    key,
    `"${path}"`,
    "a path that is found when it is read as a pattern, as Cluster API's vSphere provider does: *, ? and [...] match " +
      "other names there. Rename the object in vCenter, or name another; tkg-edge:template may have such names",
  );

/** A path that was not found. @param where behind the kind of object. @param words of the client */
export const unfoundPath = (
  { section, paths }: Place,
  key: keyof InventoryPaths,
  where: string,
  words: string,
): Finding =>
  wrongValue(
    `${section}.${key}`,
    `"${paths[key]}"`,
    `the inventory path of an existing ${kinds[key].what}${where} (${words})${spellingHint(paths[key])}`,
  );

/**
 * @param object what is at the path
 * @param asPattern what is found when the path is read as a pattern, where others read it so
 * @returns nothing for a path at which the right kind of object is
 */
export function pathFinding(
  place: Place,
  key: keyof InventoryPaths,
  object: ObjectReference | undefined,
  asPattern: ObjectReference | undefined,
): readonly Finding[] {
  const path = place.paths[key];
  const { what, types } = kinds[key];
  const type = object?.split(":")[0];
  const name = `${place.section}.${key}`;
  if (type !== undefined && types.includes(type)) {
    return !isReadAsPattern(place, path) || asPattern === object ? [] : [ambiguousPath(name, path)];
  }
  const found = type === undefined ? `"${path}", where nothing is` : `"${path}", which is a ${type}`;
  const hint = type === undefined ? spellingHint(path) : "";
  return [wrongValue(name, found, `the inventory path of an existing ${what}${hint}`)];
}
