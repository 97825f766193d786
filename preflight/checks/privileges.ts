import { userPrivileges, type ObjectReference } from "../../clients/vcenter-privileges.js";
import type { InventoryPaths } from "../../config/inventory-paths.js";
import { failure, ok, skipped, type Finding } from "../../environment/finding.js";
import type { Check } from "../check.js";
import { placesOf, type Place } from "../inventory.js";
import type { Surroundings } from "../surroundings.js";

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

export const privileges: Check = {
  name: "vcenter-privileges",
  group: "vCenter",
  why: "A missing privilege shows only when a machine is cloned, configured or deleted, as a Cluster that never gets Ready.",
  remedy:
    "give the user a role with the privileges named on the objects named, propagated to what is below them",
  needs: ["inventory"],
  sections: ["template", "site"],
  async run(surroundings) {
    const asked = (
      await Promise.all(placesOf(surroundings.spec).map((place) => resolve(surroundings, place)))
    ).flat();
    const objects = [...new Set(asked.map(({ object }) => object))];
    const granted = await userPrivileges(surroundings.vcenter, objects);
    if (granted.size === 0) return skipped("vCenter does not tell the privileges of this user");
    const findings = asked.flatMap(({ path, at, object, needed }): Finding[] => {
      const missing = needed.filter((privilege) => granted.get(object)?.has(privilege) !== true);
      const { username } = surroundings.vcenter;
      const seen = `${username} lacks on "${at}": ${missing.join(", ")}`;
      return missing.length === 0 ? [] : [failure(seen, "each of these privileges", { path })];
    });
    return findings.length > 0 ? findings : ok(`every privilege needed, on ${objects.length} objects`);
  },
};

interface Asked {
  /** Config key. */
  readonly path: string;
  /** Inventory path. */
  readonly at: string;
  readonly object: ObjectReference;
  readonly needed: readonly string[];
}

async function resolve(surroundings: Surroundings, { section, paths }: Place): Promise<readonly Asked[]> {
  const needs = section === "tkg-edge:template" ? ofTemplate : ofCluster;
  const asked = await Promise.all(
    (Object.entries(needs) as [keyof InventoryPaths, readonly string[]][]).map(async ([key, needed]) => {
      const object = await surroundings.lookAtPath(paths[key]);
      return object === undefined ? [] : [{ path: `${section}.${key}`, at: paths[key], object, needed }];
    }),
  );
  return asked.flat();
}
