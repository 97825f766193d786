import assert from "node:assert/strict";
import { matchTemplate, parseNodeImages } from "../../../sandbox/stand-ins/tkg/template-match.js";

interface Machine {
  readonly moid: string;
  readonly template?: boolean;
  readonly powered?: string;
  readonly version?: string;
  readonly osVersion?: string;
  readonly userdata?: boolean;
  readonly category?: string;
}

/** One document as `govc object.collect -json -type m` prints it. */
function printed(machine: Machine): string {
  const { category = "Cluster API Provider (CAPI)", version = "v1-a", osVersion = "20.04" } = machine;
  const property = Object.entries({
    VERSION: version,
    DISTRO_NAME: "ubuntu",
    DISTRO_VERSION: osVersion,
    DISTRO_ARCH: "amd64",
  }).map(([id, defaultValue]) => ({ id, category, defaultValue }));
  const changes = {
    "config.template": machine.template ?? false,
    "config.vAppConfig": { property },
    "config.extraConfig": {
      _value: machine.userdata === true ? [{ key: "guestinfo.userdata", value: "x" }] : [],
    },
    "runtime.powerState": machine.powered ?? "poweredOff",
  };
  const changeSet = Object.entries(changes).map(([name, val]) => ({ name, op: "assign", val }));
  return JSON.stringify(
    { kind: "enter", obj: { type: "VirtualMachine", value: machine.moid }, changeSet },
    null,
    2,
  );
}

const query = { ovaVersion: "v1-a", osName: "ubuntu", osVersion: "2004", osArch: "amd64" };
const match = (...machines: Machine[]) =>
  matchTemplate(parseNodeImages(machines.map(printed).join("\n")), query);

describe("templates by vApp properties", () => {
  it("a template matches, dots in the OS version aside; the first one wins", () => {
    assert.equal(
      match({ moid: "vm-1", template: true }, { moid: "vm-2", template: true }).template?.moid,
      "vm-1",
    );
  });

  it("a VM that is no template is reported, a clone of the image is not", () => {
    const { template, nonTemplates } = match({ moid: "vm-1" }, { moid: "vm-2", userdata: true });
    assert.equal(template, undefined);
    assert.deepEqual(
      nonTemplates.map(({ moid }) => moid),
      ["vm-1"],
    );
  });

  for (const [title, machine] of [
    ["powered on", { moid: "vm-1", template: true, powered: "poweredOn" }],
    ["of another version", { moid: "vm-1", template: true, version: "v1-b" }],
    ["of another OS version", { moid: "vm-1", template: true, osVersion: "22.04" }],
    ["with properties of another category", { moid: "vm-1", template: true, category: "Other" }],
    ["without a version", { moid: "vm-1", template: true, version: "" }],
  ] as const) {
    it(`a template ${title} does not count`, () => {
      assert.deepEqual(match(machine), { template: undefined, nonTemplates: [] });
    });
  }
});
