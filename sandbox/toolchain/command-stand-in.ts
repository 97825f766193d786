// Packs the stand-in for the command plugin into the cache: one file of JavaScript, with everything it needs of
// node_modules in it, what V8 compiled of it, and a launcher. So it works when the checkout that installed it is gone, and
// starts quickly.
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { execa } from "execa";
import { makeEntry } from "./cache-entry.js";
import { digestOf, digestOfTree } from "./digest.js";
import { checkout, toolchainFolder } from "./locations.js";

const sources = join(toolchainFolder, "command-plugin");
/** What the sources import of the product. */
const shared = [join("src", "clients", "leash.ts"), join("scripts", "watch-engine.js")];
const name = "pulumi-resource-command";

const launcher = `#!/bin/sh
# Stand-in for pulumi-command, made by tkg-edge because the real plugin could not be downloaded.
exec node "$(dirname "$(readlink -f "$0")")/start.cjs" "$@"
`;

/** Where the code that V8 made of the stand-in is left at the end of a run. */
const writtenTo = "TKG_EDGE_CODE_CACHE";

/** Another V8 refuses the code that this one made, and compiles the stand-in again. */
const starter = `"use strict";
const { readFileSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { join } = require("node:path");
const { Script } = require("node:vm");

const filename = join(__dirname, "command.cjs");
let cachedData;
try {
  cachedData = readFileSync(join(__dirname, "command.code"));
} catch {
  // It is being packed.
}
const script = new Script(Module.wrap(readFileSync(filename, "utf8")), { filename, cachedData });
const { ${writtenTo}: writtenTo } = process.env;
if (writtenTo) process.once("exit", () => writeFileSync(writtenTo, script.createCachedData()));
script.runInThisContext()(exports, require, module, filename, __dirname);
`;

/** Key of the packed stand-in: its sources, and the versions of all packages. */
export function standInKey(): string {
  return digestOf([
    name,
    launcher,
    starter,
    readFileSync(join(checkout, "package-lock.json"), "utf8"),
    digestOfTree(sources),
    ...shared.map((file) => readFileSync(join(checkout, file), "utf8")),
  ]);
}

/** Packs the stand-in unless it is in the cache. @returns path of the launcher. @throws Error of the bundler */
export async function packStandIn(): Promise<string> {
  const entry = await makeEntry("tools", standInKey(), async (draft) => {
    const bin = join(draft, "bin");
    mkdirSync(bin);
    await build({
      entryPoints: [join(sources, "main.ts")],
      outfile: join(bin, "command.cjs"),
      bundle: true,
      minify: true,
      platform: "node",
      format: "cjs",
      target: "node20",
      external: ["typescript", "ts-node"], // the SDK loads them only for TypeScript programs and dynamic providers
      absWorkingDir: checkout,
      logLevel: "silent",
    });
    writeFileSync(join(bin, "start.cjs"), starter);
    writeFileSync(join(bin, name), launcher);
    chmodSync(join(bin, name), 0o755);
    await keepCode(join(bin, name), join(bin, "command.code"));
  });
  return join(entry, "bin", name);
}

/**
 * Starts the stand-in once, without an engine, until it serves: what it has run by then is what every start runs.
 * @throws Error when it does not serve within half a minute
 */
async function keepCode(program: string, file: string): Promise<void> {
  const run = execa(program, ["127.0.0.1:1"], {
    env: { [writtenTo]: file },
    stdin: "ignore",
    timeout: 30_000,
    reject: false,
  });
  for await (const _port of run) run.kill("SIGTERM");
  const { stderr } = await run;
  if (!existsSync(file)) throw new Error(`the stand-in for pulumi-command does not start: ${stderr}`);
}
