/**
 * The virtual machines and templates of a datacenter, with what TKG matches them by: the vApp properties of node images.
 *
 * One call of govc reads machines and folders together, whatever their number; folders are always there, so the call
 * never waits for a first machine. Disks are asked for node images alone, of which there are few.
 */
import { UserError } from "../config/problem.js";
import { exactly } from "./inventory-paths.js";
import type { Govc } from "./vcenter.js";

/** The vApp properties of category "Cluster API Provider (CAPI)", set by the vendor in each of its OVAs. */
export interface NodeImageProperties {
  /** VERSION, such as `v1.25.7+vmware.1-tiny.2-tkg.1-ac20b3`. */
  readonly version: string;
  /** DISTRO_NAME: `photon`, `ubuntu`. */
  readonly distroName: string;
  /** DISTRO_VERSION without dots, as OSImages have it: `3`, `2004`. */
  readonly distroVersion: string;
  /** DISTRO_ARCH: `amd64`. */
  readonly distroArch: string;
}

export interface VirtualMachine {
  /** Managed object id, such as `vm-59`. */
  readonly moid: string;
  /** Inventory path; the name alone for a machine inside a vApp. */
  readonly path: string;
  readonly template: boolean;
  /** `poweredOn`, `poweredOff` or `suspended`. */
  readonly powerState: string;
  /** Whether it was cloned for a node: it carries `guestinfo.userdata`. */
  readonly clone: boolean;
  /** Notes of the machine. */
  readonly annotation?: string;
  /** What the vendor wrote into its OVA; undefined where VERSION is not set. Clones have it too. */
  readonly image?: NodeImageProperties;
  /** Capacity of the largest disk in GiB; known for node images that are no clones. */
  readonly diskGiB?: number;
}

const userdata = 'config.extraConfig["guestinfo.userdata"]';

const collected = [
  "name",
  "parent",
  "config.template",
  "config.annotation",
  "config.vAppConfig.property",
  userdata,
  "runtime.powerState",
];

/** One object as `govc object.collect -json` prints it. */
interface CollectedObject {
  readonly obj: { readonly type: string; readonly value: string };
  readonly changeSet?: readonly { readonly name: string; readonly val?: unknown }[];
}

/**
 * @param datacenter inventory path
 * @throws UserError when vCenter does not answer or has no such datacenter
 */
export async function virtualMachines(govc: Govc, datacenter: string): Promise<readonly VirtualMachine[]> {
  const result = await govc([
    "object.collect",
    "-json",
    "-type",
    "f",
    "-type",
    "m",
    exactly(datacenter),
    ...collected,
  ]);
  if (!result.ok)
    throw new UserError(`looking for templates in ${datacenter} of vCenter failed: ${result.stderr}`);
  return Promise.all(
    readMachines(result.stdout, datacenter).map(async (machine) =>
      machine.image && !machine.clone ? { ...machine, ...(await largestDisk(govc, machine.moid)) } : machine,
    ),
  );
}

/** Reads what govc printed for the folders and machines below a datacenter. Exported for its tests. */
export function readMachines(output: string, datacenter: string): VirtualMachine[] {
  const objects = splitDocuments(output) as CollectedObject[];
  const values = new Map(
    objects.map(({ obj, changeSet = [] }) => [
      obj.value,
      new Map(changeSet.map(({ name, val }) => [name, val])),
    ]),
  );
  const pathOf = (moid: string): string => {
    const properties = values.get(moid);
    // The datacenter itself is not among what is below it.
    if (!properties) return datacenter;
    const { value: parent } = (properties.get("parent") ?? {}) as { readonly value?: string };
    const name = text(properties.get("name"));
    return parent === undefined ? name : `${pathOf(parent)}/${name}`;
  };
  return objects
    .filter(({ obj }) => obj.type === "VirtualMachine")
    .map(({ obj: { value: moid } }) => {
      const value = (name: string) => values.get(moid)?.get(name) ?? undefined;
      const annotation = text(value("config.annotation"));
      const image = imageOf(value("config.vAppConfig.property"));
      return {
        moid,
        path: pathOf(moid),
        template: value("config.template") === true,
        powerState: text(value("runtime.powerState")),
        clone: value(userdata) !== undefined,
        ...(annotation !== "" && { annotation }),
        ...(image && { image }),
      };
    });
}

interface VappProperty {
  readonly id?: string;
  readonly category?: string;
  readonly defaultValue?: string;
}

function imageOf(properties: unknown): NodeImageProperties | undefined {
  const all = listOf(properties) as VappProperty[];
  const property = (id: string) =>
    all.find((entry) => entry.category === "Cluster API Provider (CAPI)" && entry.id === id)?.defaultValue ??
    "";
  const version = property("VERSION");
  if (version === "") return undefined;
  return {
    version,
    distroName: property("DISTRO_NAME"),
    distroVersion: property("DISTRO_VERSION").replaceAll(".", ""),
    distroArch: property("DISTRO_ARCH"),
  };
}

/** A machine that is gone by now has no disk. */
async function largestDisk(govc: Govc, moid: string): Promise<{ readonly diskGiB?: number }> {
  const { ok, stdout } = await govc([
    "object.collect",
    "-json",
    `VirtualMachine:${moid}`,
    "config.hardware.device",
  ]);
  // Of one object alone, govc prints the changes without the object.
  const changes = ok ? (JSON.parse(stdout) as CollectedObject["changeSet"]) : undefined;
  const devices = (changes ?? []).flatMap(({ val }) => listOf(val)) as {
    readonly capacityInBytes?: number;
  }[];
  const largest = Math.max(0, ...devices.map(({ capacityInBytes = 0 }) => capacityInBytes));
  return largest === 0 ? {} : { diskGiB: largest / 2 ** 30 };
}

/** govc prints lists inside a wrapper. */
function listOf(value: unknown): unknown[] {
  const list = typeof value === "object" && value !== null && "_value" in value ? value._value : value;
  return Array.isArray(list) ? list : [];
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** govc prints a run of indented JSON objects, each of which begins at the first column. */
function splitDocuments(output: string): unknown[] {
  return output
    .split(/^(?=\{$)/m)
    .filter((part) => part.trim() !== "")
    .map((part) => JSON.parse(part) as unknown);
}
