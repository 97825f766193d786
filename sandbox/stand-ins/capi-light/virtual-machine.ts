// The cluster's virtual machine in vcsim, through govc, with the credentials of the Cluster's own identity.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { govc, type VcenterAccess } from "../../guest/vcenter.js";
import { isRecord } from "../runtime/objects.js";
import type { Placement } from "./placement.js";

/** A virtual machine that exists. */
export interface Existing {
  readonly moid: string;
  readonly biosUuid: string;
  readonly poweredOn: boolean;
  /** As VMware Tools report it; empty until they do. */
  readonly address: string;
}

/**
 * Finds a virtual machine by its inventory path. @throws Error with govc's text if vCenter cannot be queried.
 */
export async function find(vcenter: VcenterAccess, path: string): Promise<Existing | undefined> {
  const answer: unknown = JSON.parse(await govc(vcenter, ["vm.info", "-json", path]));
  const list =
    isRecord(answer) && Array.isArray(answer.virtualMachines) ? (answer.virtualMachines as unknown[]) : [];
  const [first] = list;
  if (!isRecord(first)) return undefined;
  const part = (of: unknown, key: string) => (isRecord(of) ? of[key] : undefined);
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return {
    moid: text(part(first.self, "value")),
    biosUuid: text(part(first.config, "uuid")).toLowerCase(),
    poweredOn: part(first.runtime, "powerState") === "poweredOn",
    address: text(part(first.guest, "ipAddress")),
  };
}

/**
 * Clones the template in the requested size, adds the bootstrap data, and powers the clone on. A clone that
 * an earlier attempt left unfinished is finished.
 * @throws Error with govc's text: an unknown path, a template disk larger than requested.
 */
export async function provide(
  vcenter: VcenterAccess,
  placement: Placement,
  name: string,
  bootstrap: { readonly userData: string; readonly metadata: string },
  /** A directory for a file that holds the bootstrap data for a moment. */
  directory: string,
): Promise<Existing> {
  const path = `${placement.folder}/${name}`;
  const before = await find(vcenter, path);
  if (!before) await clone(vcenter, placement, name);
  if (!before?.poweredOn) {
    await govc(vcenter, ["vm.disk.change", "-vm", path, "-size", `${placement.diskGiB}G`]);
    await putBootstrap(vcenter, path, bootstrap, directory);
    await govc(vcenter, ["vm.power", "-on", path]);
  }
  const now = await find(vcenter, path);
  if (!now) throw new Error(`the virtual machine ${path} vanished while it was cloned`);
  return now;
}

async function clone(vcenter: VcenterAccess, placement: Placement, name: string): Promise<void> {
  await govc(vcenter, [
    "vm.clone",
    ...["-vm", placement.template],
    ...["-dc", placement.datacenter],
    ...["-folder", placement.folder],
    ...["-pool", placement.resourcePool],
    ...["-ds", placement.datastore],
    ...["-net", placement.network],
    ...["-c", String(placement.numCpus)],
    ...["-m", String(placement.memoryMiB)],
    "-on=false",
    name,
  ]);
}

/** The bootstrap data holds private keys: it goes through a file that only we can read, never through arguments. */
async function putBootstrap(
  vcenter: VcenterAccess,
  path: string,
  bootstrap: { readonly userData: string; readonly metadata: string },
  directory: string,
): Promise<void> {
  const folder = mkdtempSync(join(directory, "bootstrap-"));
  try {
    const settings = Object.entries({ userdata: bootstrap.userData, metadata: bootstrap.metadata });
    const args = settings.flatMap(([key, content]) => {
      const file = join(folder, key);
      writeFileSync(file, Buffer.from(content).toString("base64"), { mode: 0o600 });
      return ["-f", `guestinfo.${key}=${file}`, "-e", `guestinfo.${key}.encoding=base64`];
    });
    await govc(vcenter, ["vm.change", "-vm", path, ...args]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Powers a virtual machine off and destroys it; one that is gone already is no error. */
export async function destroy(vcenter: VcenterAccess, path: string): Promise<void> {
  if (await find(vcenter, path)) await govc(vcenter, ["vm.destroy", path]);
}
