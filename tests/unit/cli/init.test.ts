/** `tkg-edge init`: the project that it writes is valid, and nothing that is there is overwritten. */
import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  rmdirSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { load } from "js-yaml";
import type { Terminal } from "../../../src/cli/edge/terminal.js";
import { run } from "../../../src/cli/tkg-edge.js";

const values = {
  context: "mgmt-admin@mgmt",
  vcenter: "vcenter.example.com",
  thumbprint: "01:02:03:04:05:06:07:08:09:10:11:12:13:14:15:16:17:18:19:20",
  datacenter: "/dc0",
  datastore: "/dc0/datastore/edge",
  "resource-pool": "/dc0/host/edge/Resources",
  network: "/dc0/network/VM Network",
  site: "shop-0001",
  endpoint: "10.1.1.5",
};
const optionsOf = (given: Readonly<Record<string, string>>) =>
  Object.entries(given).flatMap(([name, value]) => [`--${name}`, value]);

const programFiles = [".gitignore", "Pulumi.yaml", "command.js", "index.js", "package.json"];
const stackFiles = ["Pulumi.management.yaml", "Pulumi.shop-0001.yaml", "Pulumi.template-photon.yaml"];

describe("tkg-edge init", () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-init-"));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  async function edge(args: readonly string[], ask?: Terminal["ask"]) {
    let [out, err] = ["", ""];
    const terminal = {
      out: (text: string) => void (out += text),
      err: (text: string) => void (err += text),
      ask,
    };
    const pulumi = () => Promise.reject(new Error("pulumi is not run"));
    const where = args.includes("--directory") ? [] : ["-C", directory];
    const code = await run([...args, ...where], { terminal, pulumi, version: "1.2.3" });
    return { code, out, err };
  }
  const init = (...args: string[]) => edge(["init", ...args]);
  const textOf = (name: string) => readFileSync(join(directory, name), "utf8");
  const written = () => readdirSync(directory).sort();

  async function assertValid(stacks: readonly string[]) {
    for (const stack of stacks) {
      const { code, out, err } = await edge(["validate", "--stack", stack]);
      assert.equal(code, 0, err);
      assert.match(out, /is valid/);
    }
  }

  it("writes a project whose stacks are valid, and ends with the next three commands", async () => {
    const { code, out, err } = await init(...optionsOf(values));
    assert.equal(code, 0, err);
    assert.deepEqual(written(), [...programFiles, ...stackFiles, "connection.yaml"].sort());
    await assertValid(["management", "template-photon", "shop-0001"]);
    assert.match(
      out,
      /^next:\n {2}npm install && npx tkg-edge doctor\n {2}for stack in management template-photon shop-0001; do pulumi stack init "\$stack"; done\n {2}npx tkg-edge preflight --stack management\n/m,
    );
    assert.deepEqual(load(textOf("connection.yaml")), {
      managementCluster: { kubeconfig: "mgmt.kubeconfig", context: values.context },
      vcenter: {
        server: values.vcenter,
        username: "administrator@vsphere.local",
        thumbprint: values.thumbprint,
        passwordFrom: { environment: "VCENTER_PASSWORD" },
      },
    });
  });

  it("writes nothing of its own version or place into what runs the program", async () => {
    await init(...optionsOf(values));
    for (const name of ["Pulumi.yaml", "index.js", "command.js"]) {
      assert.ok(!textOf(name).includes("1.2.3"), name);
      assert.ok(!textOf(name).includes(tmpdir()), name);
    }
    const project = load(textOf("Pulumi.yaml")) as { readonly name: string; readonly main: string };
    assert.deepEqual([project.name, project.main], ["tkg-edge", "index.js"]);
    assert.deepEqual(JSON.parse(textOf("package.json")), {
      ...{ name: "tkg-edge-sites", private: true, type: "module" },
      dependencies: { "tkg-edge": "^1.2.3" },
    });
  });

  it("writes a fleet file with the first site, all of it valid", async () => {
    const { code, out, err } = await init("--fleet", ...optionsOf({ ...values, os: "ubuntu" }));
    assert.equal(code, 0, err);
    assert.deepEqual(load(textOf("Pulumi.shop-0001.yaml")), {
      config: { "tkg-edge:fleetFile": "fleet.yaml" },
    });
    await assertValid(["management", "template-ubuntu", "shop-0001"]);
    const fleet = await edge(["fleet", "validate"]);
    assert.equal(fleet.code, 0, fleet.out);
    const shown = await edge(["fleet", "show", "shop-0001"]);
    assert.match(shown.out, /^ *os: ubuntu$/m);
    assert.match(shown.out, /controlPlaneEndpoint: 10\.1\.1\.5/);
    assert.match(out, /do pulumi stack init "\$stack"; done; npx tkg-edge fleet init$/m);
  });

  it("writes the pipeline of a fleet, which runs the installed command", async () => {
    for (const [system, file] of [
      ["github", ".github/workflows/fleet.yml"],
      ["gitlab", ".gitlab-ci.yml"],
    ] as const) {
      const folder = join(directory, system);
      const args = ["--fleet", "--ci", system, ...optionsOf(values)];
      const { code, err } = await edge(["init", ...args, "--directory", folder]);
      assert.equal(code, 0, err);
      const text = readFileSync(join(folder, file), "utf8");
      assert.ok(load(text));
      assert.doesNotMatch(text, /tkg-edge\.js|VCENTER_EU/);
      assert.match(text, /node_modules\/\.bin\/tkg-edge fleet rollout --yes/);
    }
    assert.equal((await init("--ci", "github", ...optionsOf(values))).code, 2);
    assert.equal((await init("--fleet", "--ci", "other", ...optionsOf(values))).code, 2);
  });

  it("reports all that is missing or wrong at once, by the option that gives it, and writes nothing", async () => {
    const { code, err } = await init(
      ...optionsOf({ ...values, endpoint: "10.1.1", network: "x", context: "" }),
    );
    assert.equal(code, 1);
    assert.match(err, /^3 problems in the new project; nothing was changed\.$/m);
    assert.match(err, /^ {2}--endpoint\n {6}read: +"?10\.1\.1"?\n {6}expected: /m);
    assert.match(err, /^ {2}--network\n.*x.*\n {6}expected: an absolute vCenter inventory path/m);
    assert.match(err, /^ {2}--context\n/m);
    const none = await init();
    assert.equal(none.code, 1);
    for (const name of Object.keys(values)) assert.match(none.err, new RegExp(`^ {2}--${name}$`, "m"), name);
    assert.match(none.err, new RegExp(`^${Object.keys(values).length} problems `, "m"));
    assert.deepEqual(written(), []);
  });

  it("refuses a site with the name of another stack, or with none that a stack can have", async () => {
    for (const site of ["management", "template-photon", "a b"]) {
      const { code, err } = await init(...optionsOf({ ...values, site }));
      assert.equal(code, 1, site);
      assert.match(err, /^ {2}--site$/m);
    }
    assert.deepEqual(written(), []);
  });

  it("names a wrong site of a fleet once, by its option", async () => {
    for (const site of ["files", "Shop", "x/y", "management"]) {
      const { code, err } = await init("--fleet", ...optionsOf({ ...values, site }));
      assert.equal(code, 1, site);
      assert.match(err, /^1 problem in the new project; nothing was changed\.\n {2}--site\n/, site);
    }
    assert.deepEqual(written(), []);
  });

  it("refuses a path with ~, which no shell replaces in a file", async () => {
    const { code, err } = await init(...optionsOf({ ...values, kubeconfig: "~/.kube/config" }));
    assert.equal(code, 1);
    assert.match(err, /--kubeconfig\n {6}read: {5}"~\/\.kube\/config"\n {6}expected: .*without "~"/);
  });

  it("writes all files or none, also where a folder or a link is in their way", async () => {
    const fleet = ["--fleet", "--ci", "github", ...optionsOf(values)];
    writeFileSync(join(directory, ".github"), "a file");
    const below = await init(...fleet);
    assert.equal(below.code, 1);
    assert.match(below.err, /\.github.* cannot be written: .*; nothing was changed\n$/);
    assert.deepEqual(written(), [".github"]);
    rmSync(join(directory, ".github"));
    symlinkSync("/nowhere/x", join(directory, "connection.yaml"));
    const link = await init(...fleet);
    assert.match(link.err, /^1 problem in the new project; nothing was changed\.\n {2}connection\.yaml\n/);
    assert.deepEqual(written(), ["connection.yaml"]);
    const inFile = await edge(["init", "--project-only", "--directory", join(directory, "connection.yaml")]);
    assert.match(inFile.err, /connection\.yaml.* cannot be written: /);
    // Where a file system takes no new folders.
    assert.equal((await edge(["init", "--project-only", "--directory", "/proc/none/sites"])).code, 1);
  });

  it("names what is wrong with a package.json, and reads one with a byte order mark", async () => {
    mkdirSync(join(directory, "package.json"));
    assert.match((await init("--project-only")).err, /package\.json\n {6}read: {5}a directory$/m);
    rmdirSync(join(directory, "package.json"));
    writeFileSync(join(directory, "package.json"), "{");
    assert.match((await init("--project-only")).err, /package\.json\n {6}read: {5}no JSON$/m);
    writeFileSync(join(directory, "package.json"), '\uFEFF{"dependencies":{"tkg-edge":"1.2.3"}}');
    mkdirSync(join(directory, ".gitignore"));
    const { code, err } = await init("--project-only");
    assert.equal(code, 0, err);
    assert.match(err, /add to it: node_modules\/ \.tkg-edge\/ \*\.kubeconfig \*\.ova$/m);
    assert.equal((await init("--project-only", "--package", "")).code, 2);
  });

  it("overwrites nothing, and names all files that are in its way", async () => {
    writeFileSync(join(directory, "index.js"), "mine");
    writeFileSync(join(directory, "Pulumi.shop-0001.yaml"), "mine");
    writeFileSync(join(directory, "package.json"), "{}");
    const before = written();
    const { code, err } = await init(...optionsOf({ ...values, endpoint: "x" }));
    assert.equal(code, 1);
    assert.match(err, /^4 problems in the new project/m);
    for (const name of ["index.js", "Pulumi.shop-0001.yaml", "package.json", "--endpoint"])
      assert.match(err, new RegExp(`^ {2}${name}$`, "m"));
    assert.deepEqual(written(), before);
    assert.equal(textOf("index.js"), "mine");
  });

  it("keeps a package.json that depends on tkg-edge, and a .gitignore", async () => {
    writeFileSync(join(directory, "package.json"), '{"dependencies":{"tkg-edge":"file:tkg-edge-1.2.3.tgz"}}');
    writeFileSync(join(directory, ".gitignore"), "/node_modules\n*.ova\n");
    const { code, err } = await init(...optionsOf(values));
    assert.equal(code, 0, err);
    assert.match(err, /^\.gitignore is kept; add to it: \.tkg-edge\/ \*\.kubeconfig$/m);
    // Its modules are CommonJS.
    assert.match(textOf("index.js"), /^module\.exports = import\("tkg-edge\/program"\)/m);
    assert.match(textOf("package.json"), /tkg-edge-1\.2\.3\.tgz/);
  });

  it("writes the project alone for stacks that exist, and takes no values for stacks then", async () => {
    const { code, out } = await init("--project-only", "--package", "./tkg-edge-1.2.3.tgz");
    assert.equal(code, 0);
    assert.deepEqual(written(), programFiles);
    assert.match(textOf("package.json"), /"tkg-edge": "\.\/tkg-edge-1\.2\.3\.tgz"/);
    assert.match(out, /copy Pulumi\.\*\.yaml of your stacks/);
    assert.equal((await init("--project-only", "--site", "x")).code, 2);
  });

  it("asks at a terminal for what no option gives, and again for what was wrong", async () => {
    const questions: string[] = [];
    const answers = new Map([
      ["address", ["10.1.1", "10.1.1.5"]],
      ["registry with", ["registry.example.com/tkg"]],
    ]);
    const ask = (question: string) => {
      questions.push(question);
      const [, given = []] = [...answers].find(([start]) => question.startsWith(start)) ?? [];
      return Promise.resolve(given.shift() ?? "");
    };
    const { endpoint: _, ...others } = values;
    const { code, err } = await edge(["init", ...optionsOf(others)], ask);
    assert.equal(code, 0, err);
    assert.equal(questions.filter((question) => question.startsWith("address")).length, 2);
    assert.match(err, /^1 problem in the answers; nothing was changed\.\n {2}--endpoint$/m);
    assert.ok(questions.includes("folder of the VMs [/dc0/vm]: "), questions.join("\n"));
    assert.ok(!questions.some((question) => question.startsWith("network")));
    assert.match(textOf("connection.yaml"), /registry:\n {2}host: registry\.example\.com\/tkg\n$/);
    await assertValid(["management", "template-photon", "shop-0001"]);
  });

  it("asks nothing where a file is in its way", async () => {
    writeFileSync(join(directory, "Pulumi.yaml"), "mine");
    const { code } = await edge(["init"], () => assert.fail("a question was asked"));
    assert.equal(code, 1);
    assert.ok(!existsSync(join(directory, "index.js")));
  });
});
