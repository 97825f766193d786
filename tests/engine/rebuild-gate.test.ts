/** A rebuild is refused while the cluster is protected, and stopped before any delete while something is missing. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { realChanges } from "./harness/engine-events.js";
import { gateByHand } from "./harness/gate-by-hand.js";
import { conditionOf, LivingApis } from "./harness/living-apis.js";
import { profileUnderTest, useSandbox } from "./harness/sandbox-of-file.js";
import { TestStack, type Outcome } from "./harness/test-stack.js";

const older = "v1.24.10+vmware.1-tiny.1-tkg.1";
const newer = "v1.25.7+vmware.1-tiny.2-tkg.1";

describe("the gate before a rebuild", function () {
  this.bail(true);
  const file = useSandbox({ profile: profileUnderTest("light") });
  let apis: LivingApis;
  let stack: TestStack;
  let uid: string;
  const ova = (version: string): string =>
    join(file.sandbox.directory, "ova", `photon-3-kube-${version.replace(/-tkg\.\d$/, "")}.ova`);
  const succeeded = (outcome: Outcome): Outcome => {
    assert.equal(outcome.exitCode, 0, outcome.all);
    return outcome;
  };
  const failed = (outcome: Outcome): Outcome => {
    assert.notEqual(outcome.exitCode, 0, outcome.all);
    return outcome;
  };
  const isUntouched = async (): Promise<void> => {
    const cluster = await apis.mustGet("cluster", "workload-snc", "default");
    assert.equal(cluster.metadata.uid, uid);
    assert.equal(conditionOf(cluster, "Ready"), "True");
    await apis.mustGet("secret", "workload-snc", "default");
    assert.equal((await apis.machines()).length, 1);
  };
  /** As the page has it done by hand; the stack has no template section, since its template is to be missing. */
  const importTemplate = async (version: string): Promise<void> => {
    const place = ["-ds", "sharedVmfs-0", "-pool", "/dc0/host/cluster0/Resources", "-folder", "/dc0/vm"];
    await apis.govc(["import.ova", ...place, "-name", `photon-${version}`, ova(version)]);
    await apis.govc(["vm.markastemplate", `photon-${version}`]);
  };

  before("bring up a protected site on the older TKr, with both installed", async () => {
    apis = new LivingApis(file.sandbox);
    await importTemplate(older);
    stack = await TestStack.create(file.sandbox, file.directory, "gate", {
      management: { tkr: { version: older, alsoInstalled: [newer] } },
      template: undefined,
      site: { protect: true },
    });
    succeeded(await stack.up());
    uid = (await apis.mustGet("cluster", "workload-snc", "default")).metadata.uid;
  });

  it("is never reached while there is no template: preflight sees that, and so does the gate by hand", async () => {
    stack.configure({ site: { tkrVersion: newer } });
    const { all } = failed(await stack.up());
    assert.match(all, /\/dc0", which has no template of TKr v1\.25\.7/);
    const byHand = await gateByHand(file.sandbox, apis, newer);
    assert.equal(byHand.exitCode, 1, byHand.stderr);
    assert.match(
      byHand.stderr,
      /the rebuild of default\/workload-snc was stopped before anything was deleted/,
    );
    assert.match(byHand.stderr, /template: \/dc0 has no template with VERSION "v1\.25\.7/);
    assert.match(byHand.stderr, /TKG's admission: [\s\S]*unable to find VM Template/);
    assert.doesNotMatch(byHand.stderr, /(TKr|endpoint|vCenter login|credentials Secret): /);
    await isUntouched();
    await importTemplate(newer);
  });

  it("is never reached by a protected cluster: preview refuses and says how to allow it", async () => {
    stack.configure({ site: { tkrVersion: newer } });
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
    const { all } = failed(await stack.destroy());
    assert.match(all, /workload-snc-cluster[\s\S]*protect/);
    await isUntouched();
  });

  it("protection is taken off by an up of its own, which touches nothing else", async () => {
    stack.configure({ site: { protect: false } });
    // The refused destroy took commands out of the state, which hold nothing but come first; they are made again.
    assert.deepEqual(Object.keys(realChanges(succeeded(await stack.up()))), ["create"]);
    await isUntouched();
  });
});
