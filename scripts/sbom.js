// The software bill of materials of the package: what is packed into it, and what npm installs with it, as CycloneDX. npm
// writes it; what only the sandbox and the tests need is left out, and so is what would differ between two runs.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * @returns {string} JSON of CycloneDX 1.5
 * @throws Error with what npm reports
 */
export function sbomText() {
  const args = ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only"];
  const { status, stdout, stderr, error } = spawnSync("npm", args, {
    ...{ cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
  });
  if (status !== 0) throw new Error(`npm sbom failed: ${error?.message ?? stderr}`);
  const { name, version } = readJson("package.json");
  const self = `${name}@${version}`;
  const needed = productPackages(readJson("package-lock.json").packages);
  const { serialNumber: _, metadata, components, dependencies, ...document } = JSON.parse(stdout);
  const { timestamp: __, component, ...about } = metadata;
  const isNeeded = (ref) => ref === self || needed.has(ref);
  return `${JSON.stringify(
    {
      ...document,
      // npm names the component for the folder.
      metadata: { ...about, component: { ...component, name } },
      components: components
        .filter((one) => needed.has(one["bom-ref"]))
        .map((one) => ({ ...one, name: nameOf(one["bom-ref"]) })),
      dependencies: dependencies
        .filter(({ ref }) => isNeeded(ref))
        .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter(isNeeded) })),
    },
    undefined,
    2,
  )}\n`;
}

const nameOf = (ref) => ref.slice(0, ref.lastIndexOf("@"));
const readJson = (file) => JSON.parse(readFileSync(join(root, file), "utf8"));

/**
 * @param {Record<string, any>} packages of a package-lock.json
 * @returns {Set<string>} NAME@VERSION of all packages that the product's dependencies lead to; optional peers count as absent
 */
export function productPackages(packages) {
  const found = new Set();
  const queue = Object.keys(packages[""].dependencies).map((name) => `node_modules/${name}`);
  const seen = new Set(queue);
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const entry = packages[path]?.link ? packages[packages[path].resolved] : packages[path];
    if (entry === undefined) continue;
    found.add(`${path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length)}@${entry.version}`);
    const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta = {} } = entry;
    const names = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
    for (const name of names.filter((one) => peerDependenciesMeta[one]?.optional !== true)) {
      const next = resolved(name, path, packages);
      if (next === undefined || seen.has(next)) continue;
      seen.add(next);
      queue.push(next);
    }
  }
  return found;
}

/** As Node.js finds a package from another: in its own node_modules, or in one above it. */
function resolved(name, from, packages) {
  for (let folder = from; ;) {
    const path = `${folder === "" ? "" : `${folder}/`}node_modules/${name}`;
    if (packages[path] !== undefined) return path;
    if (folder === "") return undefined;
    const above = folder.lastIndexOf("/node_modules/");
    folder = above < 0 ? "" : folder.slice(0, above);
  }
}
