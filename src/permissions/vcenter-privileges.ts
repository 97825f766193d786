/**
 * What a user needs in vCenter: the one that a stack names, which is also the one that Cluster API's vSphere provider and the
 * storage driver of the node log in as.
 */
import type { InventoryPaths } from "../config/inventory-paths.js";

/**
 * What shows that a privilege is needed. `simulator`: the simulated vCenter of the sandbox refuses the call without it, by a
 * rule of the sandbox that follows the vendor's documentation; a real vCenter was not asked. `documentation`: the vendor's alone.
 */
export type Proof = "simulator" | "documentation";

export interface VcenterPrivilege {
  /** As the API of vCenter has it. */
  readonly id: string;
  /** The object of the stack on which it is checked, given there or above. */
  readonly on: keyof InventoryPaths;
  readonly section: "template" | "site";
  readonly call: string;
  /** Who makes the call. */
  readonly by: "tkg-edge" | "Cluster API's vSphere provider" | "vSphere's storage driver";
  readonly proof: Proof;
  /** Whether `tkg-edge preflight` checks it. */
  readonly isChecked: boolean;
}

type Row = readonly [id: string, call: string, more?: Partial<VcenterPrivilege>];

const provider = "Cluster API's vSphere provider";
const driver = "vSphere's storage driver";
const clone = "CloneVM_Task, from the template";
const reconfigure = "ReconfigVM_Task, before the first start";

const ofSite: Readonly<Partial<Record<keyof InventoryPaths, readonly Row[]>>> = {
  datastore: [
    ["Datastore.AllocateSpace", `${clone}: the disks of the node`],
    ["Datastore.Browse", "the files of volumes", { by: driver }],
    ["Datastore.FileManagement", "the files of volumes, and of a deleted node"],
  ],
  network: [["Network.Assign", `${clone}, ${reconfigure}: the network card`]],
  resourcePool: [["Resource.AssignVMToPool", clone]],
  folder: [
    ["VirtualMachine.Config.AddExistingDisk", "ReconfigVM_Task: a volume is attached", { by: driver }],
    ["VirtualMachine.Config.AddNewDisk", clone],
    ["VirtualMachine.Config.AddRemoveDevice", `${clone}: the network cards of the template are replaced`],
    ["VirtualMachine.Config.AdvancedConfig", `${clone}: the bootstrap data of the node (guestinfo)`],
    ["VirtualMachine.Config.CPUCount", clone],
    ["VirtualMachine.Config.DiskExtend", `${clone}: a disk larger than the template's`],
    ["VirtualMachine.Config.EditDevice", clone],
    ["VirtualMachine.Config.Memory", clone],
    ["VirtualMachine.Config.RemoveDisk", "ReconfigVM_Task: a volume is detached", { by: driver }],
    ["VirtualMachine.Config.Settings", reconfigure, { proof: "simulator" }],
    ["VirtualMachine.Interact.PowerOff", "PowerOffVM_Task, before a node is deleted", { proof: "simulator" }],
    ["VirtualMachine.Interact.PowerOn", "PowerOnVM_Task", { proof: "simulator" }],
    ["VirtualMachine.Inventory.CreateFromExisting", clone],
    ["VirtualMachine.Inventory.Delete", "Destroy_Task, when a node is deleted", { proof: "simulator" }],
    ["VirtualMachine.Provisioning.DeployTemplate", clone],
  ],
};

const importing = "CreateImportSpec and ImportVApp (govc import.ova)";

const ofTemplate: Readonly<Partial<Record<keyof InventoryPaths, readonly Row[]>>> = {
  datastore: [
    ["Datastore.AllocateSpace", `${importing}: the disks of the OVA`],
    ["Datastore.FileManagement", `${importing}: the upload of the disks`],
  ],
  network: [["Network.Assign", importing]],
  resourcePool: [
    ["Resource.AssignVMToPool", importing],
    ["VApp.Import", importing, { proof: "simulator" }],
  ],
  folder: [
    ["VApp.Import", importing],
    ["VirtualMachine.Inventory.Create", importing],
    [
      "VirtualMachine.Provisioning.MarkAsTemplate",
      "MarkAsTemplate, after the upload",
      { proof: "simulator" },
    ],
    [
      "VirtualMachine.Config.Rename",
      "Rename_Task: a complete upload gets the name of the template (govc object.rename)",
      { isChecked: false },
    ],
    [
      "VirtualMachine.Inventory.Delete",
      "Destroy_Task: an upload that was broken off, or a template that the stack may remove (govc vm.destroy)",
      { proof: "simulator", isChecked: false },
    ],
  ],
};

const table = (
  section: VcenterPrivilege["section"],
  by: VcenterPrivilege["by"],
  rows: typeof ofSite,
): readonly VcenterPrivilege[] =>
  (Object.entries(rows) as [keyof InventoryPaths, readonly Row[]][]).flatMap(([on, all]) =>
    all.map(([id, call, more]) => ({
      ...{ id, on, section, call, by, proof: "documentation" as const, isChecked: true },
      ...more,
    })),
  );

export const vcenterPrivileges: readonly VcenterPrivilege[] = [
  ...table("template", "tkg-edge", ofTemplate),
  ...table("site", provider, ofSite),
];

/** What proves a privilege, in words. */
export const proofText: Readonly<Record<Proof, string>> = {
  simulator: "simulator",
  documentation: "from the vendor's documentation, not proved here",
};
