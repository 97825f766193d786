import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "../../engine/harness/wait.js";

const at = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);

/** What is awaited here costs next to nothing to check. */
const soon = <T>(what: string, probe: () => T | undefined | false) =>
  eventually(what, () => Promise.resolve(probe()), { everyMilliseconds: 10 });

describe("what a killed process had started", function () {
  this.timeout(30_000);
  let directory: string;

  before(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-leash-test-"));
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  /** Runs a program until it holds its tools, kills it, and waits for the end of the processes whose ids are in a file. */
  async function endsWith(program: string, file: string): Promise<void> {
    const child = spawn(
      process.execPath,
      ["--input-type=module", "--eval", `${program} console.log("ready");`],
      {
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    await once(child.stdout, "data");
    const pids = await soon("the tool", () => {
      try {
        const read = readFileSync(file, "utf8").trim().split("\n").map(Number);
        return read.length === 2 ? read : undefined;
      } catch {
        return undefined;
      }
    });
    child.kill("SIGKILL");
    const [, signal] = (await once(child, "exit")) as [unknown, string];
    assert.equal(signal, "SIGKILL");
    await soon("the end of the tool", () => pids.every((pid) => !lives(pid)));
  }

  it("ends with it: tools, whether they are awaited or followed", async () => {
    const file = join(directory, "tools");
    const tool = JSON.stringify(["-c", `echo $$ >> ${file}; exec sleep 600`]);
    await endsWith(
      `const { runTool, streamTool } = await import(${at("../../../src/clients/tool.js")});
       void runTool("sh", ${tool}); streamTool("sh", ${tool});`,
      file,
    );
  });

  it("ends with it: a whole group, what it started in turn included", async () => {
    const file = join(directory, "group");
    const script = `sleep 600 & echo $! >> ${file}; echo $$ >> ${file}; wait`;
    await endsWith(
      `const { leash } = await import(${at("../../../src/clients/leash.js")});
       const { spawn } = await import("node:child_process");
       const child = spawn("/bin/sh", ["-c", ${JSON.stringify(script)}], { detached: true, stdio: "ignore" });
       leash(child.pid, "group"); setInterval(() => undefined, 60000);`,
      file,
    );
  });
});

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
