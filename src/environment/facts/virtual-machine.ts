/**
 * The virtual machines and templates of a datacenter, with what TKG matches them by: the vApp properties of node images.
 *
 * One call of govc reads machines and folders together, whatever their number; folders are always there, so the call
 * never waits for a first machine. Disks are read of node images alone, of which there are few.
 */
import * as z from "zod";
import { exactly } from "../../clients/inventory-paths.js";
import type { Govc } from "../../clients/vcenter.js";
import { UserError } from "../../config/problem.js";
import { changes, listed, readCollected, reference } from "./govc-json.js";
import { lenient, text } from "./lenient.js";

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

const machineProperties = z.object({
  name: text,
  parent: reference,
  "config.template": lenient(z.boolean()),
  "config.annotation": text,
  "config.vAppConfig.property": listed(z.object({ id: text, category: text, defaultValue: text })),
  [userdata]: z.unknown().optional(),
  "runtime.powerState": text,
});

type Properties = z.output<typeof machineProperties>;

/**
 * @param datacenter inventory path
 * @throws UserError when vCenter does not answer or has no such datacenter
 */
export async function virtualMachines(govc: Govc, datacenter: string): Promise<readonly VirtualMachine[]> {
  const properties = Object.keys(machineProperties.shape);
  const kinds = ["-type", "f", "-type", "m"];
  const result = await govc(["object.collect", "-json", ...kinds, exactly(datacenter), ...properties]);
  if (!result.ok)
    throw new UserError(`searching vCenter's ${datacenter} for templates failed: ${result.stderr}`);
  return Promise.all(
    readMachines(result.stdout, datacenter).map(async (machine) =>
      machine.image && !machine.clone ? { ...machine, ...(await largestDisk(govc, machine.moid)) } : machine,
    ),
  );
}

/** Reads what govc printed for the folders and machines below a datacenter. Exported for its tests. */
export function readMachines(output: string, datacenter: string): VirtualMachine[] {
  const objects = readCollected(output).map(({ obj, changeSet }) => ({
    ...obj,
    properties: machineProperties.parse(Object.fromEntries(changeSet.map(({ name, val }) => [name, val]))),
  }));
  const byId = new Map(objects.map(({ value, properties }) => [value, properties]));
  const pathOf = (moid: string): string => {
    const found = byId.get(moid);
    // The datacenter itself is not among what is below it.
    if (!found) return datacenter;
    const { name = "", parent } = found;
    return parent?.value === undefined ? name : `${pathOf(parent.value)}/${name}`;
  };
  return objects
    .filter(({ type }) => type === "VirtualMachine")
    .map(({ value: moid, properties }) => ({ moid, path: pathOf(moid), ...readMachine(properties) }));
}

function readMachine(properties: Properties): Omit<VirtualMachine, "moid" | "path"> {
  const annotation = properties["config.annotation"];
  const image = imageOf(properties["config.vAppConfig.property"]);
  const userData = properties[userdata];
  return {
    template: properties["config.template"] === true,
    powerState: properties["runtime.powerState"] ?? "",
    clone: userData !== undefined && userData !== null,
    ...(annotation !== undefined && { annotation }),
    ...(image && { image }),
  };
}

function imageOf(properties: Properties["config.vAppConfig.property"]): NodeImageProperties | undefined {
  const ofNodes = properties.filter(({ category }) => category === "Cluster API Provider (CAPI)");
  const property = (wanted: string) => ofNodes.find(({ id }) => id === wanted)?.defaultValue ?? "";
  const version = property("VERSION");
  if (version === "") return undefined;
  return {
    version,
    distroName: property("DISTRO_NAME"),
    distroVersion: property("DISTRO_VERSION").replaceAll(".", ""),
    distroArch: property("DISTRO_ARCH"),
  };
}

const device = z.object({ capacityInBytes: lenient(z.number()) });

/** A machine that is gone by now has no disk. */
async function largestDisk(govc: Govc, moid: string): Promise<{ readonly diskGiB?: number }> {
  const devices = "config.hardware.device";
  const { ok, stdout } = await govc(["object.collect", "-json", `VirtualMachine:${moid}`, devices]);
  const all = ok ? changes.parse(JSON.parse(stdout)).flatMap(({ val }) => listed(device).parse(val)) : [];
  const largest = Math.max(0, ...all.map(({ capacityInBytes = 0 }) => capacityInBytes));
  return largest === 0 ? {} : { diskGiB: largest / 2 ** 30 };
}
