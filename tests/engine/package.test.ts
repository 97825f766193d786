/**
 * The package alone, in an empty folder outside of the checkout: a site from `tkg-edge init` to Ready and to its end. Its stacks
 * are also those of a clone, of today and of the last release, and those of the package before: what one brought up is unchanged for
 * the other. A program of a user makes two sites of its components (examples/library).
 */
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { execa } from "execa";
import { releasedProgram, releases } from "../upgrade/releases.js";
import { management, template, tinyTkr, type Scene, type StackKind } from "../upgrade/stack-kinds.js";
import { pulumiRunEnvironment } from "./harness/environments.js";
import { inventory } from "./harness/inventory.js";
import { LiveApis } from "./harness/live-apis.js";
import { checkout, linkProject } from "./harness/project.js";
import { profileUnderTest, useSandbox } from "./harness/sandbox-of-file.js";
import { TestStack } from "./harness/test-stack.js";
import { compiler, programStack, writeProgram } from "./steps/library-program.js";
import { install, nextCommand, nextPackage } from "./steps/next-package.js";
import { succeeded } from "./steps/tried-site.js";
import { assertAnnounced } from "./steps/upgraded.js";

interface ReleaseScript {
  readonly makeRelease: (folder: string, options: { readonly draft: boolean }) => readonly string[];
}

interface Ended {
  readonly exitCode?: number | undefined;
  readonly all: string;
}

describe("the installed package", function () {
  this.bail(true);
  const file = useSandbox({ profile: profileUnderTest("light") });
  const site = "shop-0001";
  let scene: Scene;
  let project: string;
  let made: readonly string[];
  let empty: Awaited<ReturnType<typeof inventory>>;
  const stacks: TestStack[] = [];

  /** A command of the project's user, who has the package, the tools and the password. */
  async function run(command: string, ...args: string[]): Promise<Ended> {
    const { exitCode, all } = await execa(command, args, {
      cwd: project,
      env: { ...pulumiRunEnvironment(file.sandbox), VCENTER_PASSWORD: file.sandbox.vcenter.password },
      ...{
        extendEnv: false,
        preferLocal: false,
        stdin: "ignore",
        reject: false,
        all: true,
        timeout: 240_000,
      },
    });
    return { exitCode, all };
  }

  async function ran(command: string, ...args: string[]): Promise<string> {
    const { exitCode, all } = await run(command, ...args);
    assert.equal(exitCode, 0, `${command} ${args.join(" ")}: ${all}`);
    return all;
  }
  const edge = (...args: string[]) => ran(join(project, "node_modules", ".bin", "tkg-edge"), ...args);
  const pulumi = (verb: string, ...args: string[]) =>
    ran("pulumi", verb, "--stack", site, "--non-interactive", "--color", "never", ...args);
  const script = (name: string) => pathToFileURL(join(checkout, "scripts", name)).href;
  const tarball = () => made.find((path) => path.endsWith(".tgz")) ?? assert.fail("no package was made");

  before("make a release", async () => {
    scene = { sandbox: file.sandbox, apis: new LiveApis(file.sandbox), directory: file.directory };
    empty = await inventory(scene.apis);
    const { makeRelease } = (await import(script("release.js"))) as ReleaseScript;
    made = makeRelease(join(file.directory, "release"), { draft: true });
    const again = makeRelease(join(file.directory, "release-again"), { draft: true });
    assert.deepEqual(
      again.map((path) => basename(path)),
      made.map((path) => basename(path)),
    );
    for (const [index, path] of made.entries())
      assert.ok(
        readFileSync(path).equals(readFileSync(again[index] ?? "")),
        `${path} differs when made twice`,
      );
  });

  it("comes with its checksums and a bill of materials", async () => {
    await execa("sha256sum", ["--check", "--strict", "SHA256SUMS"], { cwd: join(file.directory, "release") });
    const sbom = JSON.parse(readFileSync(made.find((path) => path.endsWith(".cdx.json")) ?? "", "utf8")) as {
      readonly bomFormat: string;
      readonly components: readonly { readonly name: string; readonly hashes?: readonly unknown[] }[];
    };
    assert.equal(sbom.bomFormat, "CycloneDX");
    assert.ok(sbom.components.some(({ name, hashes }) => name === "zod" && hashes?.length === 1));
  });

  it("is installed in an empty folder, and writes a project there", async () => {
    project = join(file.directory, "user", "sites");
    mkdirSync(project, { recursive: true });
    copyFileSync(tarball(), join(project, basename(tarball())));
    await install(project, `./${basename(tarball())}`);
    assert.deepEqual(readdirSync(join(project, "node_modules", "tkg-edge", "node_modules", "@pulumi")), [
      "vsphere",
    ]);

    const { kubeconfig, vcenter, registry, endpoints, connectionFile, directory } = file.sandbox;
    const { managementCluster } = JSON.parse(readFileSync(connectionFile, "utf8")) as {
      readonly managementCluster: { readonly context: string };
    };
    const options = {
      ...{ kubeconfig, context: managementCluster.context, vcenter: vcenter.server },
      ...{ "vcenter-user": vcenter.username, thumbprint: vcenter.thumbprint },
      ...{ registry: registry.host, "registry-ca": registry.caFile, "tkr-version": tinyTkr },
      ova: join(directory, "ova", "photon-3-kube-v1.25.7+vmware.1-tiny.2.ova"),
      ...{ datacenter: "/dc0", datastore: "/dc0/datastore/sharedVmfs-0" },
      ...{ "resource-pool": "/dc0/host/cluster0/Resources", network: "/dc0/network/VM Network" },
      ...{ site, endpoint: endpoints[0] ?? assert.fail("the sandbox has no endpoint") },
    };
    const init = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    assert.match(await ran("npx", "--no-install", "tkg-edge", "init", ...init), /^next:$/m);
    for (const stack of ["management", "template-photon", site])
      assert.match(await edge("validate", "--stack", stack), /is valid/);
    assert.match(await edge("version"), /^plugin vsphere \d/m);
    // So that it can be destroyed.
    const settings = join(project, `Pulumi.${site}.yaml`);
    const text = readFileSync(settings, "utf8");
    writeFileSync(
      settings,
      text.replace(`    name: ${site}\n`, (line) => `${line}    protect: false\n`),
    );
  });

  describe("in a program of a user", () => {
    const shops = () =>
      Object.fromEntries(
        file.sandbox.endpoints.slice(1, 3).map((endpoint, index) => [`lib-${index}`, endpoint]),
      );
    let program: string;

    function inProgram(command: string, ...args: string[]): Promise<string> {
      const home = project;
      project = program;
      const ended = ran(command, ...args);
      project = home;
      return ended;
    }
    const options = () => ({ cwd: program, env: pulumiRunEnvironment(file.sandbox), extendEnv: false });
    const engine = (verb: string, ...args: string[]) =>
      inProgram("pulumi", verb, "--stack", programStack, "--non-interactive", "--color", "never", ...args);

    it("has the types that it is compiled by", async () => {
      program = join(file.directory, "user", "shops");
      writeProgram(program, join(project, "node_modules"), file.sandbox, shops());
      await inProgram(process.execPath, compiler);
    });

    it("reports what is wrong with a component, by the argument", async () => {
      await inProgram("pulumi", "stack", "init", programStack, "--non-interactive");
      const set = ["config", "set", "--secret", "vcenterPassword", "--stack", programStack];
      await execa("pulumi", set, { ...options(), input: file.sandbox.vcenter.password });
      const compiled = join(program, "index.js");
      const text = readFileSync(compiled, "utf8");
      const preview = ["preview", "--stack", programStack, "--non-interactive", "--color", "never"];
      writeFileSync(compiled, text.replace("memoryMiB: 4096", "memoryMiB: 4097"));
      const { exitCode, all } = await execa("pulumi", preview, { ...options(), reject: false, all: true });
      assert.notEqual(exitCode, 0, all);
      assert.match(all, /SingleNodeCluster lib-0; none of its resources was changed\.\n +machine\.memoryMiB/);
      assert.doesNotMatch(all, /tkg-edge\/dist\/|Unhandled|unhandled/, "a stack trace");
      writeFileSync(compiled, text);
    });

    it("makes two sites, and deploys into one with its kubeconfig", async () => {
      await engine("up", "--yes", "--skip-preview");
      for (const name of Object.keys(shops()))
        await scene.apis.mustGet("clusters.cluster.x-k8s.io", name, "default");
      const kubeconfig = join(program, "first.kubeconfig");
      const output = ["stack", "output", "kubeconfig", "--show-secrets", "--stack", programStack];
      const { stdout } = await execa("pulumi", output, options());
      writeFileSync(kubeconfig, stdout, { mode: 0o600 });
      const read = ["get", "configmap", "prices", "-o", "jsonpath={.data.coffee\\.eur}"];
      assert.equal(await ran("kubectl", "--kubeconfig", kubeconfig, ...read), "2.40");
    });

    it("has neither a path nor a version in the lines of its commands", async () => {
      const { stdout: exported } = await execa(
        "pulumi",
        ["stack", "export", "--stack", programStack],
        options(),
      );
      const lines = [...exported.matchAll(/"(?:create|update|delete)": "((?:[^"\\]|\\.)*command [a-z-]+)"/g)];
      assert.ok(lines.length > 5, exported.slice(0, 2000));
      for (const [, line = ""] of lines)
        assert.match(line, /^node --eval 'import\(\\"tkg-edge\/command\\"\)' command [a-z-]+$/);
    });

    it("shows no change afterwards", async () => {
      await engine("up", "--yes", "--skip-preview", "--expect-no-changes");
    });

    it("destroys all of it, by what its state alone knows", async () => {
      writeFileSync(join(program, "index.js"), "throw new Error('not run')");
      await engine("destroy", "--yes", "--skip-preview");
      assert.deepEqual(await inventory(scene.apis), empty);
    });
  });

  /** A stack that a clone brings up, in a folder of its own; then the same folder with the package. */
  async function broughtUpBy(program: string, { settings }: StackKind, name: string): Promise<TestStack> {
    const stack = await TestStack.create(file.sandbox, file.directory, name, settings(scene), program);
    stacks.push(stack);
    succeeded(await stack.up());
    linkProject(stack.project, project);
    return stack;
  }

  for (const version of releases.slice(-1)) {
    it(`goes on with a stack of a clone of ${version}, as CHANGELOG.md announces`, async () => {
      const stack = await broughtUpBy(
        await releasedProgram(version, file.directory),
        management,
        "management",
      );
      assertAnnounced(await stack.up(), version);
    });
  }

  it("shows no change of a stack of a clone of today", async () => {
    const stack = await broughtUpBy(checkout, template, "template-photon");
    succeeded(await stack.up({ args: ["--expect-no-changes"] }));
  });

  it("takes a site to Ready, and gives its kubeconfig", async () => {
    await ran("pulumi", "stack", "init", site, "--non-interactive");
    assert.match(await edge("preflight", "--stack", site), /^0 failed/m);
    await pulumi("up", "--yes", "--skip-preview");
    await edge("kubeconfig", site);
    const kubeconfig = join(project, `${site}.kubeconfig`);
    assert.equal(statSync(kubeconfig).mode & 0o777, 0o600);
    assert.match(await ran("kubectl", "--kubeconfig", kubeconfig, "get", "nodes"), /^\S+ +Ready /m);
  });

  it("shows no change afterwards, and neither does a clone", async () => {
    await pulumi("up", "--yes", "--skip-preview", "--expect-no-changes");
    const clone = linkProject(join(file.directory, "clone"));
    for (const name of [`Pulumi.${site}.yaml`, "connection.yaml"])
      copyFileSync(join(project, name), join(clone, name));
    await pulumi("preview", "--expect-no-changes", "--cwd", clone);
  });

  it("shows no change of what the version before brought up", async () => {
    const next = await nextPackage(tarball(), join(file.directory, "next"));
    await install(project, next.file);
    assert.ok((await edge("version")).startsWith(`tkg-edge ${next.version} on `));
    await pulumi("up", "--yes", "--skip-preview", "--expect-no-changes");
    for (const stack of stacks) succeeded(await stack.preview({ expectNoChanges: true }));
  });

  it("destroys what it, the version before and the clones brought up, by the command lines of their states", async () => {
    await pulumi("destroy", "--yes", "--skip-preview");
    for (const stack of [...stacks].reverse()) {
      const { all } = succeeded(await stack.destroy());
      assert.ok(all.includes(nextCommand), all);
    }
    assert.deepEqual(await inventory(scene.apis), empty);
  });
});
