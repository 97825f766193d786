// Builds one tool from its pinned module into the cache.
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { makeEntry } from "./cache-entry.js";
import type { GoBuild } from "./catalogue.js";
import { digestOf, digestOfTree } from "./digest.js";
import { writeGeneratedSources } from "./generated-sources.js";
import { goEnvironment, runGo } from "./go.js";
import type { OnLine } from "./go.js";
import { toolchainFolder } from "./locations.js";

/** Changes when this file builds differently, so that nothing built before is taken for the same. */
const recipe = "1";

function linkerFlags(build: GoBuild): string {
  const settings = Object.entries(build.variables ?? {}).map(
    ([variable, value]) => `-X ${variable}=${value}`,
  );
  return ["-s", "-w", ...settings].join(" ");
}

/**
 * Key of a tool in the cache: a digest of everything it is built from.
 * @param go - the Go command's description.
 * @param root - folder of the modules. @default - this checkout's toolchain/
 */
export function buildKey(name: string, build: GoBuild, go: string, root = toolchainFolder): string {
  const module = join(root, build.module);
  const local = build.package.startsWith("./") ? [join(module, build.package)] : [];
  const whole = build.package === "." ? [module] : [];
  const sources = [...local, ...whole, ...(build.sources ?? []).map((folder) => join(root, folder))];
  return digestOf([
    recipe,
    name,
    go,
    JSON.stringify(goEnvironment),
    build.package,
    linkerFlags(build),
    build.generated ?? "",
    readFileSync(join(module, "go.mod"), "utf8"),
    readFileSync(join(module, "go.sum"), "utf8"),
    ...sources.map(digestOfTree),
  ]);
}

/**
 * Builds a tool unless it is in the cache.
 * @returns path of its binary.
 * @throws GoError, Error
 */
export async function buildTool(
  name: string,
  version: string,
  build: GoBuild,
  key: string,
  onLine: OnLine,
): Promise<string> {
  const entry = await makeEntry("tools", key, async (draft) => {
    const work = join(draft, "work"); // in the draft, so that it goes with it when this process is killed
    try {
      let module = join(toolchainFolder, build.module);
      if (build.generated !== undefined) {
        cpSync(module, join(work, build.module), { recursive: true });
        module = join(work, build.module);
        await writeGeneratedSources(build, module, version, onLine);
      }
      mkdirSync(join(draft, "bin"));
      const output = ["-o", join(draft, "bin", name)];
      const flags = ["-trimpath", "-buildvcs=false", `-ldflags=${linkerFlags(build)}`];
      await runGo(module, ["build", ...flags, ...output, build.package], onLine);
      const schema = join(module, "plugin", "schema.json");
      if (build.generated === "vsphere-schema" && existsSync(schema))
        copyFileSync(schema, join(draft, "schema.json"));
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
  return join(entry, "bin", name);
}
