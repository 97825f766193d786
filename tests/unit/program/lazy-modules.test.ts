import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { load } from "js-yaml";
import { checkout } from "../checkout.js";

/** Runs a script as Pulumi runs the program: with the arguments for Node.js that Pulumi.yaml names. */
async function asTheProgram(script: string): Promise<Seen> {
  const project = load(readFileSync(join(checkout, "Pulumi.yaml"), "utf8")) as {
    readonly runtime: { readonly options: { readonly nodeargs: string } };
  };
  const args = project.runtime.options.nodeargs.split(" ");
  const { stdout } = await execa("node", [...args, "--eval", script], { cwd: checkout });
  return JSON.parse(stdout) as Seen;
}

const isLoaded = (name: string) =>
  `Object.keys(require.cache).some((file) => file.includes("/node_modules/${name}/"))`;

const putOff = ["typescript", "@npmcli/arborist", "execa", "source-map-support"];

/** What a process has loaded: with the SDK, and after the use of some of it. */
interface Seen {
  readonly atFirst: readonly boolean[];
  readonly used: {
    readonly text: string;
    readonly loaded: readonly boolean[];
    readonly code: readonly string[];
  };
}

describe("what the SDK loads and the program does not use", function () {
  this.timeout(30_000);
  let project: string;
  let seen: Seen;
  before("run it in a project with one package: Arborist reads all of them", async () => {
    project = mkdtempSync(join(tmpdir(), "tkg-edge-lazy-modules-"));
    const installed = join(project, "node_modules", "one");
    mkdirSync(installed, { recursive: true });
    writeFileSync(join(project, "package.json"), JSON.stringify({ dependencies: { one: "1.0.0" } }));
    writeFileSync(join(installed, "package.json"), JSON.stringify({ name: "one", version: "1.0.0" }));
    const script = `
      const { runtime } = require("@pulumi/pulumi");
      const atFirst = [${putOff.map(isLoaded).join()}];
      const five = 5;
      process.chdir(${JSON.stringify(project)});
      Promise.all([runtime.serializeFunction(() => five + 1), runtime.computeCodePaths()]).then(([{ text }, paths]) => {
        const loaded = [${isLoaded("typescript")}, ${isLoaded("@npmcli/arborist")}];
        console.log(JSON.stringify({ atFirst, used: { text, loaded, code: [...paths.keys()] } }));
      });`;
    seen = await asTheProgram(script);
  });
  after(() => {
    rmSync(project, { recursive: true });
  });

  it("is not loaded with it", () => {
    assert.deepEqual(
      seen.atFirst,
      putOff.map(() => false),
    );
  });

  it("is there when it is used after all: the compiler, and Arborist", () => {
    const { text, ...rest } = seen.used;
    assert.match(text, /five.*=>.*five \+ 1/s);
    assert.deepEqual(rest, { loaded: [true, true], code: ["node_modules/one"] });
  });
});
