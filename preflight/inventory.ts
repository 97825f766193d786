/** Which inventory paths of a stack vCenter does not have, asked with govc. */
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
    const result = await govc(["find", "-i", "-maxdepth", "0", path]);
    if (result.ok) return result.stdout.trim() || undefined;
    if (/not found/i.test(result.stderr)) return undefined;
    throw new UserError(`looking for ${path} in vCenter failed: ${result.stderr}`);
  };

/** @returns one problem for each path at which nothing is, or something else */
export async function inventoryProblems(
  places: readonly Place[],
  look: LookAtPath,
): Promise<readonly Problem[]> {
  const asked = places.flatMap(({ section, paths }) =>
    inventoryKeys.map(async (key): Promise<readonly Problem[]> => {
      const path = paths[key];
      const { what, types } = kinds[key];
      const type = (await look(path))?.split(":")[0];
      if (type !== undefined && types.includes(type)) return [];
      const found = type === undefined ? `"${path}", where nothing is` : `"${path}", which is a ${type}`;
      return [{ path: `${section}.${key}`, found, expected: `the inventory path of an existing ${what}` }];
    }),
  );
  return (await Promise.all(asked)).flat();
}
