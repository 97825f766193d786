// Writes sdks/vsphere: Pulumi's own generator, on the schema of the plugin that sandbox/toolchain/provider-vsphere builds.
//
//   node dist/sandbox/toolchain/sdk.js            generate
//   node dist/sandbox/toolchain/sdk.js --check    report whether it is up to date; exit code 1 when not
//
// Generating needs Go and minutes. The check needs neither: the file .generated.json beside the package holds the
// digest of what it was generated from and of what came out, so a stale or an edited package shows.
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import * as z from "zod";
import { catalogue } from "./catalogue.js";
import type { GoBuild } from "./catalogue.js";
import { digestOf, digestOfTree, filesOf } from "./digest.js";
import { buildTool } from "./go-build.js";
import { askGo, lowestGo } from "./go.js";
import { checkout, toolchainFolder } from "./locations.js";

const plugin = "pulumi-resource-vsphere";
const folder = join(checkout, "sdks", "vsphere");
const mark = join(folder, ".generated.json");
const version = catalogue[plugin].version;

/** The lookups that the program and its tests use: their shape is the same in the official plugin. */
const functions = [
  "getDatacenter",
  "getDatastore",
  "getFolder",
  "getNetwork",
  "getResourcePool",
  "getVirtualMachine",
];
const tokens = functions.map((name) => `vsphere:index/${name}:${name}`);

/** What the generator writes for packages that are published, and we do not want. */
const leftOut = [".gitignore", "README.md", "package.json", "scripts"];

/** Written by hand: README.md explains the package. */
const notGenerated = /^(README\.md|\.generated\.json|(bin|node_modules)(\/|$))/;

const packageJson = {
  name: "@pulumi/vsphere",
  version,
  private: true,
  description: "Generated from the schema of the vSphere plugin: see README.md",
  main: "bin/index.js",
  types: "bin/index.d.ts",
  peerDependencies: { "@pulumi/pulumi": "^3.142.0" },
  pulumi: { resource: true, name: "vsphere", version },
};

const generator: GoBuild = { module: "pulumi", package: "./sdk-generator" };

const markSchema = z.object({ inputs: z.string(), outputs: z.string() });

/** Digest of everything that decides what the package contains. */
function inputsDigest(): string {
  return digestOf([
    digestOfTree(join(toolchainFolder, "provider-vsphere")),
    digestOfTree(join(toolchainFolder, "pulumi")),
    JSON.stringify([tokens, packageJson, leftOut]),
  ]);
}

/** Digest of the package as it is. */
function outputsDigest(): string {
  const names = filesOf(folder).filter((name) => !notGenerated.test(name));
  return digestOf(names.flatMap((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

/** Why the package is not what would be generated now; undefined when it is. */
function staleness(): string | undefined {
  if (!existsSync(mark)) return "it was never generated";
  const then = markSchema.parse(JSON.parse(readFileSync(mark, "utf8")));
  if (then.inputs !== inputsDigest()) return "what it is generated from has changed since";
  if (then.outputs !== outputsDigest()) return "its files were changed by hand";
  return undefined;
}

async function generate(): Promise<void> {
  const go = await askGo();
  const { build } = catalogue[plugin];
  if (go === undefined || build === undefined)
    throw new Error(`Go >= ${lowestGo} is needed (https://go.dev/doc/install)`);
  const show = (line: string): void => {
    console.log(`  ${line}`);
  };
  console.log("building the plugin, for its schema");
  const binary = await buildTool({ name: plugin, version, build, go: go.description }, show);
  const schema = join(dirname(dirname(binary)), "schema.json");
  console.log("building the generator");
  const order = { name: "sdk-generator", version: "0", build: generator, go: go.description };
  const tool = await buildTool(order, show);
  const draft = mkdtempSync(join(tmpdir(), "tkg-edge-sdk-"));
  try {
    await execa(tool, [schema, version, draft, ...tokens], { stdin: "ignore" });
    for (const name of leftOut) rmSync(join(draft, name), { recursive: true, force: true });
    writeFileSync(join(draft, "package.json"), `${JSON.stringify(packageJson, null, 2)}\n`);
    for (const name of readdirSync(folder)) {
      if (!notGenerated.test(name)) rmSync(join(folder, name), { recursive: true, force: true });
    }
    await cp(draft, folder, { recursive: true });
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  writeFileSync(mark, `${JSON.stringify({ inputs: inputsDigest(), outputs: outputsDigest() }, null, 2)}\n`);
  console.log(`wrote ${folder}`);
}

try {
  if (process.argv.includes("--check")) {
    const reason = staleness();
    if (reason !== undefined) throw new Error(`sdks/vsphere is not up to date: ${reason}. Run "make sdk".`);
  } else {
    await generate();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
