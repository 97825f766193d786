/** The user's command on a cluster that is Ready: once for each Cluster and command, with a kubeconfig that does not stay. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { isAlive } from "../../../src/clients/process-identity.js";
import { runAfterReady } from "../../../src/commands/after-ready.js";
import { eventually } from "../../engine/harness/wait.js";

/** A management cluster with one Cluster, on which it is recorded what ran. */
class Management {
  annotations: Record<string, string> = {};
  refusesRecords = false;
  uid: string | undefined = "first";

  get(): Promise<LiveObject | undefined> {
    const { uid, annotations } = this;
    return Promise.resolve(uid === undefined ? undefined : { metadata: { name: "edge", uid, annotations } });
  }

  patch(_kind: string, _name: string, _namespace: string, tree: object): Promise<void> {
    const { metadata } = tree as { metadata: { uid: string; annotations: Record<string, string> } };
    if (this.refusesRecords) return Promise.reject(new Error("killed before the record"));
    assert.equal(metadata.uid, this.uid);
    this.annotations = { ...this.annotations, ...metadata.annotations };
    return Promise.resolve();
  }

  /** The Cluster is rebuilt. */
  rebuild(): void {
    this.uid = "second";
    this.annotations = {};
  }
}

describe("the command of site.afterReady", () => {
  let directory: string;
  let management: Management;
  const log = () => join(directory, "log");
  const runs = () => (existsSync(log()) ? readFileSync(log(), "utf8").trim().split("\n").length : 0);
  const counted = () => `echo run >> ${log()}`;
  const run = (commandLine: string, timeoutSeconds = 60) =>
    runAfterReady(
      {
        ...{ commandLine, timeoutSeconds, clusterName: "edge", clusterNamespace: "default" },
        management: { kubeconfig: "none", context: "none" },
        workloadKubeconfig: "kubeconfig of the test",
      },
      management,
    );

  beforeEach("make a place and a cluster", () => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-test-after-ready-"));
    management = new Management();
  });
  afterEach("remove the place", () => {
    rmSync(directory, { recursive: true, force: true });
  });

  it("runs once for a cluster, and again for another command", async () => {
    assert.deepEqual(await run(counted()), { cluster: "default/edge", commandRun: true });
    assert.deepEqual(await run(counted()), { cluster: "default/edge", commandRun: false });
    assert.equal(runs(), 1);
    await run(`${counted()} # another one`);
    assert.equal(runs(), 2);
  });

  it("is not run again for another timeout or a renewed kubeconfig", async () => {
    await run(counted());
    assert.equal((await run(counted(), 5)).commandRun, false);
    assert.equal(runs(), 1);
  });

  it("runs again on the cluster that a rebuild made", async () => {
    await run(counted());
    management.rebuild();
    assert.equal((await run(counted())).commandRun, true);
    assert.equal(runs(), 2);
  });

  it("fails with its exit code, records nothing and runs again", async () => {
    const failing = `${counted()}; [ -e ${join(directory, "fixed")} ]`;
    await assert.rejects(run(failing), /site\.afterReady\.command failed with exit code 1[^]*next pulumi up/);
    assert.deepEqual(management.annotations, {});
    await assert.rejects(run(failing), /exit code 1/);
    assert.equal(runs(), 2);
  });

  it("runs a second time only where the run ends between the command and its record", async () => {
    management.refusesRecords = true;
    await assert.rejects(run(counted()), /killed/);
    management.refusesRecords = false;
    await run(counted());
    assert.equal(runs(), 2);
  });

  it("is ended after its timeout, with what it started", async () => {
    await assert.rejects(
      run(`sleep 600 & echo $! > ${join(directory, "pid")}; wait`, 1),
      /took longer than 1 s \(tkg-edge:site\.afterReady\.commandTimeoutSeconds\)/,
    );
    const pid = Number(readFileSync(join(directory, "pid"), "utf8"));
    // Killed; the kernel and init take a moment to remove it.
    await eventually("the process that the command left ends", () => Promise.resolve(!isAlive(pid)), {
      everyMilliseconds: 10,
    });
  });

  it("has a kubeconfig that only its owner reads, and that is gone afterwards", async () => {
    const copied = join(directory, "copied");
    await run(
      `stat -c %a "$KUBECONFIG" > ${copied}.mode; cp "$KUBECONFIG" ${copied}; echo "$KUBECONFIG" > ${copied}.path`,
    );
    assert.equal(readFileSync(`${copied}.mode`, "utf8").trim(), "600");
    assert.equal(readFileSync(copied, "utf8"), "kubeconfig of the test");
    const path = readFileSync(`${copied}.path`, "utf8").trim();
    assert.ok(!existsSync(path));
    assert.deepEqual(
      readdirSync(tmpdir()).filter((name) => name.startsWith(`tkg-edge-after-ready-${process.pid}-`)),
      [],
    );
  });

  it("has the names of the cluster, and no secret of the stack", async () => {
    process.env.TKG_EDGE_WORKLOAD_KUBECONFIG = "secret";
    process.env.PULUMI_TEST_OF_AFTER_READY = "secret";
    try {
      await run(`env > ${log()}`);
    } finally {
      delete process.env.TKG_EDGE_WORKLOAD_KUBECONFIG;
      delete process.env.PULUMI_TEST_OF_AFTER_READY;
    }
    const environment = readFileSync(log(), "utf8");
    assert.match(environment, /^TKG_EDGE_CLUSTER_NAME=edge$/m);
    assert.match(environment, /^TKG_EDGE_CLUSTER_NAMESPACE=default$/m);
    assert.doesNotMatch(environment, /WORKLOAD_KUBECONFIG|PULUMI_/);
  });

  it("does not run where the Cluster is gone", async () => {
    management.uid = undefined;
    await assert.rejects(run(counted()), /there is no Cluster default\/edge/);
    assert.equal(runs(), 0);
  });
});
