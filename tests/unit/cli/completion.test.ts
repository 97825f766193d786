/** What a shell is given to complete; the command is run, since the library prints by itself. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkout } from "../checkout.js";

describe("tkg-edge completion", () => {
  const directory = mkdtempSync(join(tmpdir(), "tkg-edge-completion-"));
  before(() => {
    for (const name of ["Pulumi.yaml", "Pulumi.shop-0042.yaml"]) writeFileSync(join(directory, name), "");
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });
  const run = (...args: readonly string[]) => {
    const command = [join(checkout, "tkg-edge.js"), ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, {
      cwd: directory,
      encoding: "utf8",
    });
    assert.equal(status, 0, stderr);
    return stdout;
  };
  /** The values that are suggested, without their descriptions. */
  const suggested = (...words: readonly string[]) =>
    run("complete", "--", ...words)
      .split("\n")
      .flatMap((text) => (text === "" || text.startsWith(":") ? [] : [text.split("\t")[0]]));

  it("prints a script that bash accepts, and that calls the command", () => {
    const script = run("completion", "bash");
    assert.equal(spawnSync("bash", ["-n"], { input: script }).status, 0);
    assert.match(script, /tkg-edge complete --/);
  });

  it("suggests the commands of fleet, by their beginning", () => {
    assert.deepEqual(suggested("fleet", "ro"), ["rollout"]);
  });

  it("suggests the options of a command", () => {
    assert.ok(suggested("fleet", "plan", "--mark").includes("--markdown"));
  });

  it("suggests the stacks of the project", () => {
    assert.deepEqual(suggested("preflight", "--stack", ""), ["shop-0042"]);
    assert.deepEqual(suggested("kubeconfig", "sh"), ["shop-0042"]);
  });

  it("hides what only the shell calls", () => {
    assert.doesNotMatch(run("--help"), /^ +complete /m);
  });
});
