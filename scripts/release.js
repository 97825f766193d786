// Makes what a release consists of: the package, the policy pack, the section of CHANGELOG.md, the package's bill of materials, and
// the checksums of all.
//
//   node scripts/release.js [FOLDER] [--draft]
//
// FOLDER is dist/release where none is given. The version in package.json has to be the one of the first section of CHANGELOG.md,
// which has a date, and nothing may be uncommitted; --draft makes a release to look at without that. The same commit gives the same
// bytes, with the same version of npm.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { makePackage } from "./package.js";
import { makePolicyPackage } from "./policy-pack.js";
import { sbomText } from "./sbom.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * The first section of a changelog.
 * @param {string} changelog
 * @returns {{ version: string, date: string | undefined, text: string }} date: undefined where it was not released
 * @throws Error where there is none
 */
export function firstSection(changelog) {
  const [heading, version, label] = /^## (\d+\.\d+\.\d+) \(([^)]+)\)\n/m.exec(changelog) ?? [];
  if (heading === undefined) throw new Error("CHANGELOG.md has no section of a version");
  const rest = changelog.slice(changelog.indexOf(heading) + heading.length);
  const end = rest.search(/^## /m);
  const date = /^\d{4}-\d\d-\d\d$/.test(label) ? label : undefined;
  return { version, date, text: (end < 0 ? rest : rest.slice(0, end)).trim() };
}

/** What is missing for a release. */
export function releaseProblems({ version, date }, packageVersion, uncommitted) {
  return [
    ...(version === packageVersion
      ? []
      : [`package.json has version ${packageVersion}, and CHANGELOG.md begins with ${version}`]),
    ...(date === undefined
      ? [`the section of ${version} in CHANGELOG.md has no date, such as (2026-11-30)`]
      : []),
    ...(uncommitted === "" ? [] : [`not committed:\n${uncommitted.trimEnd()}`]),
  ];
}

/**
 * @param {string} folder is emptied
 * @returns {string[]} absolute paths of the files
 * @throws Error with all that is missing; nothing is written then
 */
export function makeRelease(folder, { draft = false } = {}) {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const section = firstSection(readFileSync(join(root, "CHANGELOG.md"), "utf8"));
  const uncommitted = () => execFileSync("git", ["status", "--porcelain"], { cwd: root, encoding: "utf8" });
  const problems = draft ? [] : releaseProblems(section, version, uncommitted());
  if (problems.length > 0)
    throw new Error(`no release was made:\n${problems.map((one) => `  ${one}`).join("\n")}`);
  const sbom = sbomText();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const packages = [makePackage(folder), makePolicyPackage(folder)].map(({ file }) => file);
  const write = (name, text) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const files = [
    ...packages,
    write(`tkg-edge-${version}.cdx.json`, sbom),
    write(`CHANGES-${version}.md`, `# tkg-edge ${version}\n\n${section.text}\n`),
  ];
  const sums = files.map((path) => `${sha256(path)}  ${basename(path)}\n`);
  return [...files, write("SHA256SUMS", sums.join(""))];
}

const sha256 = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const options = { draft: { type: "boolean", default: false } };
    const { positionals, values } = parseArgs({ allowPositionals: true, options });
    for (const file of makeRelease(resolve(positionals[0] ?? join(root, "dist", "release")), values))
      console.log(`wrote ${relative(process.cwd(), file)}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
