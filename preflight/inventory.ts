/** Which inventory paths of a stack vCenter does not have, asked with govc. */
import { exactly, hasPattern, spellingHint } from "../clients/inventory-paths.js";
import type { ObjectReference } from "../clients/vcenter-privileges.js";
import type { Govc } from "../clients/vcenter.js";
import type { InventoryPaths } from "../config/inventory-paths.js";
import { UserError, type Problem } from "../config/problem.js";
import type { StackSpec } from "../config/stack-spec.js";

/** Where a stack places something in vCenter. */
export interface Place {
  /** Config section that says so, such as `tkg-edge:site.placement`. */
  readonly section: string;
  readonly paths: InventoryPaths;
}

export function placesOf({ template, site }: StackSpec): readonly Place[] {
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

const inventoryKeys = Object.keys(kinds) as (keyof InventoryPaths)[];

/** Looks a path up; undefined where nothing is there. */
export type LookAtPath = (path: string) => Promise<ObjectReference | undefined>;

/** @throws UserError when vCenter does not answer */
export const lookWith =
  (govc: Govc): LookAtPath =>
  async (path) => {
    const result = await govc(["find", "-i", "-maxdepth", "0", exactly(path)]);
    if (result.ok) return result.stdout.trim() || undefined;
    if (/not found/i.test(result.stderr)) return undefined;
    throw new UserError(`looking for ${path} in vCenter failed: ${result.stderr}`);
  };

/** Looks a path up as Cluster API's vSphere provider does: the one object that it matches as a pattern, if there is one. */
export const lookAsPatternWith =
  (govc: Govc): LookAtPath =>
  async (path) => {
    const result = await govc(["find", "-i", "-maxdepth", "0", path]);
    if (result.ok) return result.stdout.trim() || undefined;
    if (/not found|matches \d+ objects/i.test(result.stderr)) return undefined;
    throw new UserError(`looking for ${path} in vCenter failed: ${result.stderr}`);
  };

/** Whether others than us read the paths of a place, and as patterns: Cluster API's vSphere provider does a site's. */
export const isReadAsPattern = ({ section }: Place, path: string): boolean =>
  section === "tkg-edge:site.placement" && hasPattern(path);

/** The problem of a path that its reader would not find, or find with others. */
export function patternProblem(path: string, found: string): Problem {
  return {
    path,
    found: `"${found}"`,
    expected:
      "a path that is found when it is read as a pattern, as Cluster API's vSphere provider does: *, ? and [...] match " +
      "other names there. Rename the object in vCenter, or name another; tkg-edge:template may have such names",
  };
}

/** @returns one problem for each path at which nothing is, or something else */
export async function inventoryProblems(
  places: readonly Place[],
  look: LookAtPath,
  lookAsPattern: LookAtPath,
): Promise<readonly Problem[]> {
  const asked = places.flatMap((place) =>
    inventoryKeys.map(async (key): Promise<readonly Problem[]> => {
      const path = place.paths[key];
      const { what, types } = kinds[key];
      const object = await look(path);
      const type = object?.split(":")[0];
      const name = `${place.section}.${key}`;
      if (type !== undefined && types.includes(type)) {
        const isFound = !isReadAsPattern(place, path) || (await lookAsPattern(path)) === object;
        return isFound ? [] : [patternProblem(name, path)];
      }
      const found = type === undefined ? `"${path}", where nothing is` : `"${path}", which is a ${type}`;
      const hint = type === undefined ? spellingHint(path) : "";
      return [{ path: name, found, expected: `the inventory path of an existing ${what}${hint}` }];
    }),
  );
  return (await Promise.all(asked)).flat();
}
