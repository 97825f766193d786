/**
 * What a change of the metadata and the timeouts of a site does to its running cluster, on the real Cluster API: the rows
 * of src/config/change-effects.ts for `labels`, `annotations`, `nodeTimeouts` and `controlPlaneMetadata`.
 */
import assert from "node:assert/strict";
import { realChanges } from "../engine/harness/engine-events.js";
import type { KubernetesObject } from "../engine/harness/live-apis.js";
import { useSandbox } from "../engine/harness/sandbox-of-file.js";
import type { Tree } from "../engine/harness/stack-settings.js";
import { eventually } from "../engine/harness/wait.js";
import { clusterName, succeeded, TriedSite } from "../engine/steps/tried-site.js";

describe("metadata and timeouts of a running site", function () {
  this.bail(true);
  const file = useSandbox({ profile: "full" });
  let site: TriedSite;

  const machines = () => site.apis.list("machines.cluster.x-k8s.io");
  const onlyMachine = async (): Promise<KubernetesObject> => {
    const [machine, second] = await machines();
    assert.equal(second, undefined);
    return machine ?? assert.fail("there is no Machine");
  };
  const labelsOf = ({ metadata }: KubernetesObject) =>
    (metadata as { labels?: Record<string, string> }).labels;
  /** The only machine, once it is another one. */
  const successorOf = async (before: KubernetesObject): Promise<KubernetesObject | undefined> => {
    const [machine, second] = await machines();
    return second === undefined && machine?.metadata.uid !== before.metadata.uid ? machine : undefined;
  };
  const change = async (settings: Tree, announced: RegExp | undefined): Promise<void> => {
    site.stack.configure({ site: settings });
    const preview = succeeded(await site.stack.preview());
    assert.deepEqual(Object.keys(realChanges(preview)), ["update"]);
    assert.doesNotMatch(preview.all, /REBUILD/);
    if (announced) assert.match(preview.all, announced);
    else assert.doesNotMatch(preview.all, /ROLL/);
    succeeded(await site.stack.up());
    succeeded(await site.stack.preview({ expectNoChanges: true }));
  };

  before("bring the site up", async () => {
    site = await TriedSite.make(file, "metadata", {});
    succeeded(await site.stack.up());
    site.uid = await site.uidNow();
  });

  it("change in place: labels and annotations of the Cluster reach no machine", async () => {
    const before = await onlyMachine();
    await change({ labels: { region: "north" }, annotations: { "example.com/owner": "retail" } }, undefined);
    const { metadata } = (await site.apis.mustGet("cluster", clusterName, "default")) as unknown as {
      readonly metadata: { readonly labels: Tree; readonly annotations: Tree };
    };
    assert.equal(metadata.labels.region, "north");
    assert.equal(metadata.annotations["example.com/owner"], "retail");
    const after = await onlyMachine();
    assert.equal(after.metadata.uid, before.metadata.uid);
    assert.equal(labelsOf(after)?.region, undefined);
    await site.isUntouched();
  });

  it("change in place: a drain timeout reaches the control plane, and not the machine that runs", async () => {
    const before = await onlyMachine();
    await change({ nodeTimeouts: { drainSeconds: 300 } }, undefined);
    await eventually("the timeout in the control plane", async () => {
      const [plane] = await site.apis.list("kubeadmcontrolplanes.controlplane.cluster.x-k8s.io");
      const { machineTemplate } = plane?.spec as unknown as {
        readonly machineTemplate: { readonly nodeDrainTimeout?: string };
      };
      return machineTemplate.nodeDrainTimeout === "5m0s";
    });
    const after = await onlyMachine();
    assert.equal(after.metadata.uid, before.metadata.uid);
    assert.equal((after.spec as { nodeDrainTimeout?: string }).nodeDrainTimeout, undefined);
    await site.isUntouched();
  });

  it("roll the node: labels of the control plane's machines", async () => {
    const before = await onlyMachine();
    await change({ controlPlaneMetadata: { labels: { zone: "edge" } } }, /ROLL of default\/workload-snc/);
    await eventually("another machine with the label", async () => {
      const machine = await successorOf(before);
      return machine !== undefined && labelsOf(machine)?.zone === "edge";
    });
    assert.equal(((await onlyMachine()).spec as { nodeDrainTimeout?: string }).nodeDrainTimeout, "5m0s");
    await eventually("one VM", async () => (await site.apis.machines()).length === 1);
    assert.equal(await site.uidNow(), site.uid);
  });

  it("stay where they are when they are only taken out", async () => {
    const before = await onlyMachine();
    site.stack.configure({ site: { controlPlaneMetadata: undefined } });
    succeeded(await site.stack.up());
    succeeded(await site.stack.preview({ expectNoChanges: true }));
    const after = await onlyMachine();
    assert.equal(after.metadata.uid, before.metadata.uid);
    assert.equal(labelsOf(after)?.zone, "edge");
  });

  it("roll the node: annotations of the control plane's machines, and what was taken out goes with the old one", async () => {
    const before = await onlyMachine();
    await change(
      { controlPlaneMetadata: { annotations: { "example.com/rack": "7" } } },
      /ROLL of default\/workload-snc[\s\S]*controlPlaneMetadata\.annotations\.example\.com\/rack/,
    );
    await eventually("another machine with the annotation", async () => {
      const machine = await successorOf(before);
      return machine !== undefined && machine.metadata.annotations?.["example.com/rack"] === "7";
    });
    assert.equal(labelsOf(await onlyMachine())?.zone, undefined);
    await eventually("one VM", async () => (await site.apis.machines()).length === 1);
    assert.equal(await site.uidNow(), site.uid);
  });

  it("stay on the machine when only the annotations are taken out", async () => {
    const before = await onlyMachine();
    site.stack.configure({ site: { controlPlaneMetadata: undefined } });
    succeeded(await site.stack.up());
    succeeded(await site.stack.preview({ expectNoChanges: true }));
    const after = await onlyMachine();
    assert.equal(after.metadata.uid, before.metadata.uid);
    assert.equal(after.metadata.annotations?.["example.com/rack"], "7");
  });
});
