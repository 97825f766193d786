// Makes the package that users install: one file, the same bytes whenever it is made of the same sources.
//
//   node scripts/package.js [FOLDER]    writes FOLDER/tkg-edge-VERSION.tgz; FOLDER is dist/package where none is given
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureBuilt } from "./build.js";
import { stagePackage } from "./package-contents.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * @param {string} folder where the package goes; it is made
 * @returns {{ file: string, size: number, unpackedSize: number, files: string[] }} file: its absolute path; sizes in bytes
 * @throws Error with what the bundler or npm reports
 */
export function makePackage(folder) {
  ensureBuilt();
  const stage = mkdtempSync(join(tmpdir(), "tkg-edge-package-"));
  try {
    stagePackage(stage);
    return packed(stage, folder);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/**
 * @param {string} stage folder of a package, laid out
 * @param {string} folder where the package goes; it is made
 * @returns {{ file: string, size: number, unpackedSize: number, files: string[] }} as {@link makePackage}
 */
export function packed(stage, folder) {
  mkdirSync(folder, { recursive: true });
  const args = ["pack", "--json", "--ignore-scripts", "--offline", "--pack-destination", folder];
  const { status, stdout, stderr, error } = spawnSync("npm", args, { cwd: stage, encoding: "utf8" });
  if (status !== 0) throw new Error(`npm pack failed: ${error?.message ?? stderr}`);
  const [{ filename, size, unpackedSize, files }] = Object.values(JSON.parse(stdout));
  return { file: join(folder, filename), size, unpackedSize, files: files.map(({ path }) => path) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const { file, size, files } = makePackage(resolve(process.argv[2] ?? join(root, "dist", "package")));
    console.log(
      `wrote ${relative(process.cwd(), file)}: ${files.length} files, ${(size / 1e6).toFixed(1)} MB`,
    );
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
