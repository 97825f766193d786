/** What ends when nobody is left for whom it works: processes are started here, and what they work for is taken away. */
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { createServer, type ServerHttp2Session } from "node:http2";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { eventually } from "../../engine/harness/wait.js";
import { checkout } from "../checkout.js";

const script = (name: string): string => JSON.stringify(pathToFileURL(join(checkout, "scripts", name)).href);
const imported = `
const { endOnBrokenOutput, endWithEngineAbove } = await import(${script("end-with-engine.js")});
const { endWithEngineAt } = await import(${script("watch-engine.js")});`;
/** Milliseconds from one check to the next. */
const pause = 25;
const idle = 'console.log("ready"); setInterval(() => undefined, 60_000);';

function start(program: string): ChildProcess {
  return spawn(process.execPath, ["--input-type=module", "--eval", `${imported}\n${program}`], {
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function lineOf(child: ChildProcess): Promise<string> {
  const [line] = (await once(child.stdout!, "data")) as [Buffer];
  return line.toString().trim();
}

async function exitCode(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const [code] = (await once(child, "exit")) as [number | null];
  return code;
}

const soon = (what: string, condition: () => boolean) =>
  eventually(what, () => Promise.resolve(condition()), { everyMilliseconds: 10 });

const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe("a process whose engine is gone", function () {
  this.timeout(30_000);
  let directory: string;
  const started: ChildProcess[] = [];

  before(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-engine-test-"));
  });
  after(() => {
    for (const child of started) child.kill("SIGKILL");
    rmSync(directory, { recursive: true });
  });

  it("ends, although it is idle; the end of one connection alone ends nothing", async () => {
    const engine = createServer();
    const sessions: ServerHttp2Session[] = [];
    engine.on("session", (session) => sessions.push(session));
    engine.listen(0, "127.0.0.1");
    await once(engine, "listening");
    const { port } = engine.address() as AddressInfo;
    const child = start(`endWithEngineAt("127.0.0.1:${port}", undefined, ${pause}); ${idle}`);
    started.push(child);
    assert.equal(await lineOf(child), "ready");
    await soon("the connection to the engine", () => sessions.length === 1);
    sessions[0]!.destroy();
    await soon("the second connection", () => sessions.length === 2);
    assert.equal(child.exitCode, null);
    engine.close();
    sessions[1]!.destroy();
    assert.equal(await exitCode(child), 1);
  });

  it("is not held back by its watch of an engine that lives", async () => {
    const engine = createServer();
    engine.listen(0, "127.0.0.1");
    await once(engine, "listening");
    const { port } = engine.address() as AddressInfo;
    const child = start(`endWithEngineAt("127.0.0.1:${port}", undefined, ${pause}); console.log("done");`);
    started.push(child);
    assert.equal(await exitCode(child), 0);
    engine.close();
  });

  /** A shell that runs a command as the named program does, and the command's own id. */
  async function startedBy(name: string, program: string): Promise<{ parent: ChildProcess; pid: number }> {
    const shell = join(directory, name);
    copyFileSync(realpathSync("/bin/sh"), shell);
    const line = `"$NODE" --input-type=module --eval "$PROGRAM" & wait`;
    const parent = spawn(shell, ["-c", line], {
      stdio: ["ignore", "pipe", "ignore"],
      env: { NODE: process.execPath, PROGRAM: `${imported}\nendWithEngineAbove(${pause}); ${program}` },
    });
    started.push(parent);
    return { parent, pid: Number(await lineOf(parent)) };
  }

  it("ends as a command too, whatever stands between them", async () => {
    const { parent, pid } = await startedBy(
      "pulumi",
      "console.log(process.pid); setInterval(() => undefined, 60_000);",
    );
    parent.kill("SIGKILL");
    await soon("the end of the command", () => !lives(pid));
  });

  it("goes on as a command that was started by hand", async () => {
    const witness = join(directory, "witness");
    const write = `(await import("node:fs")).writeFileSync(${JSON.stringify(witness)}, "")`;
    const program = `console.log(process.pid); setTimeout(async () => { ${write}; process.exit(0); }, ${10 * pause});`;
    const { parent } = await startedBy("shell", program);
    parent.kill("SIGKILL");
    await soon("its work", () => existsSync(witness));
  });
});

describe("a process whose output is read no more", function () {
  this.timeout(30_000);

  it("ends quietly, as after `| head`", async () => {
    const child = start('endOnBrokenOutput(); setInterval(() => console.log("a line"), 5);');
    const output: Buffer[] = [];
    child.stderr!.on("data", (chunk: Buffer) => output.push(chunk));
    await lineOf(child);
    child.stdout!.destroy();
    assert.equal(await exitCode(child), 141);
    assert.equal(Buffer.concat(output).toString(), "");
  });

  it("ends, although each unhandled error is written to the output that is closed", async () => {
    const child = start(`
      process.on("uncaughtException", (error) => process.stderr.write(String(error)));
      endOnBrokenOutput();
      setInterval(() => process.stderr.write("a line"), 5);
    `);
    await once(child.stderr!, "data");
    child.stderr!.destroy();
    assert.equal(await exitCode(child), 141);
  });

  it("is `tkg-edge` as well", async () => {
    const child = spawn(process.execPath, [join(checkout, "tkg-edge.js"), "--help"], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.destroy();
    const output: Buffer[] = [];
    child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
    const code = await exitCode(child);
    assert.doesNotMatch(Buffer.concat(output).toString(), /EPIPE/);
    assert.equal(code, 141);
  });

  it("goes on as a rollout does, which records how its sites end", async () => {
    const terminal = JSON.stringify(new URL("../../../src/cli/edge/terminal.js", import.meta.url).href);
    const child = start(`
      const { processTerminal } = await import(${terminal});
      endOnBrokenOutput();
      processTerminal.outlive();
      let lines = 0;
      const writing = setInterval(() => {
        processTerminal.out("a line\\n");
        if ((lines += 1) === 40) process.exit(7);
      }, 5);
    `);
    await lineOf(child);
    child.stdout!.destroy();
    assert.equal(await exitCode(child), 7);
  });
});
