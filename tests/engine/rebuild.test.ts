/** A changed TKr version rebuilds the node: deleted, then made again under the same name and address, in one `up`. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { realChanges } from "./harness/engine-events.js";
import { inventory } from "./harness/inventory.js";
import { conditionOf, LivingApis, type KubernetesObject } from "./harness/living-apis.js";
import { profileUnderTest, useSandbox } from "./harness/sandbox-of-file.js";
import { TestStack, type Outcome } from "./harness/test-stack.js";

describe("a changed TKr version", function () {
  this.bail(true);
  const file = useSandbox({ profile: profileUnderTest("full") });
  let apis: LivingApis;
  let stack: TestStack;
  let first: KubernetesObject;
  let firstVm: string;
  let preview: Outcome;

  const ova = (version: string): string =>
    join(file.sandbox.directory, "ova", `photon-3-kube-${version}.ova`);
  const succeeded = (outcome: Outcome): void => {
    assert.equal(outcome.exitCode, 0, outcome.all);
  };
  const onlyVm = async (): Promise<string> => {
    const machines = await apis.machines();
    assert.equal(machines.length, 1, machines.map(({ path }) => path).join(" "));
    return machines[0]!.vm.config.uuid;
  };

  before("bring up a site on the older TKr", async () => {
    apis = new LivingApis(file.sandbox);
    stack = await TestStack.create(file.sandbox, file.directory, "rebuild", {
      management: { tkr: { version: "v1.24.10+vmware.1-tiny.1-tkg.1" } },
      template: { ova: ova("v1.24.10+vmware.1-tiny.1") },
    });
    succeeded(await stack.up());
    first = await apis.mustGet("cluster", "workload-snc", "default");
    firstVm = await onlyVm();
  });

  it("is announced by the preview in plain words, and touches nothing", async () => {
    stack.configure({
      management: {
        tkr: { version: "v1.25.7+vmware.1-tiny.2-tkg.1", alsoInstalled: ["v1.24.10+vmware.1-tiny.1-tkg.1"] },
      },
      template: { ova: ova("v1.25.7+vmware.1-tiny.2") },
    });
    preview = await stack.preview();
    succeeded(preview);
    assert.ok((realChanges(preview).replace ?? 0) >= 2, preview.all);
    const words = preview.diagnostics.map(({ message }) => message).join("\n");
    assert.match(words, /workload-snc/);
    assert.match(words, /rebuil|destroy/i);
    assert.match(words, /v1\.24\.10\+vmware\.1-tiny\.1[\s\S]*v1\.25\.7\+vmware\.1-tiny\.2/);
    assert.equal((await apis.mustGet("cluster", "workload-snc", "default")).metadata.uid, first.metadata.uid);
  });

  it("makes a new cluster of the same name and address on the new version, with one VM", async () => {
    succeeded(await stack.up());
    const second = await apis.mustGet("cluster", "workload-snc", "default");
    assert.notEqual(second.metadata.uid, first.metadata.uid);
    assert.equal(conditionOf(second, "Ready"), "True");
    assert.equal(specOf(first).topology.version, "v1.24.10+vmware.1-tiny.1");
    assert.equal(specOf(second).topology.version, "v1.25.7+vmware.1-tiny.2");
    assert.deepEqual(specOf(second).controlPlaneEndpoint, specOf(first).controlPlaneEndpoint);
    assert.notEqual(await onlyVm(), firstVm);
  });

  it("hands out the new cluster's kubeconfig, and finds nothing to do afterwards", async () => {
    const { kubeconfig } = await stack.outputs({ showSecrets: true });
    const workload = join(file.directory, "workload.kubeconfig");
    writeFileSync(workload, String(kubeconfig), { mode: 0o600 });
    const nodes = await apis.kubectl(["get", "nodes", "--no-headers"], { kubeconfig: workload });
    assert.match(nodes, /^\S+ +Ready /);
    const again = await stack.preview({ expectNoChanges: true });
    succeeded(again);
  });

  it("leaves no orphan when it is destroyed", async () => {
    succeeded(await stack.destroy());
    assert.deepEqual(await apis.machines(), []);
    const { objects } = await inventory(apis);
    assert.deepEqual(
      objects.filter((name) => name.includes("workload-snc")),
      [],
    );
  });
});

const specOf = ({
  spec,
}: KubernetesObject): { topology: { version: string }; controlPlaneEndpoint: object } =>
  spec as { topology: { version: string }; controlPlaneEndpoint: object };
