import assert from "node:assert/strict";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { toolPath } from "../../../sandbox/toolchain/tools.js";

describe("the options of the runtime, for the language host that is built here", () => {
  let directory: string;
  let launcher: string;
  const argumentsOfHost = async (project: string, cwd = directory): Promise<string[]> => {
    writeFileSync(join(directory, "Pulumi.yaml"), project);
    const { stdout } = await execa(launcher, ["127.0.0.1:1234"], { cwd });
    return stdout.split("\n");
  };

  before("put the launcher beside a host that prints its arguments", function () {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-host-test-"));
    const built = toolPath("pulumi-language-nodejs");
    // A CLI on PATH brings a host that reads the options itself.
    if (built === toolPath("pulumi-nodejs-host")) this.skip();
    launcher = join(directory, "pulumi-language-nodejs");
    copyFileSync(built, launcher);
    const host = join(directory, "pulumi-nodejs-host");
    writeFileSync(host, '#!/bin/sh\nprintf "%s\\n" "$@"\n');
    chmodSync(host, 0o755);
  });
  after("remove them", () => {
    rmSync(directory, { recursive: true });
  });

  it("become its flags, before the engine's address", async () => {
    const project =
      "runtime:\n  name: nodejs\n  options:\n    typescript: false\n    nodeargs: --require ./a.cjs\n";
    const expected = ["-typescript=false", "-nodeargs=--require ./a.cjs", "127.0.0.1:1234"];
    assert.deepEqual(await argumentsOfHost(project), expected);
    const below = join(directory, "below", "it");
    mkdirSync(below, { recursive: true });
    assert.deepEqual(await argumentsOfHost(project, below), expected, "from a folder of the project");
  });

  it("are none where the project names none, or cannot be read", async () => {
    for (const project of ["runtime: nodejs\n", "runtime:\n  name: nodejs\n", "name: [\n", ""])
      assert.deepEqual(await argumentsOfHost(project), ["127.0.0.1:1234"]);
  });
});
