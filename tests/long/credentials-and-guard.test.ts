/**
 * A site whose waits time out and are gone on with, on the real Cluster API; then a shared identity and back, each time a
 * rebuild, and the class guard's original value.
 */
import assert from "node:assert/strict";
import type { LiveApis } from "../engine/harness/live-apis.js";
import { profileUnderTest, useSandbox } from "../engine/harness/sandbox-of-file.js";
import type { TestStack } from "../engine/harness/test-stack.js";
import { eventually } from "../engine/harness/wait.js";
import { failed, succeeded, TriedSite } from "../engine/steps/tried-site.js";
import { slowCreate, slowDelete } from "../engine/steps/waits.js";

describe("a cluster that is slow, and is rebuilt between kinds of credentials", function () {
  this.bail(true);
  const file = useSandbox({ profile: profileUnderTest("full") });
  let site: TriedSite;
  let apis: LiveApis;
  let stack: TestStack;

  before("make a site that is not waited for long when it goes", async () => {
    site = await TriedSite.make(file, "wait", { timeouts: { deleteSeconds: 10 } });
    ({ apis, stack } = site);
  });

  slowCreate(() => site);
  slowDelete(() => site);

  it("is rebuilt from its own Secret to a shared identity, where the trigger needs no Secret", async () => {
    const { username, password } = file.sandbox.vcenter;
    const shared = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "shared", namespace: "capv-system" },
    };
    const identity = {
      apiVersion: "infrastructure.cluster.x-k8s.io/v1beta1",
      kind: "VSphereClusterIdentity",
      metadata: { name: "shared" },
      spec: { secretName: "shared", allowedNamespaces: { selector: { matchLabels: {} } } },
    };
    for (const object of [{ ...shared, stringData: { username, password } }, identity]) {
      await apis.kubectl(["apply", "-f", "-"], { input: JSON.stringify(object) });
    }
    await eventually(
      "the identity",
      async () => (await apis.get("vsphereclusteridentity", "shared"))?.status?.ready === true,
    );
    succeeded(await stack.up());
    site.uid = await site.uidNow();
    stack.configure({ site: { identityRef: { name: "shared" } } });
    const { all } = succeeded(await stack.up());
    assert.match(all, /REBUILD [\s\S]*site\.identityRef\.name: \(not set\) -> shared/);
    assert.notEqual(await site.uidNow(), site.uid);
    assert.equal(await apis.get("secret", "workload-snc", "default"), undefined);
    site.uid = await site.uidNow();
  });

  it("is rebuilt with a shared identity, which stays", async () => {
    stack.configure({ site: { cpi: { excludeEndpoint: false } } });
    assert.match(failed(await stack.up()).all, /in one step refused: [\s\S]*pulumi destroy, then pulumi up/);
    stack.configure({ site: { rebuild: { generation: 1 }, cpi: { excludeEndpoint: undefined } } });
    succeeded(await stack.up());
    assert.notEqual(await site.uidNow(), site.uid);
    assert.ok(await apis.get("secret", "shared", "capv-system"));
    assert.equal((await apis.machines()).length, 1);
    site.uid = await site.uidNow();
  });

  it("is rebuilt back to a Secret of its own, with another container network", async () => {
    stack.configure({
      site: { identityRef: undefined, cni: "calico" },
    });
    succeeded(await stack.up());
    assert.notEqual(await site.uidNow(), site.uid);
    await apis.mustGet("secret", "workload-snc", "default");
    await apis.mustGet("calicoconfig", "workload-snc", "default");
    succeeded(await stack.preview({ expectNoChanges: true }));
  });

  it("keeps the class's original selector if configured, in every namespace, also after destroy", async () => {
    const selectors = async (): Promise<readonly (string | undefined)[]> =>
      Promise.all(
        ["tkg-system", "default"].map(
          async (namespace) =>
            (await apis.mustGet("clusterclass", "tkg-vsphere-default-v1.0.0", namespace)).metadata
              .annotations?.["run.tanzu.vmware.com/resolve-tkr"],
        ),
      );
    assert.deepEqual(await selectors(), ["!tkr.tanzu.vmware.com/tiny", "!tkr.tanzu.vmware.com/tiny"]);
    stack.configure({ management: { clusterClass: { resolveTkr: "original" } } });
    succeeded(await stack.up());
    await eventually("the copy in default", async () => (await selectors()).every((value) => value === ""));
    succeeded(await stack.destroy());
    assert.deepEqual(await selectors(), ["", ""]);
  });
});
