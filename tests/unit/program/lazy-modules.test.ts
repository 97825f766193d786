import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { load } from "js-yaml";
import { checkout } from "../checkout.js";

/** Runs a script as Pulumi runs the program: with the arguments for Node.js that Pulumi.yaml names. */
async function asTheProgram(script: string): Promise<unknown> {
  const project = load(readFileSync(join(checkout, "Pulumi.yaml"), "utf8")) as {
    readonly runtime: { readonly options: { readonly nodeargs: string } };
  };
  const args = project.runtime.options.nodeargs.split(" ");
  const { stdout } = await execa("node", [...args, "--eval", script], { cwd: checkout });
  return JSON.parse(stdout);
}

const isLoaded = (name: string) =>
  `Object.keys(require.cache).some((file) => file.includes("/node_modules/${name}/"))`;

describe("what the SDK loads and the program does not use", function () {
  this.timeout(30_000);
  let project: string;
  before("a project with one package: Arborist reads all of them", () => {
    project = mkdtempSync(join(tmpdir(), "tkg-edge-lazy-modules-"));
    const installed = join(project, "node_modules", "one");
    mkdirSync(installed, { recursive: true });
    writeFileSync(join(project, "package.json"), JSON.stringify({ dependencies: { one: "1.0.0" } }));
    writeFileSync(join(installed, "package.json"), JSON.stringify({ name: "one", version: "1.0.0" }));
  });
  after(() => {
    rmSync(project, { recursive: true });
  });

  it("is not loaded with it", async () => {
    const names = ["typescript", "@npmcli/arborist", "execa", "source-map-support"];
    const script = `require("@pulumi/pulumi"); console.log(JSON.stringify([${names.map(isLoaded).join()}]))`;
    assert.deepEqual(
      await asTheProgram(script),
      names.map(() => false),
    );
  });

  it("is there when it is used after all: the compiler, and Arborist", async () => {
    const script = `
      const { runtime } = require("@pulumi/pulumi");
      const five = 5;
      process.chdir(${JSON.stringify(project)});
      Promise.all([runtime.serializeFunction(() => five + 1), runtime.computeCodePaths()]).then(([{ text }, paths]) => {
        const loaded = [${isLoaded("typescript")}, ${isLoaded("@npmcli/arborist")}];
        console.log(JSON.stringify({ text, loaded, code: [...paths.keys()] }));
      });`;
    const { text, ...rest } = (await asTheProgram(script)) as { readonly text: string };
    assert.match(text, /five.*=>.*five \+ 1/s);
    assert.deepEqual(rest, { loaded: [true, true], code: ["node_modules/one"] });
  });
});
