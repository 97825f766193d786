// Compiles the TypeScript sources to dist/, packs what Pulumi starts into dist/bundle/, and records what the sources were, so
// that a stale build is noticed.
//
//   node scripts/build.js            compile when a source changed since the last build
//   import { ensureBuilt } …         the same, for a program that is about to import dist/
//
// The stamp dist/.sources.json holds the SHA-256 of every source; a file whose size and mtime are unchanged is
// not read again, so that the check costs a few milliseconds at every `pulumi preview`.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { alone } from "./build-lock.js";
import { ensureSdksBuilt, sdksAreBuilt } from "./build-sdks.js";
import { bundle } from "./bundle.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stampFile = join(root, "dist", ".sources.json");
const rootFiles = ["index.ts", "tsconfig.json", "package-lock.json", "scripts/build.js", "scripts/bundle.js"];

/** Relative paths of every file that the build depends on, sorted. */
function sourceFiles() {
  const { include } = JSON.parse(readFileSync(join(root, "tsconfig.json"), "utf8"));
  const folders = include.filter((name) => !name.endsWith(".ts"));
  const files = [...rootFiles, ...folders].filter((name) => existsSync(join(root, name)));
  return files.flatMap((name) => (folders.includes(name) ? sourcesBelow(name) : [name])).sort();
}

/** By hand, since it is done at every preview: `recursive` of readdir takes twice as long. */
function sourcesBelow(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sourcesBelow(path);
    return entry.isFile() && path.endsWith(".ts") ? [path] : [];
  });
}

function readStamp() {
  try {
    return JSON.parse(readFileSync(stampFile, "utf8"));
  } catch {
    return {};
  }
}

/** What the sources are now: path -> { size, mtime (ms), sha256 }, hashing only what changed since `before`. */
function describeSources(before) {
  const now = {};
  for (const file of sourceFiles()) {
    const { size, mtimeMs } = statSync(join(root, file));
    const old = before[file];
    const unchanged = old?.size === size && old?.mtime === mtimeMs;
    const sha256 = unchanged
      ? old.sha256
      : createHash("sha256")
          .update(readFileSync(join(root, file)))
          .digest("hex");
    now[file] = { size, mtime: mtimeMs, sha256 };
  }
  return now;
}

const digestOf = (stamp) => JSON.stringify(Object.entries(stamp).map(([file, { sha256 }]) => [file, sha256]));

/** The program, each module of src/commands/ that is a command, and the `tkg-edge` command. */
function bundleEntryPoints() {
  const dist = (path) => join(root, "dist", path);
  const commands = readdirSync(join(root, "src", "commands"))
    .filter((name) => name.endsWith(".ts"))
    .filter((name) =>
      /^export async function main\(/m.test(readFileSync(join(root, "src", "commands", name), "utf8")),
    )
    .map((name) => basename(name, ".ts"));
  const entryPoints = commands.map((name) => [`commands/${name}`, dist(`src/commands/${name}.js`)]);
  const cli = dist("src/cli/tkg-edge.js");
  bundle({ index: dist("index.js"), cli, ...Object.fromEntries(entryPoints) }, dist("bundle"));
}

/**
 * Compiles when a source differs from what dist/ was built from.
 * @returns {boolean} whether a compilation ran.
 * @throws Error with the compiler's output when the sources do not compile; dist/ then stays marked as stale.
 */
export function ensureBuilt() {
  if (isCurrent()) return false;
  return alone(join(root, "dist", ".building"), () => !isCurrent() && build());
}

/** Whether dist/ is built from the sources as they are. */
function isCurrent() {
  if (!sdksAreBuilt(root)) return false;
  const before = readStamp();
  const now = describeSources(before);
  if (digestOf(before) !== digestOf(now)) return false;
  if (JSON.stringify(before) !== JSON.stringify(now)) writeStamp(now);
  return true;
}

/** Puts the stamp in place whole: a preview beside this one reads the old one or the new one. */
function writeStamp(stamp) {
  const draft = `${stampFile}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(stamp));
  renameSync(draft, stampFile);
}

function build() {
  ensureSdksBuilt(root); // before the stamp: their types are among what the program is compiled against
  const before = readStamp();
  const now = describeSources(before);
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  if (!existsSync(compiler)) {
    throw new Error(
      `the packages are not installed (${relative(process.cwd(), compiler)} is missing): run "npm ci"`,
    );
  }
  rmSync(stampFile, { force: true });
  for (const gone of Object.keys(before).filter((file) => !(file in now))) {
    const output = gone.replace(/\.ts$/, ".js");
    for (const file of [output, `${output}.map`, join("bundle", output.replace(/^src\//, ""))])
      rmSync(join(root, "dist", file), { force: true });
  }
  const result = spawnSync(process.execPath, [compiler, "--project", root], { encoding: "utf8" });
  if (result.status !== 0) throw new Error(`the sources do not compile:\n${result.stdout}${result.stderr}`);
  bundleEntryPoints();
  writeStamp(now);
  return true;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    if (ensureBuilt()) console.log("compiled dist/");
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
