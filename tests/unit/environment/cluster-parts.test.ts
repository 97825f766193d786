/** The objects of a running cluster: the environment is changed once, and notice, wait and explanation report the same. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { MachineReasons } from "../../../src/commands/machine-reasons.js";
import { readBootstrap } from "../../../src/environment/facts/cluster-bootstrap.js";
import { clusterObjects } from "../../../src/environment/facts/cluster-objects.js";
import { machineParts, readPart } from "../../../src/environment/facts/cluster-part.js";
import { comparableSpec, readCluster } from "../../../src/environment/facts/cluster.js";
import { conditionsOf } from "../../../src/environment/facts/conditions.js";
import { readControlPlane } from "../../../src/environment/facts/control-plane.js";
import { Facts } from "../../../src/environment/facts/facts.js";
import { nodeNameOf, vmPathOf } from "../../../src/environment/facts/machine.js";
import { imagesOf, refNameOf } from "../../../src/environment/facts/package.js";
import { readSharedIdentity } from "../../../src/environment/facts/shared-identity.js";
import { siteHealth } from "../../../src/environment/judgements/site-health.js";
import { clusterReport } from "../../../src/explain/report.js";
import { FakeManagement } from "../fake-management.js";
import { running, site } from "./surfaces.js";

const name = `${site.name}-x`;
const part = (kind: string, status: LiveObject["status"] = {}): LiveObject => ({
  kind,
  metadata: { name, namespace: site.namespace, uid: kind },
  status,
});
const ready = { conditions: [{ type: "Ready", status: "True" }] };
const own: LiveObject = { ...running(site.controlPlaneEndpoint), status: ready };
const noTemplate = 'unable to find template by name "/dc0/vm/photon"';
const cloning = {
  conditions: [
    {
      type: "VMProvisioned",
      status: "False",
      severity: "Warning",
      reason: "CloningFailed",
      message: noTemplate,
    },
  ],
};
const removed = { failureReason: "UpdateError", failureMessage: "The vm was removed from infra" };

/** What each of those that report on a cluster makes of the same objects. */
async function reported(objects: readonly LiveObject[]) {
  const management = new Facts({
    managementCluster: () => new FakeManagement(objects),
    knock: () => Promise.resolve("silent"),
  }).managementCluster({ kubeconfig: "k", context: "c" });
  const [cluster] = await management.clusters();
  const { namespace } = site;
  const health = siteHealth(cluster, await machineParts(management, namespace, site.name));
  const waits = new MachineReasons(management, namespace, site.name, () => 0);
  return {
    notice: health.findings.map(({ seen }) => seen),
    final: health.final.map(({ seen }) => seen),
    waiting: () => waits.read(cluster, cluster),
    explained: clusterReport(await clusterObjects(management, namespace, site.name, undefined)).join("\n"),
  };
}

describe("the objects of a cluster's machine", () => {
  it("with a VM that cannot be cloned are the same of notice, wait and explanation", async () => {
    const { notice, final, waiting, explained } = await reported([own, part("VSphereVM", cloning)]);
    assert.deepEqual(notice, [`VSphereVM ${name}: CloningFailed ${noTemplate}`]);
    assert.deepEqual(final, []);
    assert.deepEqual(await waiting(), notice);
    assert.ok(explained.includes(`VMProvisioned=False CloningFailed ${noTemplate}`), explained);
    assert.match(explained, /the VM cannot be cloned/);
  });

  it("that have failed for good are final for notice and wait, and explained with the same remedy", async () => {
    const { final, notice, waiting, explained } = await reported([
      own,
      part("Machine", removed),
      part("VSphereVM", removed),
    ]);
    const failure = `VSphereVM ${name}: UpdateError The vm was removed from infra`;
    assert.deepEqual([notice, final], [[failure], [failure]]);
    await assert.rejects(waiting(), (error: Error) => {
      assert.ok(error.message.includes(failure), error.message);
      assert.match(error.message, /raise tkg-edge:site\.rebuild\.generation/);
      return true;
    });
    assert.match(explained, /failed: UpdateError The vm was removed from infra/);
    assert.match(explained, /raise tkg-edge:site\.rebuild\.generation/);
  });

  it("that are as they should be are in no report", async () => {
    const { notice, final, waiting, explained } = await reported([
      own,
      part("Machine", ready),
      part("VSphereVM", ready),
    ]);
    assert.deepEqual([notice, final, await waiting()], [[], [], []]);
    assert.doesNotMatch(explained, /=False|failed/);
  });
});

describe("an object of an unexpected form", () => {
  const odd: readonly unknown[] = [undefined, null, 7, "x", [], {}, { conditions: "x" }];
  const statuses = [
    ...odd,
    ...odd.map((one) => ({
      conditions: [one, { type: 1, status: "True" }, { type: "Ready", status: "True" }],
    })),
    { phase: {}, failureReason: 7, failureMessage: [], observedGeneration: "x", replicas: null, nodeRef: [] },
  ];

  it("is what can be read of its status", () => {
    for (const status of statuses) {
      const object = { ...part("Machine"), status } as LiveObject;
      const where = JSON.stringify(status);
      assert.deepEqual(
        conditionsOf(object).filter(({ type }) => type !== "Ready"),
        [],
        where,
      );
      const { phase, failure, isObserved } = readPart(object);
      assert.deepEqual([phase, failure, isObserved], [undefined, undefined, true], where);
      assert.equal(readControlPlane(object).replicas, 0, where);
      assert.equal(nodeNameOf(object), undefined, where);
      assert.equal(readSharedIdentity(object).isReady, conditionsOf(object).length > 0, where);
    }
  });

  it("is what can be read of its spec", () => {
    const specs = [
      ...odd,
      { paused: "true", folder: 7, topology: 7, cni: "x", additionalPackages: 7, template: [] },
    ];
    for (const spec of specs) {
      const object = { ...part("Cluster"), spec } as LiveObject;
      const where = JSON.stringify(spec);
      assert.equal(readPart(object).isPaused, false, where);
      assert.deepEqual(readCluster(object).endpoints, [], where);
      assert.deepEqual(readBootstrap(object).packages, [], where);
      assert.deepEqual(imagesOf(spec), [], where);
      assert.equal(refNameOf(object), undefined, where);
      assert.equal(vmPathOf(object), name, where);
    }
  });

  it("keeps what it does not know of the lists that are written back or compared", () => {
    const entry = { refName: "a.b.1", valuesFrom: { inline: { x: 1 } }, later: true };
    const spec = { cni: { refName: "antrea.1" }, additionalPackages: [entry, { refName: 7 }] };
    assert.deepEqual(readBootstrap({ ...part("ClusterBootstrap"), spec }).additional, [entry]);
    const topology = {
      class: "c",
      variables: [
        { name: "b", value: 1 },
        { name: "a", value: [2] },
      ],
    };
    assert.deepEqual(comparableSpec({ paused: true, topology }), {
      paused: true,
      topology: { class: "c", variables: { a: [2], b: 1 } },
    });
  });
});
