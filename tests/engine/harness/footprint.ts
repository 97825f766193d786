/** Everything that a sandbox has and that a cluster could leave behind: objects, VMs, processes, ports and disks. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { isAlive } from "../../../sandbox/process-identity.js";
import { recordedProcesses } from "../../../sandbox/process-records.js";
import type { Sandbox } from "../../../sandbox/sandbox.js";
import { inventory, type Inventory } from "./inventory.js";
import { portsIn } from "./listening-ports.js";
import type { LiveApis } from "./live-apis.js";

export interface Footprint extends Inventory {
  /** Names of the recorded processes that live, sorted. */
  readonly processes: readonly string[];
  /** `address:port` in the sandbox's block, sorted. */
  readonly sockets: readonly string[];
  /** Managed object ids of the VMs whose guest has a disk. */
  readonly guestDisks: readonly string[];
}

export async function footprint(sandbox: Sandbox, apis: LiveApis): Promise<Footprint> {
  const disks = join(sandbox.directory, "guests");
  return {
    ...(await inventory(apis)),
    processes: recordedProcesses(sandbox.directory)
      .filter((record) => isAlive(record))
      .map(({ name }) => name)
      .sort(),
    sockets: portsIn(sandbox.block).sort(),
    guestDisks: existsSync(disks) ? readdirSync(disks).sort() : [],
  };
}

/** What is in the second one and not in the first one, field by field. */
export function grown(before: Footprint, after: Footprint): Footprint {
  const added = (field: keyof Footprint) => after[field].filter((entry) => !before[field].includes(entry));
  return {
    objects: added("objects"),
    virtualMachines: added("virtualMachines"),
    processes: added("processes"),
    sockets: added("sockets"),
    guestDisks: added("guestDisks"),
  };
}
