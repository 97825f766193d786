import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileOfProgram, packProgram, unpackProgram } from "../../upgrade/program-archive.js";
import { releasedFile, releases } from "../../upgrade/releases.js";
import { checkout } from "../checkout.js";

describe("a packed program", () => {
  let directory: string;

  before("make a directory", () => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-packed-"));
  });
  after("remove it", () => {
    rmSync(directory, { recursive: true, force: true });
  });

  it("holds what Pulumi starts of this checkout, and needs no build", async function () {
    this.timeout(60_000);
    const archive = await packProgram(checkout, { fast: true });
    await unpackProgram(archive, directory);
    const commands = (at: string) => readdirSync(join(at, "dist/bundle/commands")).sort();
    assert.deepEqual(commands(directory), commands(checkout));
    for (const name of [
      "launch.js",
      "command.js",
      "Pulumi.yaml",
      "dist/bundle/index.js",
      "node_modules/@pulumi/pulumi",
    ])
      assert.ok(existsSync(join(directory, name)), name);
    for (const name of ["sandbox", "toolchain", "tests"]) assert.ok(!existsSync(join(directory, name)), name);
    assert.match(
      (await fileOfProgram(archive, "scripts/build.js")).toString("utf8"),
      /ensureProductBuilt = \(\) => false/,
    );
  });

  for (const version of releases) {
    it(`of release ${version} is that of the release`, async () => {
      const { version: packed } = JSON.parse(
        (await releasedFile(version, "package.json")).toString("utf8"),
      ) as {
        readonly version: string;
      };
      assert.equal(packed, version);
    });
  }
});
