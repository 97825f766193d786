/** What a shell is given to complete. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../../src/cli/tkg-edge.js";
import { checkout } from "../checkout.js";

describe("tkg-edge completion", () => {
  const directory = mkdtempSync(join(tmpdir(), "tkg-edge-completion-"));
  const elsewhere = process.cwd();
  before(() => {
    for (const name of ["Pulumi.yaml", "Pulumi.shop-0042.yaml"]) writeFileSync(join(directory, name), "");
    process.chdir(directory);
  });
  after(() => {
    process.chdir(elsewhere);
    rmSync(directory, { recursive: true });
  });

  /** What a command prints, by the terminal and, as the library does, by the console. */
  async function printed(...args: readonly string[]): Promise<string> {
    const print = console.log;
    let out = "";
    const add = (text: string) => void (out += text);
    console.log = (line: string) => {
      add(`${line}\n`);
    };
    try {
      const pulumi = () => Promise.reject(new Error("pulumi was called"));
      const context = { terminal: { out: add, err: add }, pulumi, version: "1.2.3" };
      assert.equal(await run(args, context), 0, out);
    } finally {
      console.log = print;
    }
    return out;
  }
  /** The values that are suggested, without their descriptions. */
  const valuesIn = (text: string) =>
    text.split("\n").flatMap((line) => (line === "" || line.startsWith(":") ? [] : [line.split("\t")[0]]));
  const suggested = async (...words: readonly string[]) =>
    valuesIn(await printed("complete", "--", ...words));

  it("prints a script that bash accepts, and that calls the command", async () => {
    const script = await printed("completion", "bash");
    assert.equal(spawnSync("bash", ["-n"], { input: script }).status, 0);
    assert.match(script, /tkg-edge complete --/);
  });

  it("suggests the commands of fleet, by their beginning", async () => {
    assert.deepEqual(await suggested("fleet", "ro"), ["rollout"]);
  });

  it("suggests the options of a command", async () => {
    assert.ok((await suggested("fleet", "plan", "--mark")).includes("--markdown"));
  });

  it("suggests the stacks of the project, also as the command that a shell calls", async () => {
    assert.deepEqual(await suggested("preflight", "--stack", ""), ["shop-0042"]);
    const command = [join(checkout, "tkg-edge.js"), "complete", "--", "kubeconfig", "sh"];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: "utf8" });
    assert.equal(status, 0, stderr);
    assert.deepEqual(valuesIn(stdout), ["shop-0042"]);
  });

  it("hides what only the shell calls", async () => {
    assert.doesNotMatch(await printed("--help"), /^ +complete /m);
  });
});
