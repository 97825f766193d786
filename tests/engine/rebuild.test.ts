/** A changed TKr version rebuilds the node: deleted, then made again under the same name and address, in one `up`. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { realChanges } from "./harness/engine-events.js";
import { footprint, grown, type Footprint } from "./harness/footprint.js";
import { conditionOf, LivingApis, type KubernetesObject } from "./harness/living-apis.js";
import { profileUnderTest, useSandbox } from "./harness/sandbox-of-file.js";
import { TestStack, type Outcome } from "./harness/test-stack.js";
import { eventually } from "./harness/wait.js";
import { objectsOfCluster, withoutSuffixes } from "./measured/objects-of-cluster.js";

describe("a changed TKr version", function () {
  this.bail(true);
  const file = useSandbox({ profile: profileUnderTest("full") });
  let apis: LivingApis;
  let stack: TestStack;
  let first: KubernetesObject;
  let firstVm: string;
  let preview: Outcome;
  let untouched: Footprint;

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
    untouched = await footprint(file.sandbox, apis);
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

  it("consists of exactly one cluster's objects, VM, processes, ports and disk: nothing of the first one is left", async function () {
    if (file.sandbox.profile === "light") this.skip();
    const now = grown(untouched, await footprint(file.sandbox, apis));
    const ofCluster = now.objects.filter((name) => name.includes("workload-snc"));
    // The site has a CPI configuration of its own instead of the one that the add-ons manager makes.
    const own = objectsOfCluster.map((name) =>
      name.replace(/^(VSphereCPIConfig .*)-vsphere-cpi-package$/, "$1"),
    );
    assert.deepEqual(withoutSuffixes(ofCluster), own.sort());
    assert.equal(now.virtualMachines.filter((path) => path.includes("workload-snc")).length, 1);
    assert.deepEqual([now.processes.length, now.sockets.length, now.guestDisks.length], [3, 4, 1]);
  });

  it("leaves nothing but the two templates when it is destroyed: no object, process, port or disk", async () => {
    succeeded(await stack.destroy());
    const templates = grown(untouched, await footprint(file.sandbox, apis)).virtualMachines;
    assert.equal(templates.length, 2, templates.join(" "));
    assert.deepEqual(await apis.machines(), []);
    const virtualMachines = [...untouched.virtualMachines, ...templates].sort();
    // Some data-values Secrets linger a few seconds (measured).
    await eventually("the rest to go", async () => {
      assert.deepEqual(await footprint(file.sandbox, apis), { ...untouched, virtualMachines });
      return true;
    });
  });
});

const specOf = ({
  spec,
}: KubernetesObject): { topology: { version: string }; controlPlaneEndpoint: object } =>
  spec as { topology: { version: string }; controlPlaneEndpoint: object };
