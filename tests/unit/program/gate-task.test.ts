import assert from "node:assert/strict";
import { rebuildDigest, rebuildInputs } from "../../../src/manifests/rebuild.js";
import { EngineCommand } from "../../../src/program/engine-command.js";
import { gateTask, leavingNotice, type SeenSite } from "../../../src/program/gate-task.js";
import type { StateResource } from "../../../src/program/own-state.js";
import { exampleSite } from "../example-site.js";

const { site, vcenter } = exampleSite();
const gate = (digest: string): StateResource => ({
  urn: "urn:pulumi:site::tkg-edge::command:local:Command::workload-snc-rebuild-gate",
  type: "command:local:Command",
  outputs: { triggers: [digest] },
});
const running = { metadata: { name: "workload-snc", namespace: "default", uid: "u-1" } };
const withPolicy = {
  metadata: { ...running.metadata, annotations: { "pulumi.com/deletionPropagationPolicy": "background" } },
};
const going = { metadata: { ...running.metadata, deletionTimestamp: "2026-01-01T00:00:00Z" } };
const seen = (changes: Partial<SeenSite>): SeenSite => ({
  ...{ site, vcenter, importsTemplate: false, live: withPolicy, missing: new Set<string>() },
  ...{
    state: [gate(rebuildDigest(rebuildInputs(site, vcenter.server)))],
    command: new EngineCommand(["up"]),
  },
  ...changes,
});
const due = { reasons: ["tkrVersion"], rollsVersion: false };
const nothing = { reasons: [], rollsVersion: false };

describe("what the gate has to do", () => {
  it("is nothing for a site that stays as it is", async () => {
    const { found, rebuildOf, missing } = await gateTask(seen({}), nothing);
    assert.deepEqual([found, rebuildOf, missing.size], [[], undefined, 0]);
  });

  it("is the proof of a roll, by the UID of the Cluster, and no delete", async () => {
    const task = await gateTask(seen({}), { reasons: [], rollsVersion: true });
    assert.match(task.found[0]?.seen ?? "", /default\/workload-snc is rolled to v1\.25\.7/);
    assert.deepEqual([task.rollOf, task.rebuildOf, task.deleteSeconds], ["u-1", undefined, undefined]);
    const leaving = await gateTask(seen({ live: going }), { reasons: [], rollsVersion: true });
    assert.deepEqual([leaving.rollOf, leaving.found], [undefined, []]);
  });

  it("is the whole gate, by the UID of the Cluster, as long as that runs and differs from the stack", async () => {
    const { found, rebuildOf, deleteSeconds } = await gateTask(seen({}), due);
    assert.match(found[0]?.seen ?? "", /default\/workload-snc was built from other values of tkrVersion/);
    assert.deepEqual([rebuildOf, deleteSeconds], ["u-1", undefined]);
  });

  it("is nothing for a Cluster that is being deleted, or is gone", async () => {
    const dying = { metadata: { ...withPolicy.metadata, deletionTimestamp: "2026-01-01T00:00:00Z" } };
    for (const live of [dying, undefined]) {
      const { found, rebuildOf } = await gateTask(seen({ live }), due);
      assert.deepEqual([found, rebuildOf], [[], undefined]);
    }
  });

  it("comes with the reason of what the engine reports missing beside a Cluster that others delete", () => {
    const held = { metadata: { ...going.metadata, finalizers: ["cluster.cluster.x-k8s.io"] } };
    assert.match(
      leavingNotice(site, held) ?? "",
      /default\/workload-snc is being deleted since 2026-01-01T00:00:00Z.*cluster\.cluster\.x-k8s\.io.*up --refresh/,
    );
    assert.equal(leavingNotice(site, running), undefined);
    assert.equal(leavingNotice(site, undefined), undefined);
  });

  it("is to delete the Cluster where the state would have it deleted in the foreground", async () => {
    const { rebuildOf, deleteSeconds } = await gateTask(seen({ live: running }), due);
    assert.deepEqual([rebuildOf, deleteSeconds], ["u-1", site.timeouts.deleteSeconds]);
    assert.equal((await gateTask(seen({ live: going }), due)).deleteSeconds, site.timeouts.deleteSeconds);
  });

  it("is never to delete a Cluster that the engine may still find protected, or would not create again", async () => {
    for (const args of [["up", "-f"], ["up", "--target", "**"], ["preview"]]) {
      const command = new EngineCommand(args);
      assert.equal(
        (await gateTask(seen({ live: running, command }), due)).deleteSeconds,
        undefined,
        args.join(" "),
      );
    }
    assert.equal((await gateTask(seen({ live: running, command: undefined }), due)).deleteSeconds, undefined);
  });

  it("is to write what is missing again, in place", async () => {
    const missing = new Set(["Secret"]);
    for (const live of [running, undefined]) {
      const task = await gateTask(seen({ live, missing }), nothing);
      assert.match(task.found[0]?.seen ?? "", /there is no Secret default\/workload-snc/);
      assert.deepEqual([[...task.missing], task.keepsInputs, task.rebuildOf], [["Secret"], true, undefined]);
    }
    const replaced = await gateTask(seen({ missing, state: [gate("another")] }), nothing);
    assert.deepEqual([[...replaced.missing], replaced.keepsInputs], [["Secret"], false]);
  });

  it("is not to write what goes with a Cluster that is being deleted, or what a refresh finds missing", async () => {
    const missing = new Set(["Secret"]);
    assert.equal((await gateTask(seen({ live: going, missing }), nothing)).missing.size, 0);
    const command = new EngineCommand(["up", "--refresh"]);
    assert.equal((await gateTask(seen({ missing, command }), nothing)).missing.size, 0);
  });
});
