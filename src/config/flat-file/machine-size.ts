/**
 * The size of the node. The vendor's CLI knows sizes by name and numbers for all nodes or for the control plane alone;
 * what is nearer to the one node wins, number by number.
 */
import type { Keys } from "./key-set.js";
import { wholeNumber } from "./value-readers.js";

interface MachineSize {
  readonly numCPUs: number;
  readonly memoryMiB: number;
  readonly diskGiB: number;
}

/** The vendor's sizes for vSphere. */
const sizes: Readonly<Record<string, MachineSize>> = {
  small: { numCPUs: 2, memoryMiB: 4096, diskGiB: 20 },
  medium: { numCPUs: 2, memoryMiB: 8192, diskGiB: 40 },
  large: { numCPUs: 4, memoryMiB: 16384, diskGiB: 40 },
  "extra-large": { numCPUs: 8, memoryMiB: 32768, diskGiB: 80 },
};

/** For the documentation. */
export const sizeTable = Object.entries(sizes)
  .map(
    ([name, { numCPUs, memoryMiB, diskGiB }]) =>
      `${name} (${numCPUs} CPUs, ${memoryMiB} MiB, ${diskGiB} GiB)`,
  )
  .join(", ");

const numberKeys: Readonly<Record<keyof MachineSize, readonly string[]>> = {
  numCPUs: ["VSPHERE_CONTROL_PLANE_NUM_CPUS", "VSPHERE_NUM_CPUS"],
  memoryMiB: ["VSPHERE_CONTROL_PLANE_MEM_MIB", "VSPHERE_MEM_MIB"],
  diskGiB: ["VSPHERE_CONTROL_PLANE_DISK_GIB", "VSPHERE_DISK_GIB"],
};

const nameKeys = ["CONTROLPLANE_SIZE", "SIZE"];

export function machineSize(keys: Keys): void {
  const named = nameKeys.filter((key) => keys.get(key) !== undefined);
  const byName = named.flatMap((key) => {
    const size = sizes[(keys.get(key) ?? "").toLowerCase()];
    if (size === undefined) keys.refuse(key, `a size of the vendor's: ${Object.keys(sizes).join(", ")}`);
    return size === undefined ? [] : [{ key, size }];
  });
  const used = new Set<string>();
  for (const [field, candidates] of Object.entries(numberKeys) as [keyof MachineSize, readonly string[]][]) {
    const numbers = candidates.flatMap((key) => {
      const text = keys.get(key);
      if (text === undefined) return [];
      const read = wholeNumber(text);
      if ("value" in read) return [{ key, value: read.value }];
      keys.refuse(key, read.expected);
      return [];
    });
    const all = [...numbers, ...byName.map(({ key, size }) => ({ key, value: size[field] }))];
    const [winner] = all;
    if (winner === undefined) continue;
    used.add(winner.key);
    keys.set(`site.machine.${field}`, winner.value, winner.key);
    for (const { key } of numbers.slice(1)) keys.note(key, `is ignored: ${winner.key} wins`);
  }
  for (const { key } of byName) {
    if (!used.has(key)) keys.note(key, "is ignored: other keys give every size");
  }
}
