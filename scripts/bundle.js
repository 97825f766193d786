// Packs compiled modules, each with the packages that it imports, into one file: a program that is started
// again for each preview and each command spends more time on finding and opening a few hundred small files
// than on its work.
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);

/** `require` for Node's own modules, which CommonJS packages in a bundle call at run time. */
const banner =
  'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Writes a bundle for each entry point, whole or not at all. Pulumi's packages stay outside: the SDK has to be the one that
 * Pulumi has loaded.
 * @param {Record<string, string>} entryPoints file of the compiled module by its bundle's path in `outdir`, without ".js"
 * @param {string} outdir
 * @param {{ shared?: boolean, required?: boolean }} options shared: what several bundles hold goes into files of their own below
 *   shared/, which takes a fifth of the space; required: they are `.cjs` files, which `require` loads in every version of Node.js
 * @returns {{ inputs: string[], external: string[] }} files that were packed, relative to the checkout, and modules that stay
 *   outside
 * @throws Error of the bundler, with each message
 */
export function bundle(entryPoints, outdir, { shared = false, required = false } = {}) {
  // Imported only if there is something to pack.
  const { buildSync } = require("esbuild");
  const { outputFiles, metafile } = buildSync({
    ...{ entryPoints, outdir, write: false, bundle: true, external: ["@pulumi/*"], metafile: true },
    ...{ platform: "node", target: "node20" },
    ...(required
      ? { format: "cjs", outExtension: { ".js": ".cjs" } }
      : { format: "esm", banner: { js: banner } }),
    ...{ splitting: shared, chunkNames: "shared/[hash]" },
    // The names of packed files stand in comments: relative to the checkout, wherever this runs.
    absWorkingDir: root,
    // Functions keep their names, so that stack traces stay readable.
    ...{ minifySyntax: true, legalComments: "none", logLevel: "silent" },
  });
  const nameless = Object.values(metafile.outputs).filter(
    ({ entryPoint, exports }) => entryPoint?.includes("node_modules/") && exports.join() === "default",
  );
  if (nameless.length > 0) {
    const files = nameless.map(({ entryPoint }) => entryPoint).join(", ");
    throw new Error(
      `${files}: a CommonJS package that is imported dynamically loses its names; import a module that exports them`,
    );
  }
  for (const { path, contents } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    const draft = `${path}.${process.pid}`;
    writeFileSync(draft, contents);
    renameSync(draft, path);
  }
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  return {
    inputs: Object.keys(metafile.inputs),
    external: [...new Set(imports.filter(({ external }) => external).map(({ path }) => path))].sort(),
  };
}
