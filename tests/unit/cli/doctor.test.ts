/** `tkg-edge doctor` and `tkg-edge version` on machines that lack something. */
import assert from "node:assert/strict";
import { doctor, printVersions } from "../../../src/cli/edge/doctor.js";
import { thisMachine, type MachineReaders } from "../../../src/cli/edge/installation.js";
import { readPulumiPlugins, type PulumiPlugins } from "../../../src/environment/facts/pulumi-plugins.js";
import type { ToolVersion } from "../../../src/environment/facts/tool-version.js";

const there = { pulumi: "3.259.0", kubectl: "1.32.4", imgpkg: "0.46.1", govc: "0.55.1", git: "2.47.3" };
const sdks = { kubernetes: "4.25.0", vsphere: "4.17.0", command: "1.2.1" };
const all: PulumiPlugins = {
  result: "listed",
  plugins: Object.entries(sdks).map(([name, version]) => ({ name, version })),
};

/** @param tools versions by tool; undefined for one that is not there */
const machineWith = (
  tools: Readonly<Record<string, string | undefined>>,
  plugins: PulumiPlugins = all,
): MachineReaders => ({
  facts: {
    toolVersion: (tool): Promise<ToolVersion> => {
      const version = { ...there, ...tools }[tool];
      const words = `${tool} is not on the PATH; install it`;
      return Promise.resolve(
        version === undefined ? { result: "failed", words } : { result: "runs", version },
      );
    },
  },
  plugins: () => Promise.resolve(plugins),
  sdks: () => sdks,
});

describe("tkg-edge doctor", () => {
  async function examined(machine: MachineReaders, json = false) {
    let out = "";
    const terminal = { out: (text: string) => void (out += text), err: () => undefined };
    const isWhole = await doctor({ json, version: "1.2.3" }, terminal, machine);
    return { isWhole, out };
  }

  it("reports a machine that has everything", async () => {
    const { isWhole, out } = await examined(machineWith({}));
    assert.equal(isWhole, true);
    assert.match(out, /^tkg-edge 1\.2\.3 on \w+ \w+\n\n {2}ok {7}node \d+\.\d+\.\d+\n/);
    assert.match(out, /\n {2}ok {7}plugin vsphere 4\.17\.0\n/);
    assert.match(out, /\nnothing is missing\n$/);
    assert.doesNotMatch(out, /get it/);
  });

  it("reports what is missing or too old, for what it is needed, and how to get it, also in an air gap", async () => {
    const { isWhole, out } = await examined(machineWith({ govc: undefined, kubectl: "1.20.0" }));
    assert.equal(isWhole, false);
    assert.match(out, /\n {2}missing {2}govc is not on the PATH.*\n {11,}expected: govc 0\.38\.0 or newer\n/);
    assert.match(out, /needed for: template and site stacks/);
    assert.match(out, /in an air gap: govc is one file/);
    assert.match(out, /\n {2}missing {2}kubectl 1\.20\.0\n/);
    assert.match(out, /\n2 missing\n$/);
  });

  it("does not count what only some need, or pulumi downloads", async () => {
    const plugins: PulumiPlugins = {
      result: "listed",
      plugins: [{ name: "kubernetes", version: "4.30.0" }],
    };
    const { isWhole, out } = await examined(machineWith({ git: undefined }, plugins));
    assert.equal(isWhole, true);
    assert.match(out, /\nnothing is missing; 4 notes\n$/);
    assert.match(out, /\n {2}note {5}git is not on the PATH/);
    assert.match(out, /plugin kubernetes 4\.25\.0 is not installed \(there is 4\.30\.0\)/);
    assert.match(out, /in an air gap: .*pulumi plugin install resource vsphere 4\.17\.0 --file ARCHIVE/);
  });

  it("knows nothing of plugins where pulumi is missing", async () => {
    const words = "pulumi is not on the PATH";
    const { isWhole, out } = await examined(
      machineWith({ pulumi: undefined }, { result: "failed", words }),
      true,
    );
    assert.equal(isWhole, false);
    const { ok, version, parts } = JSON.parse(out) as {
      readonly ok: boolean;
      readonly version: string;
      readonly parts: readonly { readonly name: string; readonly severity: string }[];
    };
    assert.deepEqual([ok, version], [false, "1.2.3"]);
    const severities = Object.fromEntries(parts.map(({ name, severity }) => [name, severity]));
    assert.deepEqual(severities, {
      ...{ node: "ok", pulumi: "failure", kubectl: "ok", imgpkg: "ok", govc: "ok", git: "ok" },
      ...{ kubernetes: "skipped", vsphere: "skipped", command: "skipped" },
    });
  });

  it("finds the SDKs of the program", () => {
    const found = thisMachine().sdks();
    assert.deepEqual(Object.keys(found).sort(), ["command", "kubernetes", "vsphere"]);
    for (const version of Object.values(found)) assert.match(version, /^\d+\.\d+\.\d+$/);
  });

  it("reads the plugins as pulumi lists them", async () => {
    const list = [
      { name: "kubernetes", kind: "resource", version: "v4.25.0", size: 1 },
      { name: "nodejs", kind: "language", version: "3.259.0" },
    ];
    const printed = (stdout: string) => () => Promise.resolve({ ok: true, stdout, stderr: "" });
    assert.deepEqual(await readPulumiPlugins(printed(JSON.stringify(list))), {
      result: "listed",
      plugins: [{ name: "kubernetes", version: "4.25.0" }],
    });
    assert.equal((await readPulumiPlugins(printed("warning: no"))).result, "failed");
  });
});

describe("tkg-edge version", () => {
  it("prints the version of the product, and of what it runs", async () => {
    let out = "";
    const terminal = { out: (text: string) => void (out += text), err: () => undefined };
    await printVersions({ json: false, version: "1.2.3" }, terminal, machineWith({ govc: undefined }));
    assert.match(out, /^tkg-edge 1\.2\.3 on /);
    assert.match(out, /\nkubectl 1\.32\.4\n/);
    assert.match(out, /\ngovc not there\n/);
    assert.match(out, /\nplugin command 1\.2\.1\n/);
    out = "";
    await printVersions({ json: true, version: "1.2.3" }, terminal, machineWith({}));
    const { version, parts } = JSON.parse(out) as { readonly version: string; readonly parts: object[] };
    assert.deepEqual([version, parts.length], ["1.2.3", 9]);
  });
});
