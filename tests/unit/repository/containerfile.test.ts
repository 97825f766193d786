/** The Containerfile, which no test builds: that it can be read, what it copies, whom it runs as, and which versions it names. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Copy, DockerfileParser, type Instruction } from "dockerfile-ast";
import { catalogue } from "../../../sandbox/toolchain/catalogue.js";
import { checkout } from "../checkout.js";
import { sourcesOf } from "./sources.js";

const text = readFileSync(join(checkout, "Containerfile"), "utf8");
const file = DockerfileParser.parse(text);
const instructions = file.getInstructions();
const named = (keyword: string): Instruction[] =>
  instructions.filter((instruction) => instruction.getKeyword() === keyword);
const argumentsOf = (instruction: Instruction): string[] =>
  instruction.getArguments().map((argument) => argument.getValue());
const fromStage = (copy: Copy): string | undefined =>
  copy
    .getFlags()
    .find((flag) => flag.getName() === "from")
    ?.getValue() ?? undefined;

describe("the Containerfile", () => {
  const copies = named("COPY").map((one) => (one instanceof Copy ? one : assert.fail("no COPY")));
  const ofContext = copies.filter((copy) => fromStage(copy) === undefined);
  const sources = ofContext.flatMap((copy) => argumentsOf(copy).slice(0, -1));

  it("has known instructions alone, and images with a version and without a host", () => {
    const known = ["FROM", "ENV", "COPY", "WORKDIR", "RUN", "USER", "ENTRYPOINT", "CMD"];
    assert.deepEqual(
      [...new Set(instructions.map((one) => one.getKeyword()))].filter((one) => !known.includes(one)),
      [],
    );
    const images = file.getFROMs().map((from) => from.getImage() ?? "");
    assert.equal(images.length, 4);
    for (const image of images) {
      assert.match(image, /^[a-z]+(\/[a-z-]+)?:[\w.-]+$/);
      assert.ok(!image.endsWith(":latest"));
    }
  });

  it("copies what is in git, and is not ignored", function () {
    if (!existsSync(join(checkout, ".git"))) this.skip();
    assert.ok(sources.includes("src/") && sources.includes("package-lock.json"));
    const tracked = execFileSync("git", ["ls-files", "--cached", "-z"], {
      cwd: checkout,
      encoding: "utf8",
    }).split("\0");
    const ignored = readFileSync(join(checkout, ".containerignore"), "utf8").split("\n");
    for (const source of sources) {
      const isFolder = statSync(join(checkout, source)).isDirectory();
      assert.equal(source.endsWith("/"), isFolder, source);
      assert.ok(
        tracked.some((path) => (isFolder ? path.startsWith(source) : path === source)),
        source,
      );
      assert.ok(!ignored.includes(source), `${source} is ignored`);
    }
    // What git ignores holds states, keys or packages of this machine.
    const untracked = readFileSync(join(checkout, ".gitignore"), "utf8").split("\n");
    for (const folder of ["node_modules/", "dist/", ".sandbox*/", ".tkg-edge/"]) {
      assert.ok(untracked.includes(folder) && ignored.includes(folder), folder);
    }
  });

  it("copies every folder that the program is compiled of", () => {
    const { include } = JSON.parse(readFileSync(join(checkout, "tsconfig.json"), "utf8")) as {
      readonly include: readonly string[];
    };
    const folders = include
      .filter((name) => !/[.*]/.test(name) && name !== "tests")
      .map((name) => `${name}/`);
    assert.deepEqual(
      folders.filter((name) => !sources.includes(name)),
      [],
    );
  });

  it("compiles what it copies: nothing of it needs a folder that it does not copy", () => {
    const ignored = readFileSync(join(checkout, ".containerignore"), "utf8").split("\n");
    const compiled = sourcesOf(["src", "components", "policy", "sandbox"]).filter(
      (path) => !ignored.some((folder) => folder.endsWith("/") && path.startsWith(folder)),
    );
    assert.ok(compiled.length > 100);
    const needy = compiled.filter((path) =>
      / from "(\.\.\/)+tests\//.test(readFileSync(join(checkout, path), "utf8")),
    );
    assert.deepEqual(needy, []);
  });

  it("takes from stages and images that there are", () => {
    const stages = file.getFROMs().flatMap((from) => from.getBuildStage() ?? []);
    const used = copies.flatMap((copy) => fromStage(copy) ?? []);
    assert.deepEqual([...new Set(used)].sort(), [...stages].sort());
  });

  it("runs as an unprivileged user, which is the last one that it sets", () => {
    assert.deepEqual(named("USER").map(argumentsOf), [["node"]]);
    const last = instructions.findLastIndex((one) => one.getKeyword() === "USER");
    assert.ok(instructions.slice(last).every((one) => one.getKeyword() !== "COPY"));
    assert.deepEqual(named("ADD"), []);
  });

  it("has the versions that the tests use", () => {
    const { pulumi, kubectl, govc, imgpkg } = catalogue;
    assert.ok(text.includes(`FROM pulumi/pulumi-nodejs:${pulumi.version} `));
    for (const { version, build } of [kubectl, govc, imgpkg]) {
      const [first] = Object.entries(build?.variables ?? {});
      const [variable, value] = first ?? assert.fail("a tool without a version");
      assert.ok(value.includes(version));
      assert.ok(text.includes(`-X ${variable}=${value}"`), variable);
      assert.ok(sources.includes(`sandbox/toolchain/${build?.module ?? ""}/`));
    }
    for (const name of ["kubernetes", "vsphere", "command"] as const) {
      const { version } = catalogue[`pulumi-resource-${name}`];
      assert.match(
        text,
        new RegExp(`pulumi plugin install resource ${name} ${version.replaceAll(".", "\\.")}\\b`),
      );
    }
  });
});
