/**
 * Steps: a changed TKr version rebuilds the node of a site that is up: deleted, then recreated with the same
 * name and address, in one `up`. Here to an older version, as after a release that turned out bad.
 */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Sandbox } from "../../../sandbox/sandbox.js";
import { realChanges } from "../harness/engine-events.js";
import { footprint, grown, type Footprint } from "../harness/footprint.js";
import { conditionOf, type KubernetesObject, type LiveApis } from "../harness/live-apis.js";
import type { SandboxOfFile } from "../harness/sandbox-of-file.js";
import type { Tree } from "../harness/stack-settings.js";
import type { Outcome, TestStack } from "../harness/test-stack.js";
import { eventually } from "../harness/wait.js";
import { objectsOfCluster, withoutSuffixes } from "../measured/objects-of-cluster.js";
import { newer, older, succeeded } from "./tried-site.js";

/** A site that is up on the newer TKr, and what there was before it was made. */
export interface LiveSite {
  readonly file: SandboxOfFile;
  readonly apis: LiveApis;
  readonly stack: TestStack;
  readonly untouched: Footprint;
}

/** Settings of a stack with all three sections that follows a TKr; the other one stays installed while a cluster uses it. */
export function settingsFor(sandbox: Sandbox, version: string, alsoInstalled?: readonly string[]): Tree {
  const ova = join(sandbox.directory, "ova", `photon-3-kube-${version.replace(/-tkg\.\d$/, "")}.ova`);
  return { management: { tkr: { version, alsoInstalled } }, template: { ova } };
}

/** @param remember gets each outcome */
export function rebuildToOlder(site: () => LiveSite, remember: (outcome: Outcome) => Outcome): void {
  let first: KubernetesObject;
  let firstVm: string;
  const readCluster = (): Promise<KubernetesObject> =>
    site().apis.mustGet("cluster", "workload-snc", "default");
  const onlyVm = async (): Promise<string> => {
    const machines = await site().apis.machines();
    assert.equal(machines.length, 1, machines.map(({ path }) => path).join(" "));
    return machines[0]!.vm.config.uuid;
  };

  it("is announced by the preview in plain words, and touches nothing", async () => {
    const { stack, file } = site();
    first = await readCluster();
    firstVm = await onlyVm();
    stack.configure(settingsFor(file.sandbox, older, [newer]));
    const preview = succeeded(remember(await stack.preview()));
    assert.ok((realChanges(preview).replace ?? 0) >= 2, preview.all);
    const words = preview.diagnostics.map(({ message }) => message).join("\n");
    assert.match(words, /workload-snc/);
    assert.match(words, /rebuil|destroy/i);
    assert.match(words, /v1\.25\.7\+vmware\.1-tiny\.2[\s\S]*v1\.24\.10\+vmware\.1-tiny\.1/);
    assert.equal((await readCluster()).metadata.uid, first.metadata.uid);
  });

  it("makes a new cluster of the same name and address on the other version, with one VM", async () => {
    succeeded(remember(await site().stack.up()));
    const second = await readCluster();
    assert.notEqual(second.metadata.uid, first.metadata.uid);
    assert.equal(conditionOf(second, "Ready"), "True");
    assert.equal(specOf(first).topology.version, "v1.25.7+vmware.1-tiny.2");
    assert.equal(specOf(second).topology.version, "v1.24.10+vmware.1-tiny.1");
    assert.deepEqual(specOf(second).controlPlaneEndpoint, specOf(first).controlPlaneEndpoint);
    assert.notEqual(await onlyVm(), firstVm);
  });

  it("hands out the new cluster's kubeconfig, and finds nothing to do afterwards", async () => {
    const { stack, file, apis } = site();
    const { kubeconfig } = await stack.outputs({ showSecrets: true });
    const workload = join(file.directory, "workload.kubeconfig");
    writeFileSync(workload, String(kubeconfig), { mode: 0o600 });
    const nodes = await apis.kubectl(["get", "nodes", "--no-headers"], { kubeconfig: workload });
    assert.match(nodes, /^\S+ +Ready /);
    succeeded(remember(await stack.preview({ expectNoChanges: true })));
  });

  it("consists of exactly one cluster's objects, VM, processes, ports and disk: nothing of the first one is left", async function () {
    const { file, apis, untouched } = site();
    if (file.sandbox.profile === "light") this.skip();
    // The site has a CPI configuration of its own instead of the one that the add-ons manager makes.
    const own = objectsOfCluster.map((name) =>
      name.replace(/^(VSphereCPIConfig .*)-vsphere-cpi-package$/, "$1"),
    );
    // What the add-ons manager takes away goes a little later.
    await eventually("one cluster's parts", async () => {
      const now = grown(untouched, await footprint(file.sandbox, apis));
      const ofCluster = now.objects.filter((name) => name.includes("workload-snc"));
      assert.deepEqual(withoutSuffixes(ofCluster), own.sort());
      assert.equal(now.virtualMachines.filter((path) => path.includes("workload-snc")).length, 1);
      assert.deepEqual([now.processes.length, now.sockets.length, now.guestDisks.length], [3, 4, 1]);
      return true;
    });
  });
}

const specOf = ({
  spec,
}: KubernetesObject): { topology: { version: string }; controlPlaneEndpoint: object } =>
  spec as { topology: { version: string }; controlPlaneEndpoint: object };
