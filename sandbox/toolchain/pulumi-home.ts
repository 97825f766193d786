// The project's own PULUMI_HOME: the plugins of this version of the toolchain, so that a user's own Pulumi and its
// plugins are left alone. Pulumi keeps its selected stacks and caches there too; nothing else of the project does.
import { linkSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeEntry } from "./cache-entry.js";
import { digestOf } from "./digest.js";

/** A plugin that is there. */
export interface InstalledPlugin {
  readonly name: string;
  readonly version: string;
  /** Path of its binary; all files beside it belong to it. */
  readonly path: string;
}

/** Makes the home unless it is there. @returns its path. */
export function makePulumiHome(plugins: readonly InstalledPlugin[]): Promise<string> {
  const key = digestOf(plugins.flatMap((plugin) => [plugin.name, plugin.version, plugin.path]));
  return makeEntry("pulumi-home", key, (draft) => {
    for (const plugin of plugins) {
      const folder = join(draft, "plugins", `resource-${plugin.name}-v${plugin.version}`);
      mkdirSync(folder, { recursive: true });
      const from = dirname(plugin.path);
      for (const file of readdirSync(from)) symlinkSync(join(from, file), join(folder, file));
    }
    return Promise.resolve();
  });
}

/**
 * Makes a folder of links to tools, for PATH, unless it is there.
 * @param together - tools that must be files of this very folder: Pulumi finds its language host beside its own
 *   file, links followed, and warns when the one on PATH is another.
 * @returns its path.
 */
export function makeBinFolder(
  tools: Readonly<Record<string, string>>,
  together: readonly string[],
): Promise<string> {
  return makeEntry("bin", digestOf([...Object.entries(tools).flat(), ...together]), (draft) => {
    for (const [name, path] of Object.entries(tools)) {
      if (together.includes(name)) linkSync(path, join(draft, name));
      else symlinkSync(path, join(draft, name));
    }
    return Promise.resolve();
  });
}
