/** Steps: what refuses a rebuild or a destroy before the gate is even reached. */
import assert from "node:assert/strict";
import { protectionRecord, realChanges, updatesOf } from "../harness/engine-events.js";
import { gateByHand } from "../harness/gate-by-hand.js";
import { failed, newer, succeeded, type TriedSite } from "./tried-site.js";

/** On a protected site on the older TKr. Afterwards it is the same, not protected, and the newer template is there. */
export function refusals(site: () => TriedSite): void {
  it("is never reached while there is no template: preflight sees that, and so does the gate by hand", async () => {
    const { stack, file, apis } = site();
    stack.configure({ site: { tkrVersion: newer } });
    const { all } = failed(await stack.preview());
    assert.match(all, /\/dc0", which has no template of TKr v1\.25\.7/);
    const byHand = await gateByHand(file.sandbox, apis, newer);
    assert.equal(byHand.exitCode, 1, byHand.stderr);
    assert.match(
      byHand.stderr,
      /the rebuild of default\/workload-snc was stopped before anything was deleted/,
    );
    assert.match(
      byHand.stderr,
      /template: \S+ is "\/dc0", which has no template of TKr v1\.25\.7.*VERSION "v1\.25\.7/,
    );
    assert.match(byHand.stderr, /TKG's admission: [\s\S]*unable to find VM Template/);
    assert.doesNotMatch(byHand.stderr, /(TKr|endpoint|vCenter login|credentials Secret): /);
    await site().isUntouched();
    await site().importTemplate(newer);
  });

  it("is never reached by a protected cluster: preview refuses the rebuild and explains how to allow it", async () => {
    const { stack } = site();
    const { all } = failed(await stack.preview());
    assert.match(all, /REBUILD of default\/workload-snc refused: tkg-edge:site\.protect is true/);
    assert.match(
      all,
      /tkrVersion: v1\.24\.10\S+ -> v1\.25\.7\S+[\s\S]*Destroyed: node \S+ \(VM workload-snc/,
    );
    assert.match(all, /protect: false, pulumi up[\s\S]*--ignore-protect/);
    stack.configure({ site: { tkrVersion: undefined } });
  });

  it("destroy of a protected cluster is refused by the engine", async () => {
    const { all } = failed(await site().stack.destroy());
    assert.match(all, /workload-snc-cluster[\s\S]*protect/);
    await site().isUntouched();
  });

  it("protection is taken off by an up of its own, which writes nothing but the Cluster's record of it", async () => {
    const { stack } = site();
    stack.configure({ site: { protect: false } });
    // The refused destroy removed commands from the state, which have no object but are deleted first; they
    // are recreated.
    const outcome = succeeded(await stack.up());
    assert.deepEqual(Object.keys(realChanges(outcome)).sort(), ["create", "update"]);
    assert.match(updatesOf(outcome).join(), protectionRecord);
    await site().isUntouched();
  });
}
