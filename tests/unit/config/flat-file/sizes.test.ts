/** The size of the node, by the vendor's names and by numbers, and who balances its API. */
import assert from "node:assert/strict";
import { readFlatFile, type FlatOptions } from "../../../../src/config/flat-file/sections.js";

const read = (text: string, options: FlatOptions = {}) => readFlatFile(text, "f", options);

const small = { numCPUs: 2, memoryMiB: 4096, diskGiB: 20 };
const medium = { numCPUs: 2, memoryMiB: 8192, diskGiB: 40 };
const large = { numCPUs: 4, memoryMiB: 16384, diskGiB: 40 };
const extraLarge = { numCPUs: 8, memoryMiB: 32768, diskGiB: 80 };

describe("the size of the node in a flat file", () => {
  const mapped: [string, object][] = [
    ["SIZE: small", small],
    ["SIZE: medium", medium],
    ["SIZE: large", large],
    ["SIZE: extra-large", extraLarge],
    ["CONTROLPLANE_SIZE: large", large],
    ["export CONTROLPLANE_SIZE='extra-large'", extraLarge],
    ["SIZE: small\nCONTROLPLANE_SIZE: large", large],
    ["CONTROLPLANE_SIZE: medium\nSIZE: extra-large", medium],
    ["SIZE: large\nVSPHERE_CONTROL_PLANE_NUM_CPUS: 6", { ...large, numCPUs: 6 }],
    ["VSPHERE_CONTROL_PLANE_MEM_MIB: 12288\nCONTROLPLANE_SIZE: large", { ...large, memoryMiB: 12288 }],
    ["CONTROLPLANE_SIZE: large\nVSPHERE_DISK_GIB: 120", { ...large, diskGiB: 120 }],
    ["VSPHERE_NUM_CPUS: 6\nVSPHERE_CONTROL_PLANE_NUM_CPUS: 8", { numCPUs: 8 }],
    ["SIZE: large\nWORKER_SIZE: small", large],
    ['SIZE: ""\nVSPHERE_NUM_CPUS: 6', { numCPUs: 6 }],
  ];
  for (const [text, machine] of mapped) {
    it(`is that of ${text.replaceAll("\n", "; ")}`, () => {
      const { site, problems } = read(text);
      assert.deepEqual(problems, []);
      assert.deepEqual(site.machine, machine);
    });
  }

  for (const text of [
    "SIZE: huge",
    "CONTROLPLANE_SIZE: t3.large",
    "CONTROLPLANE_SIZE: Standard_D2s_v3",
    "SIZE: extra large",
    "CONTROLPLANE_SIZE: <size>",
    "VSPHERE_NUM_CPUS: four",
    "VSPHERE_MEM_MIB: 4Gi",
    "VSPHERE_DISK_GIB: 40.5",
    "VSPHERE_CONTROL_PLANE_NUM_CPUS: -2",
    "VSPHERE_CONTROL_PLANE_MEM_MIB: ${MEM}",
  ]) {
    it(`is refused in ${text}, by its line`, () => {
      const { site, problems } = read(text);
      assert.equal(problems.length, 1, JSON.stringify(problems));
      assert.match(problems[0]?.path ?? "", /^f:1 /);
      assert.equal(site.machine, undefined);
    });
  }
});

describe("the load balancer of the API in a flat file", () => {
  const file = "AVI_CONTROL_PLANE_HA_PROVIDER: true";

  it("is refused where it is NSX Advanced Load Balancer", () => {
    const { problems } = read(file, { edits: true });
    assert.equal(problems.length, 1);
    assert.match(problems[0]?.expected ?? "", /--edit-load-balancer/);
  });

  it("becomes kube-vip with --edit-load-balancer, and that is reported", () => {
    const { problems, notes } = read(file, { edits: true, editLoadBalancer: true });
    assert.deepEqual(problems, []);
    assert.match(notes.join("\n"), /AVI_CONTROL_PLANE_HA_PROVIDER.*kube-vip/);
  });

  for (const value of ["false", '"false"', "no", '""']) {
    it(`is kube-vip where the file has ${value}`, () => {
      const { problems } = read(`AVI_CONTROL_PLANE_HA_PROVIDER: ${value}`, { edits: true });
      assert.deepEqual(problems, []);
    });
  }

  for (const value of ["yes", "True", "'true'", "1"]) {
    it(`is not taken for kube-vip where the file has ${value}`, () => {
      const { problems } = read(`AVI_CONTROL_PLANE_HA_PROVIDER: ${value}`, { edits: true });
      assert.equal(problems.length, 1);
    });
  }
});
