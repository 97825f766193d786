import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { execa } from "execa";
import { checkout } from "../checkout.js";

/** Plain JavaScript that runs before there is a dist/. */
const script = pathToFileURL(join(checkout, "scripts", "build-lock.js")).href;
const { alone } = (await import(script)) as { alone: <T>(file: string, body: () => T) => T };

describe("builds of one checkout that start together", () => {
  let directory: string;
  let lock: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-build-lock-"));
    lock = join(directory, "dist", ".building");
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it("run one after the other", async () => {
    const log = join(directory, "log");
    const program = `
      import { alone } from ${JSON.stringify(script)};
      import { appendFileSync } from "node:fs";
      const [lock, log] = process.argv.slice(-2);
      alone(lock, () => {
        appendFileSync(log, "begin\\n");
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30);
        appendFileSync(log, "end\\n");
      });`;
    const run = () => execa(process.execPath, ["--input-type=module", "-e", program, "--", lock, log]);
    await Promise.all([run(), run(), run()]);
    assert.equal(readFileSync(log, "utf8"), "begin\nend\n".repeat(3));
    assert.ok(!existsSync(lock));
  });

  it("do not wait for one that was killed, or whose machine went down", () => {
    const dead = spawnSync(process.execPath, ["-e", ""]).pid;
    const hourAgo = Date.now() - 3_600_000;
    for (const left of [
      { pid: dead, since: Date.now() },
      { pid: process.pid, since: hourAgo },
    ]) {
      alone(lock, () => undefined);
      writeFileSync(lock, JSON.stringify(left));
      assert.equal(
        alone(lock, () => 7),
        7,
      );
    }
  });

  it("do not wait for one that was killed while it wrote its lock", () => {
    alone(lock, () => undefined);
    writeFileSync(lock, '{"pid":');
    const minuteAgo = new Date(Date.now() - 60_000);
    utimesSync(lock, minuteAgo, minuteAgo);
    assert.equal(
      alone(lock, () => 7),
      7,
    );
    assert.ok(!existsSync(lock));
  });

  it("let the next one build when one fails", () => {
    assert.throws(
      () =>
        alone(lock, () => {
          throw new Error("the sources do not compile");
        }),
      /do not compile/,
    );
    assert.equal(
      alone(lock, () => 7),
      7,
    );
  });
});
