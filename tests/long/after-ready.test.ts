/**
 * A rebuild of a site with `afterReady` that is killed on the way: while the old Cluster goes, when it is gone, and while the
 * command runs. The object with a finalizer shows that no delete is sent to a cluster, old or new.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { profileUnderTest, useSandbox } from "../engine/harness/sandbox-of-file.js";
import type { TestStack } from "../engine/harness/test-stack.js";
import { FaultScene } from "../faults/harness/fault-scene.js";
import { killAt, recoveries, type KillStage } from "../faults/harness/killed-up.js";
import { beforeDelete, rebuild } from "../faults/tables/kill-stages.js";

const manifests = `
{apiVersion: v1, kind: Namespace, metadata: {name: shop}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: shop}, data: {a: b}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: pinned, namespace: shop, finalizers: [example.com/nobody]}}
`;

describe("a rebuild with afterReady that is killed", function () {
  this.bail(true);
  const file = useSandbox({ profile: profileUnderTest("full") });
  let scene: FaultScene;
  let stack: TestStack;
  let uid: string;

  const log = () => join(file.directory, "runs");
  const runs = () => (existsSync(log()) ? readFileSync(log(), "utf8").trim().split("\n").length : 0);
  const hold = () => join(file.directory, "hold");
  const succeeds = async (): Promise<void> => {
    const up = await stack.up();
    assert.equal(up.exitCode, 0, up.all);
  };
  const everythingIsThere = async (): Promise<void> => {
    const { kubeconfig } = await stack.outputs({ showSecrets: true });
    const workload = join(file.directory, "workload.kubeconfig");
    writeFileSync(workload, String(kubeconfig), { mode: 0o600 });
    const args = ["get", "configmap/settings", "configmap/pinned", "-n", "shop", "-o", "name"];
    const found = await scene.apis.kubectl(args, { kubeconfig: workload });
    assert.equal(found.trim().split("\n").length, 2, found);
    const again = await stack.preview({ expectNoChanges: true });
    assert.equal(again.exitCode, 0, again.all);
  };
  const uidNow = async () => (await scene.apis.mustGet("cluster", "workload-snc", "default")).metadata.uid;

  before("bring the site up", async () => {
    scene = await FaultScene.open(file);
    const settings = { host: `${scene.registry.address}/tkg` };
    stack = await scene.stack("after", { connection: { registry: settings } });
    writeFileSync(join(stack.project, "shop.yaml"), manifests);
    // It waits only where the test says so, and counts before it waits.
    const command = `echo run >> ${log()}; while [ -e ${hold()} ]; do sleep 0.2; done`;
    stack.configure({ site: { protect: false, afterReady: { manifests: ["shop.yaml"], command } } });
    await succeeds();
    await everythingIsThere();
    uid = await uidNow();
    assert.equal(runs(), 1);
    stack.configure({ site: { rebuild: { generation: 1 } } });
  });
  after("close the scene", async () => {
    await scene.close();
  });

  const whileCommandRuns: KillStage = {
    title: "the command runs",
    hold: () => {
      writeFileSync(hold(), "");
    },
    reached: () => Promise.resolve(runs() === 2),
  };
  for (const stage of [beforeDelete, ...rebuild, whileCommandRuns]) {
    it(`while ${stage.title}, can be gone on with`, async () => {
      await killAt(scene, stack, stage);
      await recoveries["pulumi cancel --yes"](scene, stack);
    });
  }

  it("ends with every object on the new cluster, after the command that was killed has run again", async () => {
    rmSync(hold());
    await succeeds();
    assert.notEqual(await uidNow(), uid);
    assert.equal(runs(), 3);
    await everythingIsThere();
  });
});
