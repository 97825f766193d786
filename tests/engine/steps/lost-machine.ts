/**
 * Steps: a site whose VM is removed by hand in vCenter. The objects of the stack are as it made them, so that only what Cluster API
 * reports shows it; a rebuild repairs it.
 */
import assert from "node:assert/strict";
import { realChanges } from "../harness/engine-events.js";
import { eventually } from "../harness/wait.js";
import { failed, succeeded, type TriedSite } from "./tried-site.js";

/** On a site without differences, which is not protected. The add-ons manager has to give a dead API up soon. */
export function lostMachine(site: () => TriedSite): void {
  it("is detected by preview, with its reason and remedy, although no condition of the Cluster shows it", async () => {
    const { apis } = site();
    const [machine] = await apis.machines();
    assert.ok(machine);
    await apis.govc(["vm.destroy", machine.path]);
    // What Cluster API's resync does every ten minutes.
    await apis.kubectl(["annotate", "vspherevm", "--all", "-n", "default", "--overwrite", "try-again=now"]);
    await eventually("the Machine to fail", async () => {
      const [failure] = await apis.list("machines.cluster.x-k8s.io");
      return (failure?.status as { phase?: string } | undefined)?.phase === "Failed";
    });
    const preview = failed(await site().stack.preview({ expectNoChanges: true }));
    assert.match(preview.all, /Cluster default\/workload-snc has failed; pulumi up alone does not repair it/);
    assert.match(
      preview.all,
      /VSphereVM \S+: UpdateError Unable to find VM by BIOS UUID .* removed from infra/,
    );
    assert.match(preview.all, /-> raise tkg-edge:site\.rebuild\.generation/);
    assert.deepEqual(Object.keys(realChanges(preview)), ["update"], preview.all);
  });

  it("fails the next up with the same, and is never replaced for that", async () => {
    const { all } = failed(await site().stack.up());
    assert.match(all, /The machine of Cluster default\/workload-snc has failed for good/);
    assert.match(all, /-> raise tkg-edge:site\.rebuild\.generation/);
    assert.equal(await site().uidNow(), site().uid);
  });

  it("runs again after the rebuild that the remedy names, and then has no difference", async () => {
    const { stack } = site();
    stack.configure({ site: { rebuild: { generation: 1 } } });
    const rebuilt = succeeded(await stack.up());
    assert.match(rebuilt.all, /REBUILD of default\/workload-snc/);
    assert.notEqual(await site().uidNow(), site().uid);
    const preview = succeeded(await stack.preview({ expectNoChanges: true }));
    assert.doesNotMatch(preview.all, /has failed|does not run/);
  });
}
