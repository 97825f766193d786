import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAlive, parseStat, processFacts, signalProcess } from "../../../sandbox/process-identity.js";
import { recordedProcesses, registerProcess } from "../../../sandbox/process-records.js";
import { endProcesses, startProcess } from "../../../sandbox/supervisor.js";

describe("parseStat", () => {
  it("survives a command whose name holds blanks and brackets", () => {
    const rest = Array.from({ length: 30 }, (_, index) => String(index + 4)).join(" ");
    // Field 3 is the state, 20 the number of threads, 22 the start, 24 the resident pages.
    assert.deepEqual(parseStat(`4711 (a (nasty) name) S ${rest}`), {
      state: "S",
      threads: 20,
      startTicks: "22",
      residentBytes: 24 * 4096,
    });
  });

  it("refuses what is no such line", () => {
    assert.throws(() => parseStat("nonsense"), /not a line of/);
  });
});

describe("the identity of a process", () => {
  let child: ChildProcess;
  beforeEach(async () => {
    child = spawn("sleep", ["60"], { stdio: "ignore" });
    await once(child, "spawn");
  });
  afterEach(() => {
    child.kill("SIGKILL");
  });

  it("is its pid together with its start", () => {
    const pid = child.pid!;
    const { startTicks } = processFacts(pid)!;
    assert.equal(isAlive({ pid, startTicks }), true);
    assert.equal(isAlive({ pid, startTicks: "1" }), false, "another process had this pid before");
  });

  it("keeps a signal from a process that took over the pid", () => {
    const pid = child.pid!;
    assert.equal(signalProcess({ pid, startTicks: "1" }, "SIGKILL"), false);
    assert.equal(isAlive({ pid, startTicks: processFacts(pid)!.startTicks }), true);
  });

  it("ends with the process", async () => {
    const identity = { pid: child.pid!, startTicks: processFacts(child.pid!)!.startTicks };
    const ended = once(child, "exit");
    assert.equal(signalProcess(identity, "SIGKILL"), true);
    await ended;
    assert.equal(isAlive(identity), false);
  });
});

describe("the supervisor", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-supervisor-"));
  });
  afterEach(async () => {
    await endProcesses(directory);
    rmSync(directory, { recursive: true });
  });

  const shell = (name: string, script: string, url?: string): ReturnType<typeof startProcess> =>
    startProcess(
      directory,
      {
        name,
        kind: "real",
        file: "/bin/sh",
        args: ["-c", script],
        startTimeoutSeconds: 5,
        ...(url !== undefined && { health: { url } }),
      },
      "/dev/null",
    );

  it("names a process that ended before it worked, with the end of its log", async () => {
    const started = shell("broken", "echo the port is taken >&2; exit 3", "https://127.0.0.1:1/healthz");
    await assert.rejects(started.healthy, (error: Error) => {
      assert.match(error.message, /^broken did not start: it ended with exit code 3/);
      assert.match(error.message, /the port is taken/);
      return true;
    });
  });

  it("names an executable that is not there", async () => {
    const plan = { name: "absent", kind: "real" as const, file: "/nowhere/tool", args: [] };
    await assert.rejects(
      startProcess(directory, plan, "/dev/null").healthy,
      /absent did not start: .*ENOENT/,
    );
  });

  it("ends what it started, also what ignores SIGTERM, and forgets it", async () => {
    const { record, healthy } = shell("stubborn", "trap '' TERM; while :; do sleep 0.1; done");
    await healthy;
    assert.equal(isAlive(record), true);
    await endProcesses(directory);
    assert.equal(isAlive(record), false);
    assert.deepEqual(recordedProcesses(directory), []);
  });

  it("ends processes that others registered", async () => {
    const child = spawn("sleep", ["60"], { stdio: "ignore", detached: true });
    await once(child, "spawn");
    const command = ["sleep", "60"];
    const log = join(directory, "logs", "guest.log");
    const record = registerProcess(directory, {
      name: "guest-vm-1",
      kind: "real",
      pid: child.pid!,
      command,
      log,
    })!;
    assert.equal(statSync(join(directory, "processes", "guest-vm-1.json")).mode & 0o777, 0o600);
    await endProcesses(directory);
    assert.equal(isAlive(record), false);
  });
});
