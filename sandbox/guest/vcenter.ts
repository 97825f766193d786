// The guest's only source and only way out: the virtual machines of vcsim, through govc.
//
// In:  where vCenter is. Out: the state of every virtual machine as it changes (one long poll, no fast polling),
// and the address of a virtual machine, written where VMware Tools would report it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { execa } from "execa";
import { toolPath } from "../toolchain/tools.js";
import { JsonStream } from "./json-stream.js";

/** Where the simulated vCenter is and who logs in. */
export interface VcenterAccess {
  /** host:port */
  readonly server: string;
  readonly username: string;
  readonly password: string;
  /** Absolute path of the PEM file that vCenter's certificate is checked with. */
  readonly caFile: string;
}

/** The guest's view of a virtual machine: what its firmware and VMware Tools would report inside it. */
export interface VirtualMachine {
  /** Managed object id, e.g. "vm-62"; never used twice by a vCenter. */
  readonly moid: string;
  readonly name: string;
  readonly biosUuid: string;
  readonly poweredOn: boolean;
  readonly cpus: number;
  readonly memoryMiB: number;
  /** guestinfo.* and all other extra configuration. */
  readonly extraConfig: ReadonlyMap<string, string>;
}

/** The environment for a govc child process. Credentials travel in it, never in arguments. */
export function govcEnvironment(vcenter: VcenterAccess): Record<string, string> {
  return {
    GOVC_URL: `https://${vcenter.server}`,
    GOVC_USERNAME: vcenter.username,
    GOVC_PASSWORD: vcenter.password,
    GOVC_TLS_CA_CERTS: vcenter.caFile,
    // A session file would go to the user's home.
    GOVC_PERSIST_SESSION: "false",
    // govc reads saved sessions from HOME; PATH is not needed.
    HOME: "/nonexistent",
  };
}

/** Runs govc and returns its standard output. @throws Error with govc's own words when it fails. */
export async function govc(
  vcenter: VcenterAccess,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<string> {
  const result = await execa(toolPath("govc"), args, {
    env: govcEnvironment(vcenter),
    extendEnv: false,
    reject: false,
    ...(signal ? { cancelSignal: signal } : {}),
  });
  if (result.failed) throw new Error(`govc ${args[0] ?? ""}: ${result.stderr || result.shortMessage}`);
  return result.stdout;
}

/** Reports an address as VMware Tools inside the guest would: CAPV reads it from guest.net. */
export async function reportAddress(vcenter: VcenterAccess, moid: string, address: string, host: string) {
  const settings = [`SET.guest.ipAddress=${address}`, `SET.guest.hostName=${host}`];
  await govc(vcenter, [
    "vm.change",
    "-vm",
    `VirtualMachine:${moid}`,
    ...settings.flatMap((value) => ["-e", value]),
  ]);
}

const properties = [
  "name",
  "config.uuid",
  "config.hardware.numCPU",
  "config.hardware.memoryMB",
  "config.extraConfig",
  "runtime.powerState",
] as const;

interface ObjectUpdate {
  readonly kind: "enter" | "modify" | "leave";
  readonly obj: { readonly value: string };
  readonly changeSet?: readonly { readonly name: string; readonly val: unknown }[];
}

/** The state of all virtual machines, built from the updates of a property collector. */
export class Inventory {
  private readonly known = new Map<string, Map<string, unknown>>();

  /** Applies one update. @returns the moid that it is about. */
  apply(update: ObjectUpdate): string {
    const moid = update.obj.value;
    if (update.kind === "leave") this.known.delete(moid);
    else {
      const values = this.known.get(moid) ?? new Map<string, unknown>();
      for (const change of update.changeSet ?? []) values.set(change.name, change.val);
      this.known.set(moid, values);
    }
    return moid;
  }

  /** The virtual machines of which everything is known. */
  list(): VirtualMachine[] {
    return [...this.known].flatMap(([moid, values]) => {
      const uuid = values.get("config.uuid");
      return typeof uuid === "string" ? [describe(moid, uuid, values)] : [];
    });
  }
}

function describe(moid: string, biosUuid: string, values: ReadonlyMap<string, unknown>): VirtualMachine {
  const number = (name: string) => {
    const value = values.get(name);
    return typeof value === "number" ? value : 0;
  };
  const options = (values.get("config.extraConfig") ?? {}) as {
    _value?: readonly { key: string; value: unknown }[];
  };
  return {
    moid,
    biosUuid: biosUuid.toLowerCase(),
    name: String(values.get("name")),
    poweredOn: values.get("runtime.powerState") === "poweredOn",
    cpus: number("config.hardware.numCPU"),
    memoryMiB: number("config.hardware.memoryMB"),
    extraConfig: new Map((options._value ?? []).map(({ key, value }) => [key, String(value)])),
  };
}

/**
 * Follows all virtual machines with one long poll until vCenter ends it or the signal aborts it.
 * @param onChange gets all virtual machines each time one of them changed.
 * @throws Error with govc's words when the poll ends by itself.
 */
export async function followVirtualMachines(
  vcenter: VcenterAccess,
  onChange: (machines: readonly VirtualMachine[]) => void,
  signal: AbortSignal,
): Promise<void> {
  const child = spawn(
    toolPath("govc"),
    ["object.collect", "-json", "-n=-1", "-type", "m", "/", ...properties],
    {
      env: govcEnvironment(vcenter),
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const stop = () => child.kill("SIGKILL");
  signal.addEventListener("abort", stop, { once: true });
  const inventory = new Inventory();
  const updates = new JsonStream();
  let words = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (words = (words + text).slice(-2000)));
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const documents = updates.push(text) as ObjectUpdate[];
    for (const update of documents) inventory.apply(update);
    if (documents.length > 0) onChange(inventory.list());
  });
  try {
    await once(child, "close");
  } finally {
    signal.removeEventListener("abort", stop);
  }
  if (!signal.aborted)
    throw new Error(`the watch of vCenter's virtual machines ended: ${words.trim() || "no reason"}`);
}
