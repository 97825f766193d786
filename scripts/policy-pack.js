// Makes the policy pack: a folder that the engine can start, and the npm package that users install.
//
//   node scripts/policy-pack.js             lays it out in dist/policy-pack
//   node scripts/policy-pack.js FOLDER      the same, and writes FOLDER/tkg-edge-policy-VERSION.tgz
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureBuilt } from "./build.js";
import { bundle } from "./bundle.js";
import { noticesOf } from "./notices.js";
import { packed } from "./package.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const readJson = (file) => JSON.parse(readFileSync(join(root, file), "utf8"));

/** Name in the pack by the file of the checkout. */
const copied = {
  "policy/PulumiPolicy.yaml": "PulumiPolicy.yaml",
  "policy/pack.cjs": "pack.cjs",
  "policy/analyzer.cjs": "pulumi-analyzer-tkg-edge",
  "policy/README.md": "README.md",
  "scripts/lazy-modules.cjs": "lazy-modules.cjs",
  LICENSE: "LICENSE",
};
const executable = "pulumi-analyzer-tkg-edge";

/**
 * Lays out the pack: the rules of the product in one file, and what starts it. The packages of Pulumi stay outside.
 * @param {string} folder is emptied; it runs where the packages of Pulumi are found from it
 * @returns {string} the executable
 * @throws Error of the compiler or the bundler
 */
export function layOutPolicyPack(folder = join(root, "dist", "policy-pack")) {
  ensureBuilt();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const entry = { index: join(root, "dist", "policy", "policy-pack.js") };
  const { inputs } = bundle(entry, folder, { required: true });
  for (const [from, to] of Object.entries(copied)) copyFileSync(join(root, from), join(folder, to));
  writeFileSync(join(folder, "THIRD-PARTY-NOTICES.txt"), noticesOf(root, inputs));
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest(), undefined, 2)}\n`);
  // The modes are part of the package's bytes, and no user's umask is.
  for (const name of readdirSync(folder)) chmodSync(join(folder, name), name === executable ? 0o755 : 0o644);
  return join(folder, executable);
}

/**
 * @param {string} folder where the package goes; it is made
 * @returns {{ file: string, size: number, unpackedSize: number, files: string[] }}
 */
export function makePolicyPackage(folder) {
  const stage = mkdtempSync(join(tmpdir(), "tkg-edge-policy-"));
  try {
    layOutPolicyPack(stage);
    return packed(stage, folder);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

function manifest() {
  const { version, engines, license, dependencies } = readJson("package.json");
  const { name, description, devDependencies } = readJson("policy/package.json");
  return {
    ...{ name, version, description, license },
    // Of the folder, as the engine starts it, and of the package, as the packs of others require it.
    ...{ main: "pack.cjs", exports: { ".": "./index.cjs", "./package.json": "./package.json" } },
    engines,
    dependencies: {
      "@pulumi/policy": devDependencies["@pulumi/policy"],
      "@pulumi/pulumi": dependencies["@pulumi/pulumi"],
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    if (process.argv[2] === undefined) {
      console.log(`made ${relative(process.cwd(), dirname(layOutPolicyPack()))}`);
    } else {
      const { file, files, size } = makePolicyPackage(resolve(process.argv[2]));
      console.log(
        `wrote ${relative(process.cwd(), file)}: ${files.length} files, ${(size / 1e6).toFixed(1)} MB`,
      );
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
