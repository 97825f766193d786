// Compiles the TypeScript sources to dist/, packs what Pulumi starts into dist/bundle/, and records what the sources were, so
// that a stale build is noticed.
//
//   node scripts/build.js            compile when a source changed since the last build
//   import { ensureBuilt } …         the same, for a program that is about to import dist/
//   import { ensureProductBuilt } …  the same, for one that imports dist/bundle/ alone
//
// The stamp dist/.sources.json holds the SHA-256 of every source; a file whose size and mtime are unchanged is
// not read again. What starts the product asks for the product's sources alone, so that the check costs a few milliseconds at
// every `pulumi preview` and each command that it runs.
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

/** Relative paths of every file that the build depends on, and of the folders that hold them (with a "/" behind), sorted. */
function sources() {
  const { include } = JSON.parse(readFileSync(join(root, "tsconfig.json"), "utf8"));
  const folders = [...include.filter((name) => !/[.*]/.test(name)), "sdks"];
  const files = rootFiles.filter((name) => existsSync(join(root, name)));
  return [...files, ...folders.filter((name) => existsSync(join(root, name))).flatMap(sourcesBelow)].sort();
}

function sourcesBelow(folder) {
  const within = readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    // What the generated packages are compiled to is no source.
    if (entry.isDirectory()) return ["bin", "node_modules"].includes(entry.name) ? [] : sourcesBelow(path);
    return entry.isFile() && path.endsWith(".ts") ? [path] : [];
  });
  return [`${folder}/`, ...within];
}

function readStamp() {
  try {
    return JSON.parse(readFileSync(stampFile, "utf8"));
  } catch {
    return {};
  }
}

/**
 * What the sources are now: path -> { size, mtime (ms), sha256 }, hashing only what changed since `before`; a folder has its
 * mtime alone, which changes with the names in it.
 */
function describeSources(before) {
  const now = {};
  for (const path of sources()) {
    const { size, mtimeMs } = statSync(join(root, path));
    if (path.endsWith("/")) {
      now[path] = { mtime: mtimeMs };
      continue;
    }
    const old = before[path];
    const unchanged = old?.size === size && old?.mtime === mtimeMs;
    const sha256 = unchanged
      ? old.sha256
      : createHash("sha256")
          .update(readFileSync(join(root, path)))
          .digest("hex");
    now[path] = { size, mtime: mtimeMs, sha256 };
  }
  return now;
}

/** Of the files alone. */
const digestOf = (stamp) =>
  JSON.stringify(
    Object.entries(stamp).flatMap(([path, { sha256 }]) => (sha256 === undefined ? [] : [[path, sha256]])),
  );

/** What the program, its commands and the tkg-edge command are made of. */
const isOfProduct = (path) => !/^(policy|sandbox|tests)\//.test(path);

/** Whether the product's files and folders have the sizes and times of the stamp, so that nothing has to be read. */
function isProductUntouched(stamp) {
  if (!stamp["src/"]) return false;
  return Object.entries(stamp).every(([path, { size, mtime }]) => {
    if (!isOfProduct(path)) return true;
    const now = statSync(join(root, path), { throwIfNoEntry: false });
    return now?.mtimeMs === mtime && (size === undefined || now.size === size);
  });
}

/**
 * Compiled file by the path of its bundle: the program, the components for other programs, each module of src/commands/ that is a
 * command, and the `tkg-edge` command.
 */
export function bundledModules() {
  const dist = (path) => join(root, "dist", path);
  const commands = readdirSync(join(root, "src", "commands"))
    .filter((name) => name.endsWith(".ts"))
    .filter((name) =>
      /^export async function main\(/m.test(readFileSync(join(root, "src", "commands", name), "utf8")),
    )
    .map((name) => basename(name, ".ts"));
  const entryPoints = commands.map((name) => [`commands/${name}`, dist(`src/commands/${name}.js`)]);
  const cli = dist("src/cli/tkg-edge.js");
  const library = dist("src/library/index.js");
  return { index: dist("index.js"), library, cli, ...Object.fromEntries(entryPoints) };
}

/**
 * Compiles when a source differs from what dist/ was built from.
 * @returns {boolean} whether a compilation ran.
 * @throws Error with the compiler's output when the sources do not compile; dist/ then stays marked as stale.
 */
export function ensureBuilt() {
  if (isCurrent(readStamp())) return false;
  return alone(join(root, "dist", ".building"), () => !isCurrent(readStamp()) && build());
}

/**
 * The same where only a change of the product's own sources matters.
 * @returns {boolean} whether a compilation ran.
 * @throws Error with the compiler's output
 */
export const ensureProductBuilt = () => !isProductUntouched(readStamp()) && ensureBuilt();

/** Whether dist/ is built from the sources as they are. */
function isCurrent(before) {
  if (!sdksAreBuilt(root)) return false;
  const now = describeSources(before);
  if (digestOf(before) !== digestOf(now)) return false;
  if (JSON.stringify(before) !== JSON.stringify(now)) {
    try {
      writeStamp(now);
    } catch {
      // Of an installation that cannot be written, such as an image, the sources are read at each start.
    }
  }
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
  for (const gone of Object.keys(before).filter((path) => !path.endsWith("/") && !(path in now))) {
    const output = gone.replace(/\.ts$/, ".js");
    for (const file of [output, `${output}.map`, join("bundle", output.replace(/^src\//, ""))])
      rmSync(join(root, "dist", file), { force: true });
  }
  const result = spawnSync(process.execPath, [compiler, "--project", root], { encoding: "utf8" });
  if (result.status !== 0) throw new Error(`the sources do not compile:\n${result.stdout}${result.stderr}`);
  bundle(bundledModules(), join(root, "dist", "bundle"));
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
