// Compiles the generated packages below sdks/ to their bin/ folders, where package.json's "main" expects them, when
// a source differs from what bin/ was compiled from. The stamp bin/.sources holds the SHA-256 of the sources.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

/** SHA-256 over the names and contents of a package's sources. */
function digestOfPackage(folder) {
  const hash = createHash("sha256");
  const names = readdirSync(folder, { recursive: true })
    .filter((name) => !/^(bin|node_modules)(\/|$)/.test(name))
    .filter((name) => /\.(ts|json)$/.test(name))
    .sort();
  for (const name of names) hash.update(`${name}\0`).update(readFileSync(join(folder, name)));
  return hash.digest("hex");
}

function readStamp(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/**
 * Compiles one package into a draft folder and renames the result into place, so that a reader never sees half of
 * it.
 */
function compile(root, folder, digest) {
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  if (!existsSync(compiler))
    throw new Error(`the packages are not installed (${compiler} is missing): run "npm ci"`);
  const draft = join(folder, "bin", `.draft-${process.pid}`);
  mkdirSync(draft, { recursive: true });
  try {
    const result = spawnSync(process.execPath, [compiler, "--project", folder, "--outDir", draft], {
      encoding: "utf8",
    });
    if (result.status !== 0) throw new Error(`${folder} does not compile:\n${result.stdout}${result.stderr}`);
    copyFileSync(join(folder, "package.json"), join(draft, "package.json"));
    const bin = join(folder, "bin");
    for (const name of readdirSync(draft)) {
      rmSync(join(bin, name), { recursive: true, force: true });
      renameSync(join(draft, name), join(bin, name));
    }
    writeFileSync(join(bin, ".sources"), digest);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** The generated packages whose bin/ is not compiled from their sources as they are: folder and digest of each. */
function stalePackages(root) {
  return readdirSync(join(root, "sdks"))
    .map((name) => join(root, "sdks", name))
    .filter((folder) => existsSync(join(folder, "tsconfig.json")))
    .map((folder) => ({ folder, digest: digestOfPackage(folder) }))
    .filter(({ folder, digest }) => readStamp(join(folder, "bin", ".sources")) !== digest);
}

/** Whether the generated packages are compiled from their sources as they are. */
export const sdksAreBuilt = (root) => stalePackages(root).length === 0;

/**
 * Compiles the generated packages that need it.
 * @throws Error with the compiler's output.
 */
export function ensureSdksBuilt(root) {
  for (const { folder, digest } of stalePackages(root)) compile(root, folder, digest);
}
