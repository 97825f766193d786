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

/**
 * Without debugging data, which the linker drops anyway (`-w`), a build takes a fifth less CPU. Not part of a tool's key:
 * the program does the same, so a tool that is in the cache stays in use.
 */
const compilerFlags = "-gcflags=all=-dwarf=false";

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
 * @param root - folder of the modules. @default - this checkout's sandbox/toolchain/
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

/** What to build. */
export interface BuildOrder {
  readonly name: string;
  readonly version: string;
  readonly build: GoBuild;
  /** The Go command's description. */
  readonly go: string;
  /** Folder of the modules. @default - this checkout's toolchain/ */
  readonly root?: string;
}

/**
 * Builds a tool unless it is in the cache. Its key is taken before the compiler starts and once more after it has ended: a
 * binary that was made while its sources changed is of neither state, and is dropped.
 * @returns path of its binary.
 * @throws GoError, Error
 */
export async function buildTool(order: BuildOrder, onLine: OnLine): Promise<string> {
  const { name, version, build, go, root = toolchainFolder } = order;
  const key = buildKey(name, build, go, root);
  const entry = await makeEntry("tools", key, async (draft) => {
    const work = join(draft, "work"); // in the draft, so that it goes with it when this process is killed
    try {
      let module = join(root, build.module);
      if (build.generated !== undefined) {
        cpSync(module, join(work, build.module), { recursive: true });
        module = join(work, build.module);
        await writeGeneratedSources(build, module, version, onLine);
      }
      mkdirSync(join(draft, "bin"));
      const output = ["-o", join(draft, "bin", name)];
      const flags = ["-trimpath", "-buildvcs=false", compilerFlags, `-ldflags=${linkerFlags(build)}`];
      await runGo(module, ["build", ...flags, ...output, build.package], onLine);
      const schema = join(module, "plugin", "schema.json");
      if (build.generated === "vsphere-schema" && existsSync(schema))
        copyFileSync(schema, join(draft, "schema.json"));
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
    if (buildKey(name, build, go, root) !== key) {
      throw new Error(`the sources of ${name} changed while they were compiled; run make tools again`);
    }
  });
  return join(entry, "bin", name);
}
