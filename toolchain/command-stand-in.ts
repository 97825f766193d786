// Packs the stand-in for the command plugin into the cache: one file of JavaScript, with everything it needs of
// node_modules in it, and a launcher. So it works when the checkout that installed it is gone, and starts quickly.
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { makeEntry } from "./cache-entry.js";
import { digestOf, digestOfTree } from "./digest.js";
import { checkout, toolchainFolder } from "./locations.js";

const sources = join(toolchainFolder, "command-plugin");
const name = "pulumi-resource-command";

const launcher = `#!/bin/sh
# Stand-in for pulumi-command, made by tkg-edge because the real plugin could not be downloaded.
exec node "$(dirname "$(readlink -f "$0")")/command.cjs" "$@"
`;

/** Key of the packed stand-in: its sources, and the versions of all packages. */
export function standInKey(): string {
  return digestOf([
    name,
    launcher,
    readFileSync(join(checkout, "package-lock.json"), "utf8"),
    digestOfTree(sources),
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
    writeFileSync(join(bin, name), launcher);
    chmodSync(join(bin, name), 0o755);
  });
  return join(entry, "bin", name);
}
