// Pulumi's own way to its plugins, where its download site can be reached. Whether it can is found out with the first
// plugin, within seconds: a machine without that way must not wait for each of them.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { hasEntry, makeEntry } from "./cache-entry.js";
import { digestOf } from "./digest.js";

/** Milliseconds within which a download must have begun. */
const patienceToBegin = 6_000;
/** Milliseconds that a download may take once it has begun. */
const patienceToEnd = 600_000;

/** A plugin as Pulumi names it. */
export interface PluginVersion {
  readonly name: string;
  readonly version: string;
}

/** Key of a downloaded plugin in the cache. */
export function officialKey(plugin: PluginVersion): string {
  return digestOf(["official", plugin.name, plugin.version, process.platform, process.arch]);
}

/** Whether a plugin was downloaded before. */
export function isDownloaded(plugin: PluginVersion): boolean {
  return hasEntry("tools", officialKey(plugin));
}

function bytesIn(folder: string): number {
  if (!existsSync(folder)) return 0;
  let bytes = 0;
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    try {
      const entry = statSync(join(folder, name));
      if (entry.isFile()) bytes += entry.size;
    } catch {
      // gone in the meantime
    }
  }
  return bytes;
}

/**
 * Lets Pulumi download a plugin into the cache, unless it is there.
 * @param pulumi - path of the Pulumi CLI.
 * @returns path of the plugin's binary.
 * @throws Error with the reason why it cannot be had, after a few seconds where the download does not begin.
 */
export async function downloadPlugin(pulumi: string, plugin: PluginVersion): Promise<string> {
  const entry = await makeEntry("tools", officialKey(plugin), async (draft) => {
    const work = join(draft, "work");
    const home = join(draft, "home");
    for (const folder of [work, home]) mkdirSync(folder);
    try {
      await install(pulumi, plugin, home, work);
      renameSync(join(home, "plugins", `resource-${plugin.name}-v${plugin.version}`), join(draft, "bin"));
    } finally {
      rmSync(work, { recursive: true, force: true });
      rmSync(home, { recursive: true, force: true });
    }
  });
  return join(entry, "bin", `pulumi-resource-${plugin.name}`);
}

async function install(
  pulumi: string,
  plugin: PluginVersion,
  home: string,
  temporary: string,
): Promise<void> {
  const stop = new AbortController();
  const child = execa(
    pulumi,
    ["plugin", "install", "resource", plugin.name, plugin.version, "--non-interactive"],
    {
      env: { PULUMI_HOME: home, TMPDIR: temporary, PULUMI_SKIP_UPDATE_CHECK: "true" },
      reject: false,
      all: true,
      stdin: "ignore",
      timeout: patienceToEnd,
      cancelSignal: stop.signal,
    },
  );
  // Pulumi tries five times; its first complaint is enough where nothing has come yet.
  child.stderr.on("data", (chunk: Buffer) => {
    if (/Error downloading plugin/i.test(chunk.toString()) && bytesIn(temporary) === 0) stop.abort();
  });
  const begun = setTimeout(() => {
    if (bytesIn(temporary) === 0 && bytesIn(join(home, "plugins")) === 0) stop.abort();
  }, patienceToBegin);
  const result = await child;
  clearTimeout(begun);
  if (!result.failed) return;
  const reason = /(?:dial|lookup|Get|error:)[^\n]*/i.exec(result.all)?.[0] ?? "the download did not begin";
  throw new Error(`the official plugin ${plugin.name} ${plugin.version} cannot be downloaded: ${reason}`);
}
