/**
 * A site whose VM is off, then removed, by hand in vCenter: the objects of the stack are as it made them, so that only what
 * Cluster API reports shows it. A rebuild repairs what is gone. The add-ons manager gives a dead API up after a shortened time.
 */
import assert from "node:assert/strict";
import { realChanges } from "./harness/engine-events.js";
import { LiveApis } from "./harness/live-apis.js";
import { profileUnderTest, useSandbox } from "./harness/sandbox-of-file.js";
import { TestStack } from "./harness/test-stack.js";
import { eventually } from "./harness/wait.js";
import { failed, succeeded } from "./steps/tried-site.js";

const name = "workload-snc";

describe("a site whose VM is gone", function () {
  this.bail(true);
  const file = useSandbox({
    profile: profileUnderTest("full"),
    settings: { addonsDeleteTimeoutSeconds: 20, workloadRetrySeconds: 0.5 },
  });
  let apis: LiveApis;
  let stack: TestStack;
  let uid: string;

  before("bring up the site", async () => {
    apis = new LiveApis(file.sandbox);
    stack = await TestStack.create(file.sandbox, file.directory, "gone", {});
    succeeded(await stack.up());
    uid = (await apis.mustGet("cluster", name, "default")).metadata.uid;
    succeeded(await stack.preview({ expectNoChanges: true }));
  });

  it("is detected by preview, with its reason and remedy, although no condition of the Cluster shows it", async () => {
    const [machine] = await apis.machines();
    assert.ok(machine);
    await apis.govc(["vm.destroy", machine.path]);
    // What Cluster API's resync does every ten minutes.
    await apis.kubectl(["annotate", "vspherevm", "--all", "-n", "default", "--overwrite", "try-again=now"]);
    await eventually("the Machine to fail", async () => {
      const [failure] = await apis.list("machines.cluster.x-k8s.io");
      return (failure?.status as { phase?: string } | undefined)?.phase === "Failed";
    });
    const preview = await stack.preview({ expectNoChanges: true });
    failed(preview);
    assert.match(preview.all, /Cluster default\/workload-snc has failed; pulumi up alone does not repair it/);
    assert.match(
      preview.all,
      /VSphereVM \S+: UpdateError Unable to find VM by BIOS UUID .* removed from infra/,
    );
    assert.match(preview.all, /-> raise tkg-edge:site\.rebuild\.generation/);
    assert.deepEqual(Object.keys(realChanges(preview)), ["update"], preview.all);
  });

  it("fails the next up with the same, and is never replaced for that", async () => {
    const { all } = failed(await stack.up());
    assert.match(all, /The machine of Cluster default\/workload-snc has failed for good/);
    assert.match(all, /-> raise tkg-edge:site\.rebuild\.generation/);
    assert.equal((await apis.mustGet("cluster", name, "default")).metadata.uid, uid);
  });

  it("runs again after the rebuild that the remedy names, and then has no difference", async () => {
    stack.configure({ site: { rebuild: { generation: 1 } } });
    const rebuilt = succeeded(await stack.up());
    assert.match(rebuilt.all, /REBUILD of default\/workload-snc/);
    assert.notEqual((await apis.mustGet("cluster", name, "default")).metadata.uid, uid);
    const preview = succeeded(await stack.preview({ expectNoChanges: true }));
    assert.doesNotMatch(preview.all, /has failed|does not run/);
  });
});
