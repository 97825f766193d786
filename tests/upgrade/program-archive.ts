/**
 * A release's program as one file: a tar of what Pulumi starts, compressed by brotli, whose window spans the copies of
 * the libraries that the packed commands share (gzip's does not, and the file would be five times as large).
 */
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { buffer } from "node:stream/consumers";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import { extract, pack } from "tar-stream";
import { checkout } from "../engine/harness/project.js";

/**
 * In addition to the packed program and its imports: the files that Pulumi reads, and the keys with their
 * defaults.
 */
const furtherFiles = ["Pulumi.yaml", "package.json", "schema/stack.schema.json"];
const entries = ["launch.js", "command.js"];
const build = "scripts/build.js";

/** What stands for the build in a packed program, whose sources are not there. */
const nothingToBuild = "export const ensureProductBuilt = () => false;\n";

/**
 * @param directory of a checkout of the release, built
 * @param fast for a test: larger, in a tenth of the time
 * @returns the archive; the same for the same files
 */
export async function packProgram(directory: string, { fast = false } = {}): Promise<Buffer> {
  const bundle = readdirSync(join(directory, "dist/bundle"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".js") && name !== "cli.js")
    .map((name) => `dist/bundle/${name}`);
  const files = new Set([
    ...furtherFiles,
    ...importedFrom(directory, entries),
    ...preloaded(directory),
    ...bundle,
  ]);
  const archive = pack();
  for (const name of [...files].sort()) {
    const content = name === build ? nothingToBuild : readFileSync(join(directory, name));
    archive.entry({ name, mtime: new Date(0), mode: 0o644 }, content);
  }
  archive.finalize();
  const tar = await buffer(archive);
  return brotliCompressSync(tar, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: fast ? constants.BROTLI_MIN_QUALITY : constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: tar.length,
    },
  });
}

/** Writes the files of an archive below a directory, with a link to the packages of this checkout. */
export async function unpackProgram(archive: Buffer, directory: string): Promise<void> {
  for await (const [name, content] of filesOf(archive)) {
    const file = join(directory, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  symlinkSync(join(checkout, "node_modules"), join(directory, "node_modules"));
}

/** One file of an archive. @throws Error where there is none of that name */
export async function fileOfProgram(archive: Buffer, wanted: string): Promise<Buffer> {
  for await (const [name, content] of filesOf(archive)) if (name === wanted) return content;
  throw new Error(`the program has no file ${wanted}`);
}

async function* filesOf(archive: Buffer): AsyncGenerator<readonly [string, Buffer]> {
  const unpack = extract();
  unpack.end(brotliDecompressSync(archive));
  for await (const entry of unpack) yield [entry.header.name, await buffer(entry)];
}

/** The modules and all that they import by path, but for what is packed anyway; the build (`#built`) is a leaf. */
function importedFrom(directory: string, names: readonly string[]): readonly string[] {
  return names.flatMap((name) => {
    if (name === build) return [name];
    const text = readFileSync(join(directory, name), "utf8");
    const imported = [...text.matchAll(/^import [^;]*from "(\.[^"]+|#built)";$/gm)].map(([, path = ""]) =>
      path === "#built" ? build : normalize(join(dirname(name), path)),
    );
    return [name, ...importedFrom(directory, imported)];
  });
}

/** What Node loads before the program, by the options in Pulumi.yaml. */
function preloaded(directory: string): readonly string[] {
  const text = readFileSync(join(directory, "Pulumi.yaml"), "utf8");
  return [...text.matchAll(/--require \.\/(\S+)/g)].map(([, path = ""]) => path);
}
