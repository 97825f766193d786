/**
 * Steps: a wait that times out reports why and is resumed; a deletion that hangs is explained and resumed.
 */
import assert from "node:assert/strict";
import type { LiveApis } from "../harness/live-apis.js";
import { eventually } from "../harness/wait.js";
import { succeeded, failed, type TriedSite } from "./tried-site.js";

/**
 * What the explanation of a failed clone advises: CAPV 1.5.3 forgets a clone that failed until something changes, or its
 * resync comes after ten minutes.
 */
export async function tryCloneAgain(apis: LiveApis): Promise<void> {
  await apis.kubectl(["annotate", "vspherevm", "--all", "-n", "default", "--overwrite", "try-again=now"]);
}

/** The first `up` of a site whose VM cannot be cloned at first. Afterwards it is up. */
export function slowCreate(site: () => TriedSite): void {
  it("reports what it waits for and why: conditions, machines, the VM in vCenter", async () => {
    const { stack, file } = site();
    site().faults({ cloneFails: true });
    stack.configure({ site: { timeouts: { createSeconds: 45 } } });
    const { all } = failed(await stack.up());
    const early = all.slice(0, all.indexOf("took longer than"));
    assert.match(early, /VSphereVM workload-snc-\S+: CloningFailed/);
    assert.match(early, /the VM cannot be cloned\.[\s\S]*-> the message beside it/);
    assert.match(
      all,
      /the cluster default\/workload-snc took longer than 45 s; still waiting for Cluster default\//,
    );
    assert.match(
      all,
      /Cluster default\/workload-snc and what it is made of:\s+Cluster workload-snc[\s\S]*=False/,
    );
    assert.match(all, /Machine workload-snc-\S+[\s\S]*VSphereVM workload-snc-/);
    assert.match(all, /In vCenter:\s+VM \/dc0\/vm\/workload-snc-\S+: not in vCenter/);
    assert.match(
      all,
      /VMProvisioned=False CloningFailed[\s\S]*What is known of this:[\s\S]*the VM cannot be cloned/,
    );
    assert.match(all, /at once after: kubectl annotate vspherevm --all/);
    assert.match(all, /run the same command again to go on waiting/);
    assert.ok(!all.includes(file.sandbox.vcenter.password));
    site().uid = await site().uidNow();
  });

  it("is explained by tkg-edge as well, at any time", async () => {
    const text = await site().explanation();
    assert.match(text, /Cluster default\/workload-snc and what it is made of:/);
    assert.match(text, /VM \/dc0\/vm\/workload-snc-\S+: not in vCenter/);
    assert.ok(!text.includes(site().file.sandbox.vcenter.password));
  });

  it("is waited for again by the next up, which replaces nothing", async () => {
    const { stack } = site();
    site().faults({});
    await tryCloneAgain(site().apis);
    stack.configure({ site: { timeouts: { createSeconds: 240 } } });
    succeeded(await stack.up());
    await site().isUntouched();
    succeeded(await stack.preview({ expectNoChanges: true }));
  });
}

/** The `destroy` of a site that is up and not protected. Afterwards it is gone. */
export function slowDelete(site: () => TriedSite): void {
  it("is explained while its deletion hangs, and gone after the next destroy", async () => {
    const { stack } = site();
    // The one in the light profile, the other in the full one.
    site().faults({ deleteHangs: true, vmDestroyFails: true });
    failed(await stack.destroy());
    const text = await site().explanation();
    assert.match(text, /Cluster workload-snc.*, being deleted since 20\S+, held by finalizers? \S+/);
    assert.match(text, /What is known of this:/);
    site().faults({});
    // A destroy takes the seconds from the state, ten here, and Cluster API tries again in its own time.
    await eventually(
      "the deletion to go on",
      async () => (await site().apis.get("cluster", "workload-snc", "default")) === undefined,
      { seconds: 120 },
    );
    succeeded(await stack.destroy());
    assert.match(await site().explanation(), /Cluster default\/workload-snc does not exist/);
  });
}
