// Finds a tool of a fitting version among the user's own.
import { accessSync, constants, mkdtempSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";
import { execa } from "execa";
import type { Probe } from "./catalogue.js";
import { cacheRoot, overrideVariable } from "./locations.js";
import { describeRule, fits } from "./version-rule.js";

/** A tool of the user's own. */
export interface FoundTool {
  readonly path: string;
  readonly version: string;
}

/** What the search came to. */
export interface SearchResult {
  readonly found?: FoundTool;
  /** Why none of those found will do, for each: "/usr/bin/kubectl is 1.20.4". */
  readonly unfit: readonly string[];
}

const probeTimeoutMilliseconds = 10_000;

/** The folders of PATH, without those of this toolchain: else it would find its own work of an older version. */
export function searchFolders(path = process.env.PATH ?? ""): string[] {
  const own = [cacheRoot(), process.env[overrideVariable] ?? ""].filter((folder) => folder !== "");
  return [...new Set(path.split(delimiter))].filter(
    (folder) =>
      isAbsolute(folder) && !own.some((root) => folder === root || folder.startsWith(join(root, "/"))),
  );
}

function isExecutableFile(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** All executables of a name on PATH, in its order. */
export function executablesNamed(name: string): string[] {
  return searchFolders()
    .map((folder) => join(folder, name))
    .filter(isExecutableFile);
}

async function versionOf(path: string, probe: Probe): Promise<string | undefined> {
  // Some tools write to the home they are given when they only print their version.
  const home = mkdtempSync(join(tmpdir(), "tkg-edge-probe-"));
  try {
    const { stdout, stderr } = await execa(path, probe.arguments, {
      env: { PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" },
      timeout: probeTimeoutMilliseconds,
      reject: false,
      stdin: "ignore",
    });
    return (probe.pattern.exec(stdout) ?? probe.pattern.exec(stderr))?.[1];
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/**
 * Finds a tool on PATH.
 * @param companions - programs that must be beside it (after links are followed) or on PATH too.
 */
export async function findOnPath(
  name: string,
  probe: Probe,
  companions: readonly string[] = [],
): Promise<SearchResult> {
  const unfit: string[] = [];
  for (const path of executablesNamed(name)) {
    const version = await versionOf(path, probe);
    const missing = companions.filter((companion) => companionOf(path, companion) === undefined);
    if (version === undefined) unfit.push(`${path} does not report its version`);
    else if (!fits(probe.rule, version))
      unfit.push(`${path} is ${version}, wanted is ${describeRule(probe.rule)}`);
    else if (missing.length > 0) unfit.push(`${path} lacks ${missing.join(", ")} beside it`);
    else return { found: { path, version }, unfit };
  }
  return { unfit };
}

/** A program that belongs to another one: beside it, or on PATH. */
export function companionOf(path: string, companion: string): string | undefined {
  const beside = join(realpathSync(path), "..", companion);
  return isExecutableFile(beside) ? beside : executablesNamed(companion)[0];
}
