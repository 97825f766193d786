/** The package that users install has what they need, and nothing else. That it works: tests/engine/package. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { execa } from "execa";
import { checkout } from "../checkout.js";

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly bin: Readonly<Record<string, string>>;
}

const wanted: readonly RegExp[] = [
  /^package\.json$|^tkg-edge\.js$|^launch\.js$|^command\.js$/,
  /^(?:README|CHANGELOG|SECURITY)\.md$|^LICENSE$|^THIRD-PARTY-NOTICES\.txt$/,
  /^dist\/bundle\/(?:index|library|cli|commands\/[a-z-]+|shared\/[A-Z0-9]+)\.js$/,
  /^scripts\/(?:built|end-with-engine|watch-engine)\.js$|^scripts\/lazy-modules\.cjs$/,
  /^types\/[a-z-]+\.d\.ts$/,
  /^schema\/(?:stack|fleet|fleet-sites)\.schema\.json$/,
  /^docs\/[a-z-]+\.md$/,
  /^examples\/(?:stacks|fleet|after-rebuild|ci|library|policy)\/[\w./-]+$/,
  /^node_modules\/@pulumi\/vsphere\/(?:README\.md|package\.json|bin\/(?:package\.json|[\w/]+\.js))$/,
];
/** Bytes without node_modules. */
const largest = 5_000_000;

describe("the package", function () {
  this.timeout(120_000);
  let folder: string;
  let manifest: Manifest;
  let listed: readonly { readonly path: string; readonly size: number }[];

  before("lay it out", async () => {
    folder = mkdtempSync(join(tmpdir(), "tkg-edge-package-"));
    const script = pathToFileURL(join(checkout, "scripts", "package-contents.js")).href;
    const { stagePackage } = (await import(script)) as { stagePackage: (folder: string) => void };
    stagePackage(folder);
    manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
    const args = ["pack", "--dry-run", "--json", "--ignore-scripts", "--offline"];
    const { stdout } = await execa("npm", args, { cwd: folder });
    const [packed] = Object.values(JSON.parse(stdout) as Record<string, { files: typeof listed }>);
    listed = packed?.files ?? [];
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("lists nothing that a user does not need", () => {
    const paths = listed.map(({ path }) => path);
    assert.ok(paths.length > 50, paths.join());
    const unwanted = paths.filter((path) => !wanted.some((form) => form.test(path)));
    assert.deepEqual(unwanted, []);
    const unused = wanted.filter((form) => !paths.some((path) => form.test(path)));
    assert.deepEqual(unused, []);
  });

  it(`has less than ${largest / 1e6} MB without node_modules`, () => {
    const own = listed.filter(({ path }) => !path.startsWith("node_modules/"));
    const bytes = own.reduce((sum, { size }) => sum + size, 0);
    assert.ok(bytes < largest, `${bytes} bytes`);
  });

  it("has each file that it offers to others", () => {
    const paths = new Set(listed.map(({ path }) => `./${path}`));
    const offered = [
      ...Object.values(manifest.exports).flatMap((one) =>
        typeof one === "string" ? one : Object.values(one),
      ),
      ...Object.values(manifest.bin).map((file) => `./${file}`),
    ];
    assert.deepEqual(
      offered.filter((path) => !path.includes("*") && !paths.has(path)),
      [],
    );
  });

  it("has types that refer to each other and to Pulumi's SDK alone", () => {
    const types = listed.map(({ path }) => path).filter((path) => path.startsWith("types/"));
    const from = types.flatMap((path) =>
      [...readFileSync(join(folder, path), "utf8").matchAll(/ from "([^"]+)"/g)].map(([, name = ""]) => name),
    );
    const there = new Set(types.map((path) => path.replace(/^types\/(.*)\.d\.ts$/, "./$1.js")));
    assert.deepEqual(
      [...new Set(from)].filter((name) => name !== "@pulumi/pulumi" && !there.has(name)),
      [],
    );
  });

  it("depends on exact versions of Pulumi's packages alone", () => {
    const names = Object.keys(manifest.dependencies);
    assert.deepEqual(names, ["@pulumi/command", "@pulumi/kubernetes", "@pulumi/pulumi", "@pulumi/vsphere"]);
    for (const version of Object.values(manifest.dependencies)) assert.match(version, /^\d+\.\d+\.\d+$/);
  });

  it("names no folder of the machine that it was made on", () => {
    const text = listed
      .filter(({ path }) => path.endsWith(".js"))
      .map(({ path }) => readFileSync(join(folder, path), "utf8"));
    for (const place of [checkout, folder]) assert.ok(!text.some((one) => one.includes(place)), place);
  });

  it("has no picture and no link that leads to what it does not have", () => {
    const pages = listed.map(({ path }) => path).filter((path) => path.endsWith(".md"));
    assert.ok(pages.includes("README.md") && pages.includes("docs/fleet.md"));
    const dead = pages.flatMap((page) =>
      [...readFileSync(join(folder, page), "utf8").matchAll(/\]\(([^)\s#]+)(?:#[^)\s]*)?\)/g)]
        .map(([, target = ""]) => target)
        .filter((target) => !/^[a-z]+:/.test(target) && !existsSync(join(folder, dirname(page), target)))
        .map((target) => `${page}: ${target}`),
    );
    assert.deepEqual(dead, []);
    assert.match(readFileSync(join(folder, "README.md"), "utf8"), /\[docs\/fleet\.md\]\(docs\/fleet\.md\)/);
  });

  it("brings the licenses of what is packed into it", () => {
    const text = readFileSync(join(folder, "THIRD-PARTY-NOTICES.txt"), "utf8");
    for (const name of ["zod", "yaml", "commander", "execa", "@xmldom/xmldom"])
      assert.match(text, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, "m"));
  });
});
