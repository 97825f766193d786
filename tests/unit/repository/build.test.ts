/** What is compiled again, and when: scripts/build.js in a project of a few files, with a stand-in for the compiler. */
import assert from "node:assert/strict";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { checkout } from "../checkout.js";

interface Build {
  readonly ensureBuilt: () => boolean;
  readonly ensureProductBuilt: () => boolean;
}

/** Copies sources to dist/, and refuses one with a certain text. */
const compiler = `
  const { mkdirSync, readFileSync, readdirSync, writeFileSync } = require("node:fs");
  const { dirname, join } = require("node:path");
  const root = process.argv[3];
  for (const name of readdirSync(root, { recursive: true }).filter((one) => /^(index|src.*|tests.*)\\.ts$/.test(one))) {
    const text = readFileSync(join(root, name), "utf8");
    if (text.includes("a mistake")) { console.log(name + ": a mistake"); process.exit(2); }
    const output = join(root, "dist", name.replace(/ts$/, "js"));
    mkdirSync(dirname(output), { recursive: true });
    writeFileSync(output, text);
  }
`;

describe("a build", () => {
  let root: string;
  let build: Build;
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  };
  const bundled = (name: string) => readFileSync(join(root, "dist", "bundle", name), "utf8");
  const command = (printed: string) => `export async function main() {\n  console.log("${printed}");\n}\n`;

  before("make the project", async () => {
    root = mkdtempSync(join(tmpdir(), "tkg-edge-build-"));
    for (const name of ["build.js", "build-lock.js", "build-sdks.js", "bundle.js"]) {
      write(`scripts/${name}`, "");
      copyFileSync(join(checkout, "scripts", name), join(root, "scripts", name));
    }
    write("package.json", '{ "type": "module" }');
    write("package-lock.json", "{}");
    write("tsconfig.json", '{ "include": ["index.ts", "src", "tests"] }');
    write("index.ts", 'import { name } from "./src/name.js";\nconsole.log(name);\n');
    write("src/name.ts", 'export const name = "first";\n');
    write("src/cli/tkg-edge.ts", "export const cli = 1;\n");
    write("src/library/index.ts", "export const library = 1;\n");
    write("src/commands/hello.ts", command("hello"));
    write("tests/one.ts", "export const one = 1;\n");
    mkdirSync(join(root, "sdks"));
    write("node_modules/typescript/bin/tsc", compiler);
    symlinkSync(join(checkout, "node_modules", "esbuild"), join(root, "node_modules", "esbuild"));
    build = (await import(pathToFileURL(join(root, "scripts", "build.js")).href)) as Build;
    assert.ok(build.ensureBuilt());
  });
  after(() => {
    rmSync(root, { recursive: true });
  });

  it("is not repeated while no source changed", () => {
    assert.match(bundled("index.js"), /first/);
    assert.ok(!build.ensureBuilt());
    assert.ok(!build.ensureProductBuilt());
  });

  it("is not repeated for a file that was written again as it was", () => {
    const later = new Date(Date.now() + 10_000);
    utimesSync(join(root, "src/name.ts"), later, later);
    assert.ok(!build.ensureProductBuilt());
    assert.ok(!build.ensureBuilt());
  });

  for (const which of ["ensureBuilt", "ensureProductBuilt"] as const) {
    it(`notices a changed source: ${which}`, () => {
      write("src/name.ts", `export const name = "changed, ${which}";\n`);
      assert.ok(build[which]());
      assert.match(bundled("index.js"), new RegExp(`changed, ${which}`));
      assert.ok(!build[which]());
    });

    it(`notices a new source, and one that is removed: ${which}`, () => {
      write("src/commands/added.ts", command("added"));
      assert.ok(build[which]());
      assert.match(bundled("commands/added.js"), /added/);
      rmSync(join(root, "src/commands/added.ts"));
      assert.ok(build[which]());
      for (const left of ["src/commands/added.js", "bundle/commands/added.js"])
        assert.ok(!existsSync(join(root, "dist", left)), left);
      assert.ok(!build[which]());
    });

    it(`notices a source in a new folder: ${which}`, () => {
      write("src/deep/er/one.ts", "export const one = 1;\n");
      assert.ok(build[which]());
      rmSync(join(root, "src/deep"), { recursive: true });
      assert.ok(build[which]());
      assert.ok(!existsSync(join(root, "dist/src/deep/er/one.js")));
    });
  }

  it("of the product does not read what only tests need", () => {
    write("tests/one.ts", "export const one = 11;\n");
    assert.ok(!build.ensureProductBuilt());
    assert.ok(build.ensureBuilt());
  });

  it("that fails is reported, and repeated until it does not", () => {
    write("src/name.ts", 'export const name = "a mistake";\n');
    for (let times = 0; times < 2; times += 1)
      assert.throws(() => build.ensureBuilt(), /do not compile:\nsrc\/name\.ts: a mistake/);
    write("src/name.ts", 'export const name = "repaired";\n');
    assert.ok(build.ensureProductBuilt());
    assert.match(bundled("index.js"), /repaired/);
  });

  it("notices other packages and settings of the compiler", () => {
    write("package-lock.json", '{ "lockfileVersion": 3 }');
    assert.ok(build.ensureProductBuilt());
    write("tsconfig.json", '{ "include": ["index.ts", "src", "tests"], "compilerOptions": {} }');
    assert.ok(build.ensureProductBuilt());
    assert.ok(!build.ensureBuilt());
  });
});
