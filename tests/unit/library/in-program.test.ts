/** A component in a program of a user: the same resources as in a stack, its commands found from the package, nothing recorded. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { secret } from "@pulumi/pulumi";
import { lineOfPackage } from "../../../src/library/command-lines.js";
import { optionsInProgram } from "../../../src/library/component-options.js";
import { SingleNodeCluster } from "../../../src/library/single-node-cluster.js";
import { ManagementProviders } from "../../../src/program/providers.js";
import { usePlan, type PlannedResource } from "../components/planned-resources.js";
import { exampleSite } from "../example-site.js";

const subject = { type: "SingleNodeCluster", name: "edge", section: "tkg-edge:site" };
const commandType = "command:local:Command";
const lines = ["create", "update", "delete"];

describe("a component in a program of a user", () => {
  const plan = usePlan();
  const make = (inProgram: boolean) => {
    const { site, vcenter } = exampleSite({ afterReady: { command: "true" } });
    const managementCluster = { kubeconfig: "mgmt.kubeconfig", context: "mgmt" };
    return plan(() => {
      const owner = inProgram ? { name: "edge" } : undefined;
      const { kubernetes: provider } = new ManagementProviders(managementCluster, "uid", owner);
      const parts = {
        ...{ site, vcenter, managementCluster, vcenterPassword: secret("Passw0rd-of-the-test") },
        bootstrapPackages: ["vsphere-cpi.tanzu.vmware.com.1.25.1"],
      };
      return inProgram
        ? new SingleNodeCluster(
            "edge",
            { ...site, checked: { parts, provider } },
            optionsInProgram(subject, {}, []),
          )
        : new SingleNodeCluster("edge", { ...site, checked: { parts } }, { provider });
    });
  };
  const withoutWays = ({ type, name, provider, inputs, ...rest }: PlannedResource) => ({
    ...{ type, name, ...rest },
    provider: provider?.replace("edge-management", "management"),
    inputs: Object.entries(inputs).filter(([key]) => type !== commandType || !lines.includes(key)),
  });
  const parts = (resources: readonly PlannedResource[]) =>
    resources
      .filter(({ type }) => !type.startsWith("pulumi:providers:"))
      .map(withoutWays)
      .sort((a, b) => (a.name < b.name ? -1 : 1));

  it("has the resources that it has in a stack", async () => {
    const [inStack, inProgram] = [await make(false), await make(true)];
    assert.deepEqual(
      JSON.parse(JSON.stringify(parts(inProgram.resources)).replaceAll(/"\d{4}-\d\d-\d\dT[^"]+"/g, '"now"')),
      JSON.parse(JSON.stringify(parts(inStack.resources)).replaceAll(/"\d{4}-\d\d-\d\dT[^"]+"/g, '"now"')),
    );
    assert.equal(inProgram.get("edge-cluster").provider, "edge-management");
    assert.deepEqual(inProgram.get("edge-management").aliases, []);
  });

  it("records none of its arguments", async () => {
    for (const inProgram of [false, true]) assert.deepEqual((await make(inProgram)).get("edge").inputs, {});
  });

  it("has lines of commands without a path or a version", async () => {
    const commands = (await make(true)).resources.filter(({ type }) => type === commandType);
    const found = commands.flatMap(({ inputs }) =>
      lines.flatMap((key) => (typeof inputs[key] === "string" ? [inputs[key]] : [])),
    );
    const own = found.filter((line) => line !== "true");
    assert.ok(own.length > 3, own.join("\n"));
    for (const line of own)
      assert.match(line, /^node --eval 'import\("tkg-edge\/command"\)' command [a-z-]+$/);
  });

  it("refuses a provider of the caller's, which may have options that destroy a cluster", () => {
    const { kubernetes: provider } = new ManagementProviders({ kubeconfig: "k", context: "c" }, "uid");
    assert.throws(
      () => optionsInProgram(subject, { provider }, []),
      /SingleNodeCluster edge takes no provider/,
    );
  });

  it("refuses the name of a component of another type, whose resources would have the same names", () => {
    optionsInProgram({ ...subject, name: "shared" }, {}, []);
    assert.throws(
      () => optionsInProgram({ ...subject, type: "TinyTkr", name: "shared" }, {}, []),
      /TinyTkr shared has the name of a SingleNodeCluster; expected: a name of its own/,
    );
  });
});

describe("the line of a command in a program of a user", () => {
  let directory: string;

  before(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-lines-"));
    const packed = join(directory, "node_modules", "tkg-edge");
    mkdirSync(packed, { recursive: true });
    mkdirSync(join(directory, "programs", "shops"), { recursive: true });
    const exports = { "./command": "./command.js" };
    writeFileSync(
      join(packed, "package.json"),
      JSON.stringify({ name: "tkg-edge", type: "module", exports }),
    );
    writeFileSync(join(packed, "command.js"), "console.log(process.argv.slice(2).join());");
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  for (const folder of [".", "programs/shops"]) {
    it(`finds the package that is installed for the project, from ${folder}`, () => {
      const line = lineOfPackage("node command.js await-cluster");
      const args = ["--norc", "-euo", "pipefail", "-c", line];
      const printed = execFileSync("/bin/bash", args, { cwd: join(directory, folder), encoding: "utf8" });
      assert.equal(printed, "await-cluster\n");
    });
  }

  it("is that of a stack for everything else", () => {
    assert.equal(lineOfPackage("true"), "true");
  });
});
