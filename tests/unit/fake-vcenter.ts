import { posix } from "node:path";
import type { Govc } from "../../src/clients/vcenter.js";
import type { NodeImageProperties, VirtualMachine } from "../../src/environment/facts/virtual-machine.js";

/** What a vCenter has, and how it refuses a login, in govc's words. */
export interface FakeInventory {
  readonly machines?: readonly VirtualMachine[];
  readonly refusal?: string;
  /** Kinds of the other objects at inventory paths, such as `Datacenter` at `/dc0`. */
  readonly objects?: ReadonlyMap<string, string>;
  /** @default 8.0.1 */
  readonly version?: string;
  /** Of every datastore. @default 100 */
  readonly freeGiB?: number;
  /** What govc reads in an OVA on this machine. */
  readonly ova?: NodeImageProperties;
}

/** A vCenter that answers as govc prints it, and notes its questions. */
export class FakeVcenter {
  readonly queries: string[] = [];

  constructor(private readonly inventory: FakeInventory) {}

  readonly govc: Govc = (args) => {
    this.queries.push(args.join(" "));
    const { refusal } = this.inventory;
    if (refusal !== undefined) return Promise.resolve({ ok: false, stdout: "", stderr: refusal });
    const stdout = this.#answer(args);
    return Promise.resolve(
      stdout === undefined
        ? { ok: false, stdout: "", stderr: `govc: ${args.join(" ")} not found` }
        : { ok: true, stdout, stderr: "" },
    );
  };

  #answer(args: readonly string[]): string | undefined {
    const { machines = [], objects = new Map<string, string>(), ova } = this.inventory;
    const { version = "8.0.1", freeGiB = 100 } = this.inventory;
    const [command = "", ...more] = args;
    const moid = more.find((arg) => arg.startsWith("VirtualMachine:"))?.split(":")[1];
    switch (command) {
      case "about":
        return JSON.stringify({ about: { apiType: "VirtualCenter", version, build: "1" } });
      case "vm.info": {
        const path = more.find((arg) => arg.startsWith("-vm.ipath="))?.slice("-vm.ipath=".length);
        const found = machines.find((machine) => machine.path === path);
        return found && JSON.stringify({ virtualMachines: [{ config: configOf(found) }] });
      }
      case "object.collect":
        return moid === undefined
          ? collected(machines)
          : JSON.stringify(devicesOf(machines.find((one) => one.moid === moid)));
      case "find": {
        const path = more.at(-1) ?? "";
        const kind = objects.get(path);
        return kind && `${kind}:${path}\n`;
      }
      case "datastore.info":
        return JSON.stringify({
          datastores: [{ summary: { freeSpace: freeGiB * 2 ** 30, accessible: true } }],
        });
      case "import.spec":
        return ova && JSON.stringify({ PropertyMapping: mappingOf(ova), NetworkMapping: null });
      default:
        return undefined;
    }
  }
}

const mappingOf = ({ version, distroName, distroVersion, distroArch }: NodeImageProperties) => [
  { Key: "VERSION", Value: version },
  { Key: "DISTRO_NAME", Value: distroName },
  { Key: "DISTRO_VERSION", Value: distroVersion },
  { Key: "DISTRO_ARCH", Value: distroArch },
];

const configOf = ({ template, annotation }: VirtualMachine) => ({ template, annotation });

const devicesOf = (machine: VirtualMachine | undefined) =>
  machine?.diskGiB === undefined
    ? []
    : [
        {
          name: "config.hardware.device",
          val: {
            _typeName: "ArrayOfVirtualDevice",
            _value: [{ capacityInBytes: machine.diskGiB * 2 ** 30 }],
          },
        },
      ];

/** Folders and machines below `/DATACENTER`, one indented JSON object after the other. */
function collected(machines: readonly VirtualMachine[]): string {
  const folders = [...new Set(machines.map(({ path }) => posix.dirname(path)))];
  const documents = [
    ...folders.map((folder) => ({
      obj: { type: "Folder", value: folder },
      changeSet: [
        { name: "name", val: folder.split("/").slice(2).join("/") },
        { name: "parent", val: { type: "Datacenter", value: "datacenter-2" } },
      ],
    })),
    ...machines.map((machine) => ({
      obj: { type: "VirtualMachine", value: machine.moid },
      changeSet: changesOf(machine),
    })),
  ];
  return documents.map((document) => JSON.stringify(document, null, 2)).join("\n");
}

function changesOf({ path, template, powerState, clone, annotation, image }: VirtualMachine) {
  const property = (id: string, defaultValue: string) => ({
    category: "Cluster API Provider (CAPI)",
    ...{ id, defaultValue },
  });
  const properties = image && [
    property("VERSION", image.version),
    property("DISTRO_NAME", image.distroName),
    property("DISTRO_VERSION", image.distroVersion),
    property("DISTRO_ARCH", image.distroArch),
  ];
  return [
    { name: "name", val: posix.basename(path) },
    { name: "parent", val: { type: "Folder", value: posix.dirname(path) } },
    { name: "config.template", val: template },
    { name: "runtime.powerState", val: powerState },
    ...(annotation === undefined ? [] : [{ name: "config.annotation", val: annotation }]),
    ...(clone ? [{ name: 'config.extraConfig["guestinfo.userdata"]', val: { key: "k", value: "v" } }] : []),
    ...(properties ? [{ name: "config.vAppConfig.property", val: { _value: properties } }] : []),
  ];
}
