/** Steps: an upgrade from package to package. The next version is made of the one that is installed. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { execa } from "execa";
import { checkout } from "../harness/project.js";

interface PackageScript {
  readonly packed: (stage: string, folder: string) => { readonly file: string };
}

/** What each command of the next version prints before it does what it did before. */
export const nextCommand = "this is a command of the next version";

/**
 * Packs what a package holds once more, as the next minor version.
 * @param tarball the package
 * @param folder for the next one; it is made
 * @returns path and version of the next one
 */
export async function nextPackage(
  tarball: string,
  folder: string,
): Promise<{ readonly file: string; readonly version: string }> {
  mkdirSync(folder, { recursive: true });
  await execa("tar", ["--extract", "--gzip", "--file", tarball, "--directory", folder]);
  const stage = join(folder, "package");
  const manifest = join(stage, "package.json");
  const content = JSON.parse(readFileSync(manifest, "utf8")) as { readonly version: string };
  const [major = "", minor = ""] = content.version.split(".");
  const version = `${major}.${Number(minor) + 1}.0`;
  writeFileSync(manifest, JSON.stringify({ ...content, version }));
  const command = join(stage, "command.js");
  writeFileSync(command, `console.error(${JSON.stringify(nextCommand)});\n${readFileSync(command, "utf8")}`);
  const script = pathToFileURL(join(checkout, "scripts", "package.js")).href;
  const { packed } = (await import(script)) as PackageScript;
  return { file: packed(stage, folder).file, version };
}

/** Installs a package in a project, as its user does. */
export async function install(project: string, tarball: string): Promise<void> {
  // As `make deps` installs; the registry's settings are the machine's.
  const args = ["install", tarball, "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"];
  await execa("npm", [...args, "--loglevel=error"], { cwd: project });
}
