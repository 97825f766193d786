/** The sandbox itself: started twice, collected, with a process killed, stopped. What runs in it is tested elsewhere. */
import assert from "node:assert/strict";
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { execa } from "execa";
import tar from "tar-stream";
import { isAlive } from "../../sandbox/process-identity.js";
import { recordedProcesses, type ProcessRecord } from "../../sandbox/process-records.js";
import { openSandbox, startSandbox, stopSandbox, type Sandbox } from "../../sandbox/sandbox.js";
import { renderStatus, sandboxStatus } from "../../sandbox/status.js";
import { toolPath } from "../../sandbox/toolchain/tools.js";
import { discard, ownDirectory, sandboxDirectory } from "./harness/leftovers.js";
import { listening, portsIn } from "./harness/listening-ports.js";
import { checkout } from "./harness/project.js";
import { eventually } from "./harness/wait.js";

const light = { profile: "light" as const };

/** Path to content of a `.tar.gz`. */
async function unpack(file: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const extract = tar.extract();
  extract.on("entry", (header, stream, next) => {
    text(stream).then((content) => {
      files.set(header.name, content);
      next();
    }, next);
  });
  await pipeline(createReadStream(file), createGunzip(), extract);
  return files;
}

describe("a sandbox", function () {
  this.timeout(240_000);
  this.bail(true);
  let own: string;
  let sandbox: Sandbox;
  const record = (name: string): ProcessRecord => {
    const found = recordedProcesses(sandbox.directory).find((process) => process.name === name);
    assert.ok(found, `${name} is recorded`);
    return found;
  };

  before(async () => {
    own = ownDirectory();
    sandbox = await startSandbox({ ...light, directory: sandboxDirectory(own) });
  });
  after(() => discard(own));

  it("listens in its own block of loopback addresses and nowhere else", () => {
    const pids = recordedProcesses(sandbox.directory).map(({ pid }) => pid);
    const sockets = listening(pids);
    assert.ok(sockets.length >= 7, `found ${sockets.join(", ")}`);
    assert.deepEqual(
      sockets.filter((socket) => !socket.startsWith(`${sandbox.block}.`)),
      [],
    );
  });

  it("shows each process healthy, and which of them are stood in for", async () => {
    const status = await sandboxStatus(sandbox.directory);
    assert.ok(status);
    assert.deepEqual(status.problems, []);
    const kinds = Object.fromEntries(status.processes.map(({ name, kind }) => [name, kind]));
    assert.deepEqual(kinds, {
      etcd: "real",
      "kube-apiserver": "real",
      "kube-controller-manager": "real",
      "packaging-api": "real",
      registry: "real",
      vcsim: "simulated",
      "stand-ins": "stand-in",
    });
    assert.match(renderStatus(status), /^memory of all: \d+ MiB$/m);
  });

  it("is returned as it is when it is started again", async () => {
    const before = recordedProcesses(sandbox.directory);
    const again = await startSandbox({ ...light, directory: sandbox.directory });
    assert.equal(again.block, sandbox.block);
    assert.deepEqual(recordedProcesses(sandbox.directory), before);
  });

  it("refuses to become another profile while it runs", async () => {
    await assert.rejects(
      startSandbox({ profile: "full", directory: sandbox.directory }),
      /a sandbox of profile light runs in .*: stop it first/,
    );
  });

  it("keeps passwords and keys out of process arguments", () => {
    for (const { name, pid } of recordedProcesses(sandbox.directory)) {
      const line = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      assert.ok(!line.includes(sandbox.vcenter.password), `${name} shows the vCenter password`);
      assert.doesNotMatch(line, /PRIVATE KEY/);
    }
  });

  it("is collected for a bug report by one command, without secrets", async () => {
    const marker = "marker-password-that-must-not-show";
    const encoded = Buffer.from(marker).toString("base64");
    const objects = [
      { apiVersion: "v1", kind: "Secret", metadata: { name: "lab" }, stringData: { password: marker } },
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "lab", annotations: { note: "stays" } },
        data: { values: "plain" },
      },
    ];
    // Applied, so that kubectl notes the whole Secret once more in an annotation.
    await execa(toolPath("kubectl"), ["--kubeconfig", sandbox.kubeconfig, "apply", "-f", "-"], {
      input: JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }),
    });
    // As `make sandbox-collect` calls it.
    const command = /^sandbox-collect:.*\n\t@(.*)$/m.exec(
      readFileSync(join(checkout, "Makefile"), "utf8"),
    )?.[1];
    assert.equal(command, "node dist/sandbox/cli.js collect");
    const { all } = await execa("node", [join(checkout, "dist", "sandbox", "cli.js"), "collect"], {
      cwd: own,
      env: { SANDBOX_DIR: sandbox.directory },
      all: true,
    });
    const archive = join(own, "tkg-edge-sandbox.tar.gz");
    assert.match(all, new RegExp(`^wrote ${archive}$`));
    assert.equal(statSync(archive).mode & 0o077, 0);
    const files = await unpack(archive);
    const names = [...files.keys()].map((name) => name.replace("tkg-edge-sandbox/", ""));
    for (const expected of [
      "status.txt",
      "connection.json",
      "logs/kube-apiserver.log",
      "objects/apis/cluster.x-k8s.io/v1beta1/clusterclasses.json",
      "vcenter/inventory.txt",
    ]) {
      assert.ok(names.includes(expected), `${expected} is in the archive`);
    }
    const content = [...files.values()].join("\n");
    assert.match(content, /"password": "\(removed\)"/);
    assert.match(content, /"values": "plain"/);
    for (const hidden of [marker, encoded, sandbox.vcenter.password, "PRIVATE KEY"]) {
      assert.ok(!content.includes(hidden), `${hidden} is in the archive`);
      assert.ok(!all.includes(hidden), `${hidden} is printed`);
    }
  });

  it("names a process that was killed, and no longer counts as running", async () => {
    const victim = record("vcsim");
    process.kill(victim.pid, "SIGKILL");
    await eventually("the end of vcsim", () => Promise.resolve(!isAlive(victim)));
    const status = await sandboxStatus(sandbox.directory);
    assert.equal(status?.problems.length, 1);
    assert.match(status.problems[0] ?? "", /^vcsim: died \(see .*vcsim\.log\)$/);
    assert.equal(await openSandbox(sandbox.directory), undefined);
  });

  it("is not resumed: the next start is an empty one, and the old files are put aside", async () => {
    const lines: string[] = [];
    const old = sandbox;
    const survivor = record("etcd");
    sandbox = await startSandbox({
      ...light,
      directory: old.directory,
      onProgress: (line) => lines.push(line),
    });
    assert.equal(isAlive(survivor), false, "what was left of the old one is ended");
    const aside = readdirSync(dirname(old.directory)).filter((name) =>
      name.startsWith(`${basename(old.directory)}.old-`),
    );
    assert.equal(aside.length, 1);
    assert.ok(lines.some((line) => line.includes(join(dirname(old.directory), aside[0] ?? ""))));
    assert.deepEqual((await sandboxStatus(sandbox.directory))?.problems, []);
  });

  it("leaves no process and no port when it is stopped; stopping twice is fine", async () => {
    const records = recordedProcesses(sandbox.directory);
    await stopSandbox(sandbox.directory);
    await stopSandbox(sandbox.directory);
    assert.deepEqual(
      records.filter((process) => isAlive(process)).map(({ name }) => name),
      [],
    );
    assert.deepEqual(portsIn(sandbox.block), []);
    assert.equal(existsSync(join(sandbox.directory, "logs", "kube-apiserver.log")), true, "logs stay");
  });

  it("that never was can be stopped too", async () => {
    await stopSandbox(join(own, "nothing-here"));
  });
});
