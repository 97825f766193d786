/** What `make release` decides before it makes anything. That its files are the same twice: tests/engine/package. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { checkout } from "../checkout.js";

interface Section {
  readonly version: string;
  readonly date: string | undefined;
  readonly text: string;
}

interface ReleaseScript {
  readonly firstSection: (changelog: string) => Section;
  readonly releaseProblems: (section: Section, version: string, uncommitted: string) => readonly string[];
}

interface SbomScript {
  readonly productPackages: (packages: Readonly<Record<string, unknown>>) => ReadonlySet<string>;
}

const script = async (name: string): Promise<unknown> =>
  import(pathToFileURL(join(checkout, "scripts", name)).href);

describe("a release", () => {
  let release: ReleaseScript;
  let sbom: SbomScript;
  before(async () => {
    release = (await script("release.js")) as ReleaseScript;
    sbom = (await script("sbom.js")) as SbomScript;
  });

  const changelog =
    "# Changelog\n\n## 0.2.0 (2026-11-30)\n\n### Changes\n\n- one\n\n## 0.1.0 (2026-01-02)\n\n- two\n";

  it("has the first section of the changelog", () => {
    assert.deepEqual(release.firstSection(changelog), {
      ...{ version: "0.2.0", date: "2026-11-30", text: "### Changes\n\n- one" },
    });
    const last = release.firstSection("## 0.2.0 (unreleased)\n\n- one\n");
    assert.deepEqual(last, { version: "0.2.0", date: undefined, text: "- one" });
    assert.throws(() => release.firstSection("# Changelog\n"), /no section/);
    assert.match(
      release.firstSection(readFileSync(join(checkout, "CHANGELOG.md"), "utf8")).text,
      /### Changes/,
    );
  });

  it("is refused with all that is missing", () => {
    const dated = release.firstSection(changelog);
    assert.deepEqual(release.releaseProblems(dated, "0.2.0", ""), []);
    const problems = release.releaseProblems({ ...dated, date: undefined }, "0.1.0", " M index.ts\n");
    assert.equal(problems.length, 3);
    assert.match(problems.join("\n"), /version 0\.1\.0[\s\S]*no date[\s\S]*index\.ts/);
  });

  it("lists what users install, and nothing of the sandbox, the tests or the tools", () => {
    const { packages } = JSON.parse(readFileSync(join(checkout, "package-lock.json"), "utf8")) as {
      readonly packages: Readonly<Record<string, unknown>>;
    };
    const listed = [...sbom.productPackages(packages)].map((ref) => ref.slice(0, ref.lastIndexOf("@")));
    for (const name of ["zod", "execa", "get-stream", "@pulumi/pulumi", "@pulumi/vsphere", "@grpc/grpc-js"])
      assert.ok(listed.includes(name), name);
    for (const name of [
      "mocha",
      "typescript",
      "esbuild",
      "eslint",
      "playwright-core",
      "tkg-edge-sandbox",
      "listr2",
    ])
      assert.ok(!listed.includes(name), name);
  });
});
