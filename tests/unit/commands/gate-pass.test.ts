/** Passing the gate, as far as it needs no vCenter: what it writes again, and which Clusters it leaves alone. */
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { passGate } from "../../../src/commands/gate/pass.js";
import type { GateInputs } from "../../../src/contracts/rebuild-gate.js";
import { cluster } from "../../../src/manifests/cluster.js";
import { exampleSite } from "../example-site.js";

const { site, vcenter } = exampleSite();
const password = "password-that-is-no-argument";

describe("passing the gate", () => {
  let directory: string;
  const path = process.env.PATH;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-gate-"));
  });
  afterEach(() => {
    process.env.PATH = path;
    rmSync(directory, { recursive: true });
  });

  /** Puts a kubectl on the PATH that notes its arguments and its input. @param script what it answers */
  function kubectl(script: string): {
    readonly calls: () => readonly string[];
    readonly input: () => string;
  } {
    const [log, input] = [join(directory, "calls"), join(directory, "input")];
    writeFileSync(log, "");
    writeFileSync(input, "");
    const file = join(directory, "kubectl");
    writeFileSync(
      file,
      `#!/bin/sh\necho "$*" >> ${log}\ncase "$*" in *" -f -"*) cat >> ${input};; esac\n${script}\n`,
    );
    chmodSync(file, 0o700);
    process.env.PATH = `${directory}:${path ?? ""}`;
    return {
      calls: () => readFileSync(log, "utf8").trim().split("\n"),
      input: () => readFileSync(input, "utf8"),
    };
  }

  const inputs = (task: Partial<GateInputs> = {}): GateInputs => ({
    management: { kubeconfig: "k", context: "c" },
    vcenter: { server: "127.0.0.1:1", username: "edge" },
    vcenterPassword: password,
    cluster: cluster(site, vcenter),
    tkrVersion: site.tkrVersion,
    os: site.os,
    controlPlaneEndpoint: site.controlPlaneEndpoint,
    apiPort: 6443,
    datacenter: "/dc0",
    ownCredentials: true,
    beforeRebuildSeconds: 10,
    createdBy: undefined,
    ...task,
  });
  const live = (more: object = {}) =>
    JSON.stringify({
      kind: "Cluster",
      metadata: { name: site.name, namespace: site.namespace, uid: "u-2", ...more },
    });

  it("leaves a Cluster alone that is not the announced one, whatever an earlier run announced", async () => {
    const { calls } = kubectl(`echo '${live()}'`);
    const stale = inputs({ rebuildOf: "u-1", deleteSeconds: 5 });
    assert.deepEqual(await passGate(stale, () => false), { rebuild: false });
    assert.equal(calls().length, 1);
  });

  it("proves the announced roll, deletes nothing and runs no command", async () => {
    const { calls } = kubectl(
      `case "$*" in *"get clusters"*"-n "*) echo '${live()}';; *) echo '{"items":[]}';; esac`,
    );
    const announced = inputs({ rollOf: "u-2", beforeRebuild: `touch ${directory}/ran` });
    await assert.rejects(
      passGate(announced, () => true),
      /the roll of default\/workload-snc was stopped before anything was changed[\s\S]*version and admission: [\s\S]*it then rolls/,
    );
    assert.ok(
      calls().every((call) => !call.includes("delete")),
      calls().join("\n"),
    );
    assert.ok(!existsSync(join(directory, "ran")));
  });

  it("deletes nothing while a proof is missing", async () => {
    const { calls } = kubectl(
      `case "$*" in *"get clusters"*"-n "*) echo '${live()}';; *) echo '{"items":[]}';; esac`,
    );
    const announced = inputs({ rebuildOf: "u-2", deleteSeconds: 5 });
    await assert.rejects(
      passGate(announced, () => false),
      /was stopped before anything was deleted/,
    );
    assert.ok(
      calls().every((call) => !call.includes("delete")),
      calls().join("\n"),
    );
  });

  describe("with windows for rebuilds", () => {
    const night = { timeZone: "Europe/Berlin", windows: [{ from: "01:00", to: "05:00" }] };
    const [noon, midnight] = [Date.parse("2026-11-30T11:00:00Z"), Date.parse("2026-11-30T01:00:00Z")];
    const bare = `case "$*" in *"get clusters"*"-n "*) echo '${live()}';; *) echo '{"items":[]}';; esac`;
    const due = () => true;

    it("proves and asks nothing outside of them, and names the next one", async () => {
      const { calls } = kubectl(bare);
      const input = inputs({ windows: night, beforeRebuild: `touch ${directory}/ran` });
      await assert.rejects(
        passGate(input, due, () => noon),
        /^UserError: the rebuild of default\/workload-snc was not started, and the cluster is as it was: no window of tkg-edge:site\.rebuild\.windows is open now .*; the next one opens Tue 2026-12-01 01:00 Europe\/Berlin \(2026-12-01 00:00 UTC\)\. Run the same/,
      );
      assert.equal(calls().length, 1);
      assert.ok(!existsSync(join(directory, "ran")));
    });

    it("goes on to its proofs inside of one", async () => {
      kubectl(bare);
      await assert.rejects(
        passGate(inputs({ windows: night }), due, () => midnight),
        /was stopped before anything was deleted/,
      );
    });

    it("lets pass at any time what is not rebuilt, is being deleted or is gone", async () => {
      const pass = (task: Partial<GateInputs>, isDeleted: boolean) =>
        passGate(
          inputs({ windows: night, ...task }),
          () => isDeleted,
          () => noon,
        );
      kubectl(`echo '${live()}'`);
      assert.deepEqual(await pass({}, false), { rebuild: false });
      kubectl(`echo '${live({ deletionTimestamp: "2026-01-01T00:00:00Z" })}'`);
      assert.deepEqual(await pass({ rebuildOf: "u-2" }, true), { rebuild: false });
      kubectl("true");
      assert.deepEqual(await pass({}, true), { rebuild: false });
    });

    it("lets a roll pass at any time", async () => {
      kubectl(bare);
      await assert.rejects(
        passGate(inputs({ windows: night, rollOf: "u-2" }), due, () => noon),
        /the roll of .* was stopped before anything was changed/,
      );
    });
  });

  it("waits for the announced Cluster to be gone that is being deleted already", async () => {
    const going = live({ deletionTimestamp: "2026-01-01T00:00:00Z" });
    const count = join(directory, "count");
    const { calls } = kubectl(`echo x >> ${count}; [ "$(wc -l < ${count})" -gt 3 ] || echo '${going}'`);
    const announced = inputs({ rebuildOf: "u-2", deleteSeconds: 30 });
    assert.deepEqual(await passGate(announced, () => true), { rebuild: false });
    assert.equal(calls().length, 4);
  });

  it("writes what is missing again, with the password on standard input alone, and leaves the rest", async () => {
    const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: site.name, namespace: "default" } };
    const present = {
      apiVersion: "cpi.tanzu.vmware.com/v1alpha1",
      kind: "VSphereCPIConfig",
      metadata: { name: site.name, namespace: "default" },
    };
    const { calls, input } = kubectl(
      `case "$*" in *vspherecpiconfig*) echo '${JSON.stringify(present)}';; esac`,
    );
    const missing = inputs({ missingObjects: [secret, present] });
    assert.deepEqual(await passGate(missing, () => true), { rebuild: false });
    const written = JSON.parse(input()) as { readonly kind: string; readonly stringData: object };
    assert.equal(written.kind, "Secret");
    assert.deepEqual(written.stringData, { username: "edge", password });
    assert.ok(
      calls().some((call) => call.includes("get vspherecpiconfig.cpi.tanzu.vmware.com workload-snc")),
    );
    assert.ok(calls().every((call) => !call.includes(password)));
  });
});
