/** Whether a user has the privileges that a stack needs in vCenter. Pure. */
import type { ObjectReference } from "../../clients/vcenter-privileges.js";
import type { InventoryPaths } from "../../config/inventory-paths.js";
import { failure, ok, skipped, type Finding } from "../finding.js";
import type { Place } from "./inventory.js";

type Needed = Readonly<Partial<Record<keyof InventoryPaths, readonly string[]>>>;

/** What Cluster API's vSphere provider and the storage driver do with a node's machine. */
const ofCluster: Needed = {
  datastore: ["Datastore.AllocateSpace", "Datastore.Browse", "Datastore.FileManagement"],
  network: ["Network.Assign"],
  resourcePool: ["Resource.AssignVMToPool"],
  folder: [
    "VirtualMachine.Config.AddExistingDisk",
    "VirtualMachine.Config.AddNewDisk",
    "VirtualMachine.Config.AddRemoveDevice",
    "VirtualMachine.Config.AdvancedConfig",
    "VirtualMachine.Config.CPUCount",
    "VirtualMachine.Config.DiskExtend",
    "VirtualMachine.Config.EditDevice",
    "VirtualMachine.Config.Memory",
    "VirtualMachine.Config.RemoveDisk",
    "VirtualMachine.Config.Settings",
    "VirtualMachine.Interact.PowerOff",
    "VirtualMachine.Interact.PowerOn",
    "VirtualMachine.Inventory.CreateFromExisting",
    "VirtualMachine.Inventory.Delete",
    "VirtualMachine.Provisioning.DeployTemplate",
  ],
};

/** What the import of an OVA does. */
const ofTemplate: Needed = {
  datastore: ["Datastore.AllocateSpace", "Datastore.FileManagement"],
  network: ["Network.Assign"],
  resourcePool: ["Resource.AssignVMToPool", "VApp.Import"],
  folder: ["VApp.Import", "VirtualMachine.Inventory.Create", "VirtualMachine.Provisioning.MarkAsTemplate"],
};

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
  const needs = section === "tkg-edge:template" ? ofTemplate : ofCluster;
  return (Object.entries(needs) as [keyof InventoryPaths, readonly string[]][]).map(([key, needed]) => ({
    path: `${section}.${key}`,
    at: paths[key],
    needed,
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
