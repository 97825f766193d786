import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseStack } from "../../../src/config/parse-stack.js";
import { ConfigurationError } from "../../../src/config/problem.js";
import type { RawStack } from "../../../src/config/stack-spec.js";
import { pageStack } from "../example-site.js";
import { completeExports } from "../page-exports.js";

const managementCluster = pageStack.connection.managementCluster;
const tkrVersion = pageStack.management.tkr.version;

describe("where the keys of a stack come from", () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-layers-"));
    writeFileSync(join(directory, "site.env"), completeExports);
    const vcenter = { server: "from-connection-file.example.com" };
    writeFileSync(join(directory, "lab.json"), JSON.stringify({ managementCluster, vcenter }));
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  const parse = (raw: Partial<RawStack>) =>
    parseStack({ secretsSet: new Set(["vcenterPassword"]), ...raw }, directory, "test");

  it("the flat file gives what nothing else does", () => {
    const { site, connection } = parse({
      flatFile: "site.env",
      connection: { managementCluster },
      site: { tkrVersion },
    });
    assert.equal(site?.name, "workload-snc");
    assert.equal(site.machine.numCPUs, 4);
    assert.equal(connection.vcenter?.server, "10.185.12.154");
  });

  it("the connection file wins over the flat file, key by key", () => {
    const { connection } = parse({ flatFile: "site.env", connectionFile: "lab.json", site: { tkrVersion } });
    assert.equal(connection.vcenter?.server, "from-connection-file.example.com");
    assert.equal(connection.vcenter.username, "administrator@vsphere.local", "which the flat file alone has");
  });

  it("the stack wins over both, leaf by leaf; a list is one leaf", () => {
    const { site, connection } = parse({
      flatFile: "site.env",
      connectionFile: "lab.json",
      connection: { vcenter: { server: "from-stack.example.com" } },
      site: { tkrVersion, machine: { memoryMiB: 8192 }, network: { podCidrs: ["10.0.0.0/16"] } },
    });
    assert.equal(connection.vcenter?.server, "from-stack.example.com");
    assert.deepEqual(site?.machine, { numCPUs: 4, memoryMiB: 8192, diskGiB: 20 });
    assert.deepEqual(site.network, { podCidrs: ["10.0.0.0/16"], serviceCidrs: ["100.64.0.0/13"] });
  });

  it("the flat file takes precedence over the stacks in site.from, which provide values that are not set", () => {
    const outputs = { tkrVersion: "v1.24.9+vmware.1-tiny.2-tkg.1", className: "from-management-stack" };
    const outputsOfStacks = { management: { outputs } };
    writeFileSync(
      join(directory, "with-tkr.env"),
      `${completeExports}export KUBERNETES_RELEASE=${tkrVersion}\n`,
    );
    const connection = { managementCluster };
    const from = { management: "management" };
    const { site } = parse({ flatFile: "with-tkr.env", connection, site: { from }, outputsOfStacks });
    assert.equal(site?.tkrVersion, tkrVersion);
    assert.equal(site.className, "from-management-stack");
    const taken = parse({ flatFile: "site.env", connection, site: { from }, outputsOfStacks }).site;
    assert.equal(taken?.tkrVersion, outputs.tkrVersion);
  });

  it("a class is open unless the stack or its flat file names it", () => {
    const connection = { managementCluster };
    const open = (flatFile: string, site: object = {}, management?: object) =>
      parse({ flatFile, connection, site: { tkrVersion, ...site }, management }).openClasses;
    writeFileSync(
      join(directory, "with-class.env"),
      `${completeExports}export CLUSTER_CLASS=tkg-vsphere-default-v1.1.0\n`,
    );
    assert.deepEqual(open("site.env"), { site: { offered: undefined } });
    assert.deepEqual(open("site.env", { className: "own" }), {});
    assert.deepEqual(open("with-class.env"), {});
    const { tkr } = pageStack.management;
    assert.deepEqual(open("site.env", {}, { tkr }), { site: { offered: undefined }, management: true });
    assert.deepEqual(open("site.env", {}, { tkr, clusterClass: { name: "own" } }), {
      site: { offered: "own" },
    });
  });

  it("manifests are made with the class that the configuration has: none is found later", () => {
    const raw = { ...pageStack, secretsSet: new Set<string>() };
    assert.equal(parseStack(raw, directory, "test", "manifests").openClasses, undefined);
  });

  it("the environment gives nothing, whatever it holds", () => {
    const raw = { flatFile: "site.env", connection: { managementCluster }, site: { tkrVersion } };
    const without = parse(raw);
    const ambient = {
      CLUSTER_NAME: "from-environment",
      VSPHERE_SERVER: "from-environment",
      VSPHERE_PASSWORD: "from-environment",
      GOVC_URL: "from-environment",
      KUBECONFIG: "from-environment",
      TKG_CUSTOM_IMAGE_REPOSITORY: "from-environment",
    };
    const before = { ...process.env };
    Object.assign(process.env, ambient);
    try {
      assert.deepEqual(parse(raw), without);
      assert.throws(() => parse({ site: {} }), /nothing is taken from KUBECONFIG/);
    } finally {
      for (const name of Object.keys(ambient)) {
        if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = before[name];
      }
    }
  });

  it("a password in the flat file is not used: the stack's own is required", () => {
    const raw = { flatFile: "site.env", connection: { managementCluster }, site: { tkrVersion } };
    assert.throws(
      () => parse({ ...raw, secretsSet: new Set() }),
      (error) =>
        error instanceof ConfigurationError && error.problems[0]?.path === "tkg-edge:vcenterPassword",
    );
  });

  it("a missing flat file is the only reported problem of the stack", () => {
    assert.throws(
      () => parse({ flatFile: "none.env", connection: { managementCluster } }),
      (error) => error instanceof ConfigurationError && error.problems[0]?.path === "tkg-edge:flatFile",
    );
  });
});
