/** Whether a user has the privileges that a stack needs in vCenter. Pure. */
import type { ObjectReference } from "../../clients/vcenter-privileges.js";
import type { InventoryPaths } from "../../config/inventory-paths.js";
import { vcenterPrivileges } from "../../permissions/vcenter-privileges.js";
import { failure, ok, skipped, type Finding } from "../finding.js";
import type { Place } from "./inventory.js";

/** An object with what is to be done there. */
export interface NeededOn {
  /** Config key. */
  readonly path: string;
  /** Inventory path. */
  readonly at: string;
  readonly needed: readonly string[];
}

/** What a place needs of vCenter, by its inventory paths. */
export function neededAt({ section, paths }: Place): readonly NeededOn[] {
  const wanted = section === "tkg-edge:template" ? "template" : "site";
  const checked = vcenterPrivileges.filter(
    (privilege) => privilege.isChecked && privilege.section === wanted,
  );
  const keys = new Set<keyof InventoryPaths>(checked.map(({ on }) => on));
  return [...keys].map((key) => ({
    path: `${section}.${key}`,
    at: paths[key],
    needed: checked.filter(({ on }) => on === key).map(({ id }) => id),
  }));
}

/**
 * @param needs with the objects at their paths
 * @param granted the user's privileges by object; empty where vCenter does not report them
 */
export function privilegeFindings(
  username: string,
  needs: readonly (NeededOn & { readonly object: ObjectReference })[],
  granted: ReadonlyMap<ObjectReference, ReadonlySet<string>>,
): readonly Finding[] {
  if (granted.size === 0) return [skipped("vCenter does not report the privileges of this user")];
  const findings = needs.flatMap(({ path, at, object, needed }): Finding[] => {
    const missing = needed.filter((privilege) => granted.get(object)?.has(privilege) !== true);
    const seen = `${username} lacks on "${at}": ${missing.join(", ")}`;
    return missing.length === 0 ? [] : [failure(seen, "each of these privileges", { path })];
  });
  const count = new Set(needs.map(({ object }) => object)).size;
  return findings.length > 0 ? findings : [ok(`every privilege needed, on ${count} objects`)];
}
