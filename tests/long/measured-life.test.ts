/**
 * Rows of the table that are about a cluster's life, with the real controllers: the vendor page followed by hand, then
 * one cluster after the other, made, rolled, moved to another TKr and deleted. After each deletion everything is exactly
 * as it was before: objects of all kinds, VMs, processes, ports, disks of guests.
 */
import assert from "node:assert/strict";
import { processFacts } from "../../sandbox/process-identity.js";
import { recordedProcesses } from "../../sandbox/process-records.js";
import { renderStatus, sandboxStatus } from "../../sandbox/status.js";
import { footprint, grown } from "../engine/harness/footprint.js";
import { listening } from "../engine/harness/listening-ports.js";
import { profileUnderTest, useSandbox } from "../engine/harness/sandbox-of-file.js";
import { showOnFailure } from "../engine/harness/show-on-failure.js";
import { provideTinyTkr } from "../engine/harness/tiny-tkr.js";
import { eventually } from "../engine/harness/wait.js";
import { Bench, workload } from "../engine/measured/bench.js";
import { rolling } from "../engine/measured/cluster-life.js";
import { objectsOfCluster, withoutSuffixes } from "../engine/measured/objects-of-cluster.js";
import { applyPageFile } from "../engine/measured/page-by-hand.js";
import { register } from "../engine/measured/row.js";
import { authority, create, expectRunning, nodes, remove } from "../engine/measured/running-cluster.js";
import { lifeTable } from "../engine/measured/table.js";

const [newer, older] = ["v1.25.7+vmware.1-tiny.2", "v1.24.10+vmware.1-tiny.1"] as const;
/** Resident memory of a sandbox with one cluster, as docs/sandbox.md bounds it. */
const memoryBoundBytes = 3e9;

describe("measured: the life of a cluster", function () {
  this.timeout(300_000);
  const file = useSandbox({ profile: profileUnderTest("full") });
  showOnFailure(file);
  let bench: Bench;
  let firstAuthority: string;

  before(() => {
    bench = new Bench(file);
  });

  register(lifeTable.comesUp, () => bench);

  it("has made exactly the objects, processes, ports and disks of one cluster", async function () {
    if (file.sandbox.profile === "light") this.skip();
    const now = grown(bench.untouched, await footprint(file.sandbox, bench.apis));
    assert.deepEqual(withoutSuffixes(now.objects), objectsOfCluster);
    assert.equal(now.virtualMachines.length, 1);
    const moid = now.guestDisks[0] ?? "";
    assert.deepEqual(now.guestDisks, [moid]);
    const parts = ["etcd", "guest-kubelet", "kube-apiserver"];
    assert.deepEqual(
      now.processes,
      parts.map((part) => `guest-${moid}-${part}`),
    );
    const ports = [10250, 2379, 2380, 6443];
    assert.deepEqual(
      now.sockets,
      ports.map((port) => `${bench.endpoint}:${port}`),
    );
  });

  it("is shown by the status: each process with version, health and memory, real or stand-in, and the total", async () => {
    const status = await sandboxStatus(file.sandbox.directory);
    assert.ok(status);
    assert.deepEqual(status.problems, []);
    const table = renderStatus(status).split("\n");
    const row = (name: string) => table.find((line) => line.startsWith(`${name} `)) ?? "";
    assert.match(row("stand-ins"), / stand-in .* \d+ MiB +healthy$/);
    assert.match(row("vcsim"), / simulated +\S+ +\d+ +\d+ MiB +healthy$/);
    if (file.sandbox.profile === "full") {
      for (const [name, version] of [
        ["cluster-api", "1.2.8"],
        ["kubeadm-bootstrap", "1.2.8"],
        ["kubeadm-control-plane", "1.2.8"],
        ["capv", "1.5.3"],
      ] as const) {
        assert.match(row(name), new RegExp(` real +v?${version} +\\d+ +\\d+ MiB +healthy$`));
      }
    }
    const bytes = recordedProcesses(file.sandbox.directory)
      .map(({ pid }) => processFacts(pid)?.residentBytes ?? 0)
      .reduce((sum, part) => sum + part, 0);
    assert.ok(bytes > 0 && bytes < memoryBoundBytes, `${Math.round(bytes / 1e6)} MB`);
    assert.match(table.join("\n"), /^memory of all: \d+ MiB$/m);
  });

  it("listens on loopback addresses of the sandbox's own block only", () => {
    const sockets = listening(recordedProcesses(file.sandbox.directory).map(({ pid }) => pid));
    assert.ok(sockets.length >= 10, sockets.join(" "));
    const foreign = sockets.filter((socket) => !socket.startsWith(`${file.sandbox.block}.`));
    assert.deepEqual(foreign, []);
  });

  it("is left alone by a second apply of the same objects", async () => {
    firstAuthority = await authority(bench);
    const before = await bench.apis.mustGet("cluster", workload, "default");
    await applyPageFile(bench);
    const after = await bench.apis.mustGet("cluster", workload, "default");
    assert.equal(after.metadata.uid, before.metadata.uid);
    assert.deepEqual(after.spec, before.spec);
  });

  register(lifeTable.goes, () => bench);

  it("is rebuilt under the same name and endpoint with another TKr: a new guest with a new authority", async () => {
    await provideTinyTkr(file.sandbox, bench.apis, file.directory, older);
    await bench.noteUntouched();
    await create(bench, ({ spec }) => (spec.topology.version = older));
    await expectRunning(bench, older);
    assert.notEqual(await authority(bench), firstAuthority);
    const [node = assert.fail("no Node")] = await nodes(bench);
    assert.equal((node.status?.nodeInfo as { kubeletVersion: string }).kubeletVersion, older);
  });

  register(lifeTable.rolls, () => bench);

  it("is paused when it is moved to another TKr, until its ClusterBootstrap has followed", async function () {
    if (file.sandbox.profile === "light") this.skip();
    const moved = await bench.cluster(({ spec }) => (spec.topology.version = newer));
    const answer = JSON.parse(await bench.apply(moved, "-o", "json")) as {
      metadata: { annotations: Record<string, string> };
      spec: { paused?: boolean };
    };
    const tkr = `${newer}-tkg.1`.replace("+", "---");
    assert.equal(answer.spec.paused, true);
    assert.equal(answer.metadata.annotations["tkg.tanzu.vmware.com/paused"], tkr);
    await eventually("the ClusterBootstrap to follow", async () => {
      const { status } = await bench.apis.mustGet("clusterbootstrap", workload, "default");
      return status?.resolvedTKR === tkr;
    });
    await eventually("the Cluster to go on", async () => {
      const { metadata, spec } = await bench.apis.mustGet("cluster", workload, "default");
      return spec?.paused !== true && metadata.annotations?.["tkg.tanzu.vmware.com/paused"] === undefined;
    });
  });

  it("is deleted in the middle of the roll that this begins, without a trace", async function () {
    if (file.sandbox.profile === "full") await eventually("the roll to begin", () => rolling(bench));
    await remove(bench);
  });
});
