// What the package holds that users install: everything that runs, compiled, and what they read. Nothing of the sandbox,
// the toolchain, the tests or the sources.
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundledModules } from "./build.js";
import { bundle } from "./bundle.js";
import { noticesOf } from "./notices.js";
import { packedPage } from "./packed-page.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Files that are the same in the checkout. */
const entries = ["tkg-edge.js", "launch.js", "command.js"];
const scripts = ["built.js", "end-with-engine.js", "lazy-modules.cjs", "watch-engine.js"].map(
  (name) => `scripts/${name}`,
);
const texts = ["README.md", "CHANGELOG.md", "LICENSE", "SECURITY.md"];
const schemas = ["schema/fleet-sites.schema.json", "schema/fleet.schema.json", "schema/stack.schema.json"];
const notices = "THIRD-PARTY-NOTICES.txt";

/** Pages for who uses the product; the rest is for those who work on it. */
const forMaintainers = new Set(["performance.md", "sandbox.md", "vendor-page.md"]);
const pages = () =>
  readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md") && !forMaintainers.has(name))
    .map((name) => `docs/${name}`);

const examples = () =>
  readdirSync(join(root, "examples"), { recursive: true })
    .map((name) => `examples/${name}`)
    .filter((name) => statSync(join(root, name)).isFile());

/** The one package that no registry has, and that is installed with this one. */
const sdk = "@pulumi/vsphere";

/** Sources that the types of the components are in: what src/library/index.ts exports, and what that refers to. */
const typed = ["index", "access", "section-args"].concat([
  "cluster-class-guard",
  "single-node-cluster",
  "tiny-tkr",
  "vsphere-template",
]);

/** What other files of a project import, by the name that they use; it stays. */
const entryPoints = {
  ".": { types: "./types/index.d.ts", default: "./dist/bundle/library.js" },
  "./program": "./launch.js",
  "./command": "./command.js",
  "./lazy-modules": "./scripts/lazy-modules.cjs",
  "./schema/*": "./schema/*",
  "./package.json": "./package.json",
};

/**
 * Writes the package's folder, as `npm pack` takes it.
 * @param {string} folder empty, or not there
 * @throws Error where the program imports a package that the product does not depend on
 */
export function stagePackage(folder) {
  const packed = bundle(bundledModules(), join(folder, "dist", "bundle"), { shared: true });
  const dependencies = dependenciesOf(packed.external);
  const copied = [...entries, ...scripts, ...texts, ...schemas, ...pages(), ...examples()];
  const isPacked = (path) =>
    copied.some((file) => file === path || file.startsWith(`${path.replace(/\/$/, "")}/`));
  for (const file of copied) {
    copy(join(root, file), join(folder, file));
    if (!file.endsWith(".md")) continue;
    writeFileSync(join(folder, file), packedPage(readFileSync(join(root, file), "utf8"), file, isPacked));
  }
  writeFileSync(join(folder, notices), noticesOf(root, packed.inputs));
  stageTypes(join(folder, "types"));
  stageSdk(join(folder, "node_modules", sdk));
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest(dependencies), undefined, 2)}\n`);
  // The modes are part of the package's bytes, and no user's umask is.
  for (const name of readdirSync(folder, { recursive: true })) {
    const path = join(folder, name);
    const isProgram = name === "tkg-edge.js" || name.endsWith(".sh");
    chmodSync(path, statSync(path).isDirectory() || isProgram ? 0o755 : 0o644);
  }
}

function manifest(dependencies) {
  const { name, version, description, license, engines, bin } = readJson("package.json");
  return {
    ...{ name, version, description, license, type: "module", bin, exports: entryPoints },
    imports: { "#built": "./scripts/built.js" },
    ...{ engines, dependencies, bundleDependencies: [sdk] },
  };
}

/** Exact versions of the packages that the bundles import. */
function dependenciesOf(external) {
  const all = {
    ...readJson("package.json").dependencies,
    [sdk]: readJson("sdks/vsphere/package.json").version,
  };
  const names = new Set(
    external.filter((path) => path.startsWith("@")).map((path) => path.split("/", 2).join("/")),
  );
  return Object.fromEntries(
    [...names].sort().map((name) => {
      if (all[name] === undefined) throw new Error(`package.json has no dependency ${name}`);
      return [name, all[name]];
    }),
  );
}

/** Declarations of the components, each file by itself: what is internal is left out, and with it what it imports. */
function stageTypes(folder) {
  const { transpileDeclaration } = createRequire(import.meta.url)("typescript");
  const compilerOptions = { isolatedDeclarations: true, declaration: true, stripInternal: true };
  mkdirSync(folder, { recursive: true });
  for (const name of typed) {
    const fileName = join(root, "src", "library", `${name}.ts`);
    const { outputText, diagnostics = [] } = transpileDeclaration(readFileSync(fileName, "utf8"), {
      ...{ fileName, compilerOptions, reportDiagnostics: true },
    });
    if (diagnostics.length > 0) {
      const words = diagnostics.map(({ messageText }) => JSON.stringify(messageText)).join("\n");
      throw new Error(`${fileName}: its types cannot be written down by themselves: ${words}`);
    }
    writeFileSync(join(folder, `${name}.d.ts`), outputText);
  }
}

/** The compiled SDK. Pulumi finds the plugin that a stack needs by its package.json. */
function stageSdk(folder) {
  const from = join(root, "sdks", "vsphere");
  const files = readdirSync(join(from, "bin"), { recursive: true }).filter((name) => name.endsWith(".js"));
  for (const name of files) copy(join(from, "bin", name), join(folder, "bin", name));
  const { name, version, description, main, pulumi } = readJson("sdks/vsphere/package.json");
  // Its version is read beside the code, too.
  const text = `${JSON.stringify({ name, version, description, license: "MPL-2.0", main, pulumi }, undefined, 2)}\n`;
  for (const file of ["package.json", "bin/package.json"]) writeFileSync(join(folder, file), text);
  copy(join(from, "README.md"), join(folder, "README.md"));
}

const readJson = (file) => JSON.parse(readFileSync(join(root, file), "utf8"));

function copy(from, to) {
  if (!existsSync(from)) throw new Error(`${from} is missing`);
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
}
