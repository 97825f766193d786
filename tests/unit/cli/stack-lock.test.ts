import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { clearDeadLocks } from "../../../src/cli/stack-lock.js";

describe("clearDeadLocks", () => {
  let backend: string;
  let folder: string;

  beforeEach(() => {
    backend = mkdtempSync(join(tmpdir(), "tkg-edge-locks-"));
    folder = join(backend, ".pulumi", "locks", "organization", "tkg-edge", "dev");
    mkdirSync(folder, { recursive: true });
  });
  afterEach(() => {
    rmSync(backend, { recursive: true });
  });

  const lock = (content: object): void => {
    const entry = { username: "u", hostname: hostname(), timestamp: new Date().toISOString(), ...content };
    writeFileSync(join(folder, "6f8d.json"), JSON.stringify(entry));
  };
  const deadPid = (): number => spawnSync("true").pid;

  it("removes the lock of a dead process of this host and reports it", () => {
    const pid = deadPid();
    lock({ pid });
    writeFileSync(join(folder, "6f8d.json.attrs"), "{}");
    const [report] = clearDeadLocks(backend, "tkg-edge", "dev");
    assert.match(report!, new RegExp(`process ${pid}`));
    assert.deepEqual(readdirSync(folder), []);
  });

  it("keeps the lock of a running process", () => {
    lock({ pid: process.pid });
    assert.deepEqual(clearDeadLocks(backend, "tkg-edge", "dev"), []);
    assert.equal(readdirSync(folder).length, 1);
  });

  it("clears a lock older than the process that has its id now", () => {
    lock({ pid: process.pid, timestamp: "2020-01-01T00:00:00Z" });
    assert.equal(clearDeadLocks(backend, "tkg-edge", "dev").length, 1);
  });

  it("leaves another host's lock, whatever its process id", () => {
    lock({ pid: deadPid(), hostname: `${hostname()}-other` });
    assert.deepEqual(clearDeadLocks(backend, "tkg-edge", "dev"), []);
  });

  it("leaves what it cannot read, other stacks' locks, and an absent backend", () => {
    writeFileSync(join(folder, "half.json"), '{"pid": 1');
    lock({ pid: "?" });
    assert.deepEqual(clearDeadLocks(backend, "tkg-edge", "dev"), []);
    assert.deepEqual(clearDeadLocks(backend, "tkg-edge", "other"), []);
    assert.deepEqual(clearDeadLocks(join(backend, "none"), "tkg-edge", "dev"), []);
    assert.equal(readdirSync(folder).length, 2);
  });
});
