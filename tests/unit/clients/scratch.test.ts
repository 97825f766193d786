import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { handlesSignals } from "../../../src/clients/own-signals.js";
import { withScratch } from "../../../src/clients/scratch.js";

const module = new URL("../../../src/clients/scratch.js", import.meta.url).href;
const program = `
const { withScratch } = await import(${JSON.stringify(module)});
await withScratch("test", async (directory) => { console.log(directory); await new Promise((done) => setTimeout(done, 60000)); });
`;

describe("a scratch directory", () => {
  let temporary: string;
  let before: string | undefined;

  beforeEach("use a temporary directory of our own", () => {
    before = process.env.TMPDIR;
    temporary = mkdtempSync(join(tmpdir(), "tkg-edge-scratch-test-"));
    process.env.TMPDIR = temporary;
  });
  afterEach("go back to the machine's", () => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    rmSync(temporary, { recursive: true });
  });

  /** Starts a process that holds a directory, and ends it with a signal. */
  const ended = async (signal: "SIGKILL" | "SIGTERM"): Promise<string> => {
    const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    child.kill(signal);
    await once(child, "exit");
    return line.toString().trim();
  };

  it("is its owner's alone, and gone when the work is done or fails", async () => {
    const seen: string[] = [];
    const work = withScratch("test", (directory) => {
      seen.push(directory);
      assert.equal(statSync(directory).mode & 0o077, 0);
      writeFileSync(join(directory, "file"), "content");
      return Promise.reject(new Error("failed"));
    });
    await assert.rejects(work, /failed/);
    assert.deepEqual([seen.length, readdirSync(temporary)], [1, []]);
  });

  it("stays until its work is done where the process handles signals itself", async () => {
    const letGo = handlesSignals();
    await withScratch("test", (directory) => {
      process.emit("SIGHUP");
      assert.ok(existsSync(directory));
      return Promise.resolve();
    });
    letGo();
    assert.deepEqual(readdirSync(temporary), []);
  });

  it("is gone when its process receives a signal", async () => {
    assert.equal(existsSync(await ended("SIGTERM")), false);
  });

  it("that a killed process left is removed by the next, and that of a running process is not", async () => {
    const left = await ended("SIGKILL");
    assert.ok(existsSync(left));
    await withScratch("first", async (first) => {
      assert.equal(existsSync(left), false);
      await withScratch("second", () => {
        assert.ok(existsSync(first));
        return Promise.resolve();
      });
    });
  });

  it("of another container is left alone", async () => {
    const foreign = mkdtempSync(join(temporary, "tkg-edge-scratch-1-999999999-5-test-"));
    await withScratch("test", () => Promise.resolve());
    assert.ok(existsSync(foreign));
  });
});
