import assert from "node:assert/strict";
import type { OsImage } from "../../../src/environment/facts/os-image.js";
import { readMachines, type VirtualMachine } from "../../../src/environment/facts/virtual-machine.js";
import { matchTemplates } from "../../../src/environment/judgements/template-match.js";

const version = "v1.25.7+vmware.1-tiny.2-tkg.1-87b1b3";
const ubuntu: OsImage = {
  name: "v1.25.7---vmware.1-tiny.2-tkg.1-87b1b3",
  kubernetesVersion: "v1.25.7+vmware.1-tiny.2",
  os: "ubuntu",
  osVersion: "2004",
  arch: "amd64",
  ovaVersion: version,
};
const machine = (path: string, changes: Partial<VirtualMachine> = {}): VirtualMachine => ({
  moid: `vm-${path}`,
  path,
  template: true,
  powerState: "poweredOff",
  clone: false,
  image: { version, distroName: "ubuntu", distroVersion: "2004", distroArch: "amd64" },
  ...changes,
});
const other = { version: "v1.24.9+other", distroName: "ubuntu", distroVersion: "2004", distroArch: "amd64" };

describe("templates of an OS image", () => {
  it("are found by vApp properties, whatever their names, in the order of their paths", () => {
    const { templates, nearMisses } = matchTemplates([machine("/dc0/vm/z"), machine("/dc0/vm/a")], ubuntu);
    assert.deepEqual(
      templates.map(({ path }) => path),
      ["/dc0/vm/a", "/dc0/vm/z"],
    );
    assert.deepEqual(nearMisses, []);
  });

  const misses: readonly [string, VirtualMachine, RegExp][] = [
    [
      "a VM that was not converted",
      machine("/a", { template: false }),
      /no template: govc vm\.markastemplate '\/a'/,
    ],
    [
      "a VM that runs",
      machine("/a", { template: false, powerState: "poweredOn" }),
      /is poweredOn and no template: govc vm\.power -off '\/a' && govc vm\.markastemplate/,
    ],
    [
      "a template of another version",
      machine("/a", { image: other }),
      /is VERSION "v1\.24\.9\+other", ubuntu 2004/,
    ],
    [
      "a template of the same version and another distribution",
      machine("/a", { image: { ...other, version, distroName: "photon" } }),
      /photon 2004 amd64/,
    ],
    ["another architecture", machine("/a", { image: { ...other, version, distroArch: "arm64" } }), /arm64/],
  ];
  for (const [title, candidate, why] of misses) {
    it(`names why ${title} is none`, () => {
      const { templates, nearMisses } = matchTemplates([candidate], ubuntu);
      assert.deepEqual(templates, []);
      assert.equal(nearMisses.length, 1);
      assert.match(nearMisses[0]!.why, why);
    });
  }

  it("passes over nodes cloned from the template, and over machines of other kinds", () => {
    const node = machine("/node", { template: false, clone: true, powerState: "poweredOn" });
    const { image: _, ...plain } = machine("/plain");
    assert.deepEqual(matchTemplates([node, plain], ubuntu), { templates: [], nearMisses: [] });
  });
});

describe("what govc prints of a datacenter", () => {
  const printed = (type: string, value: string, properties: object) =>
    JSON.stringify(
      {
        kind: "enter",
        obj: { type, value },
        changeSet: Object.entries(properties).map(([name, val]) => ({
          name,
          op: "assign",
          val: val as unknown,
        })),
      },
      null,
      2,
    );
  const parent = (value: string) => ({ type: "Folder", value });
  const folders = [
    printed("Folder", "group-2", { name: "vm", parent: { type: "Datacenter", value: "datacenter-1" } }),
    printed("Folder", "group-7", { name: "edge", parent: parent("group-2") }),
  ];
  const property = (id: string, defaultValue: string, category = "Cluster API Provider (CAPI)") => ({
    id,
    category,
    defaultValue,
  });

  it("becomes machines with inventory paths and properties, dots of the OS version aside", () => {
    const template = printed("VirtualMachine", "vm-1", {
      name: "tiny",
      parent: parent("group-7"),
      "config.template": true,
      "config.annotation": "notes",
      "config.vAppConfig.property": {
        _value: [
          property("VERSION", "another vendor's", "Other"),
          property("VERSION", version),
          property("DISTRO_NAME", "ubuntu"),
          property("DISTRO_VERSION", "20.04"),
          property("DISTRO_ARCH", "amd64"),
        ],
      },
      "runtime.powerState": "poweredOff",
    });
    assert.deepEqual(readMachines([...folders, template].join("\n"), "/region/dc0"), [
      {
        ...machine("/region/dc0/vm/edge/tiny", { moid: "vm-1" }),
        annotation: "notes",
      },
    ]);
  });

  it("recognises clones, and machines that are no node images", () => {
    const node = printed("VirtualMachine", "vm-2", {
      name: "node",
      parent: parent("group-2"),
      "config.template": false,
      'config.extraConfig["guestinfo.userdata"]': { key: "guestinfo.userdata", value: "x" },
      "config.vAppConfig.property": null,
      "runtime.powerState": "poweredOn",
    });
    assert.deepEqual(readMachines([...folders, node].join("\n"), "/dc0"), [
      { moid: "vm-2", path: "/dc0/vm/node", template: false, powerState: "poweredOn", clone: true },
    ]);
  });

  it("is nothing for a datacenter without machines", () => {
    assert.deepEqual(readMachines(folders.join("\n"), "/dc0"), []);
  });
});
