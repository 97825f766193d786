/** The next preview detects a change that was made outside of the stack, and the next up corrects it. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { className, siteRows, tkr } from "./harness/drift-rows.js";
import { fixesWave, planOf, succeeded } from "./harness/drift-waves.js";
import { realChanges } from "./harness/engine-events.js";
import { LiveApis, type KubernetesObject } from "./harness/live-apis.js";
import { profileUnderTest, useSandbox, withoutGuests } from "./harness/sandbox-of-file.js";
import { TestStack } from "./harness/test-stack.js";

describe("drift", function () {
  this.bail(true);
  const file = useSandbox(withoutGuests(profileUnderTest("light")));
  let apis: LiveApis;

  describe("of what sites share", () => {
    let stack: TestStack;

    before("install the TKr and the template, the first time on a full datastore", async () => {
      apis = new LiveApis(file.sandbox);
      stack = await TestStack.create(file.sandbox, file.directory, "shared", { site: undefined });
      const faults = join(file.sandbox.directory, "faults.json");
      writeFileSync(faults, '{ "datastoreFull": true }');
      const full = await stack.up();
      writeFileSync(faults, "{}");
      assert.match(full.all, /tkg-edge:template\.datastore/);
      // Side by side with the import the TKr was begun; what there is of it stays, and is gone on with.
      const second = await stack.up();
      succeeded(second);
      assert.deepEqual(Object.keys(realChanges(second)), ["create"], second.all);
    });

    it("is not found where nothing was touched: preview, refresh, preview --refresh", async () => {
      succeeded(await stack.preview({ expectNoChanges: true }));
      const refresh = await stack.previewRefresh();
      succeeded(refresh);
      assert.deepEqual(realChanges(refresh), {}, refresh.all);
      const preview = await stack.preview({ args: ["--refresh"], expectNoChanges: true });
      succeeded(preview);
      assert.deepEqual(
        preview.diagnostics.filter(({ message }) =>
          message.includes("Drift from this stack's configuration"),
        ),
        [],
      );
    });

    fixesWave(1, () => ({ apis, stack }));
  });

  describe("of a site", () => {
    let stack: TestStack;
    let made: KubernetesObject;
    const cluster = (): Promise<KubernetesObject> => apis.mustGet("cluster", "workload-snc", "default");
    const auditing = async (): Promise<{ index: number; enabled: unknown }> => {
      const { topology } = (await cluster()).spec as {
        topology: { variables: { name: string; value: { enabled?: unknown } }[] };
      };
      const index = topology.variables.findIndex(({ name }) => name === "auditLogging");
      return { index, enabled: topology.variables[index]?.value.enabled };
    };

    before("bring up the site", async () => {
      stack = await TestStack.create(file.sandbox, file.directory, "site", {
        management: undefined,
        template: undefined,
        site: { tkrVersion: "v1.25.7+vmware.1-tiny.2-tkg.1" },
      });
      succeeded(await stack.up());
      made = await cluster();
    });

    it("is not found where nothing was touched: preview, preview --refresh", async () => {
      succeeded(await stack.preview({ expectNoChanges: true }));
      succeeded(await stack.preview({ args: ["--refresh"], expectNoChanges: true }));
    });

    it(`${siteRows[0].what}: refresh detects it, up names its field manager, and restores it when forced`, async () => {
      const { index } = await auditing();
      const patch = [
        { op: "replace", path: `/spec/topology/variables/${String(index)}/value/enabled`, value: true },
      ];
      await apis.kubectl(["patch", "cluster", "workload-snc", "--type=json", "-p", JSON.stringify(patch)]);
      succeeded(await stack.preview({ expectNoChanges: true }));
      const refused = await stack.preview({ args: ["--refresh"] });
      assert.notEqual(refused.exitCode, 0, refused.all);
      assert.deepEqual(planOf(refused), ["update workload-snc-cluster"], refused.all);
      assert.match(refused.all, /conflict with "kubectl-patch".*\.spec\.topology\.variables/);
      assert.equal((await auditing()).enabled, true);
      const environment = { PULUMI_K8S_ENABLE_PATCH_FORCE: "true" };
      const forced = await stack.up({ preview: true, args: ["--refresh"], environment });
      succeeded(forced);
      assert.equal((await auditing()).enabled, false);
      assert.equal((await cluster()).metadata.uid, made.metadata.uid);
    });

    it("reports a deactivated TKr to a site too, which does not fix it", async () => {
      await apis.kubectl(["label", "tkr", tkr, "deactivated="]);
      const preview = await stack.preview({ expectNoChanges: true });
      succeeded(preview);
      const words = preview.diagnostics.map(({ message }) => message).join("\n");
      assert.match(words, /can be used for no new node[\s\S]*is deactivated/);
      await apis.kubectl(["label", "tkr", tkr, "deactivated-"]);
    });

    it(`${siteRows[1].what}: refresh finds it, and up makes it again`, async () => {
      await apis.kubectl(["delete", "cluster", "workload-snc"]);
      const preview = await stack.preview({ args: ["--refresh"] });
      succeeded(preview);
      assert.ok(planOf(preview).includes("create workload-snc-cluster"), preview.all);
      succeeded(await stack.up({ args: ["--refresh"] }));
      assert.notEqual((await cluster()).metadata.uid, made.metadata.uid);
      succeeded(await stack.preview({ expectNoChanges: true }));
    });

    it("leaves the class as it is", async () => {
      const { metadata } = await apis.mustGet("clusterclass", className, "tkg-system");
      assert.equal(metadata.annotations?.["run.tanzu.vmware.com/resolve-tkr"], "!tkr.tanzu.vmware.com/tiny");
    });
  });
});
