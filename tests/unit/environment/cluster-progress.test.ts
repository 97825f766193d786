import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { readCluster } from "../../../src/environment/facts/cluster.js";
import { readControlPlane } from "../../../src/environment/facts/control-plane.js";
import {
  clusterStillMissing,
  nodeStillMissing,
} from "../../../src/environment/judgements/cluster-progress.js";

const inspectCluster = (object: LiveObject | undefined, name: string) =>
  clusterStillMissing(object && readCluster(object), name);
const inspectControlPlane = (object: LiveObject, version?: string) =>
  nodeStillMissing(readControlPlane(object), version);

const usable = ["TopologyReconciled", "InfrastructureReady", "ControlPlaneReady", "Ready"];

const cluster = (status: LiveObject["status"], generation = 2): LiveObject => ({
  kind: "Cluster",
  metadata: { name: "edge", generation },
  ...(status && { status }),
});

describe("what a Cluster still has to reach", () => {
  const conditions = usable.map((type) => ({ type, status: "True" }));

  it("is nothing when it is usable", () => {
    assert.equal(inspectCluster(cluster({ conditions, observedGeneration: 2 }), "default/edge"), undefined);
  });

  it("is to exist, then to be seen, then each condition with its reason", () => {
    assert.equal(inspectCluster(undefined, "default/edge"), "Cluster default/edge");
    assert.match(
      inspectCluster(cluster({ conditions, observedGeneration: 1 }), "default/edge") ?? "",
      /Cluster API to see the change/,
    );
    const failing = conditions.map((condition) =>
      condition.type === "ControlPlaneReady"
        ? { ...condition, status: "False", reason: "Scaling" }
        : condition,
    );
    assert.equal(
      inspectCluster(cluster({ conditions: failing }), "default/edge"),
      "Cluster default/edge to be ControlPlaneReady (Scaling)",
    );
  });
});

describe("how far a changed node is", () => {
  const plane = (status: LiveObject["status"]): LiveObject => ({
    metadata: { name: "edge", generation: 3 },
    ...(status && { status }),
  });

  it("is through with one machine of the new form", () => {
    assert.equal(
      inspectControlPlane(plane({ observedGeneration: 3, replicas: 1, updatedReplicas: 1 })),
      undefined,
    );
  });

  it("begins with the version of the Cluster, while the conditions are still those of the version before", () => {
    const status = { observedGeneration: 3, replicas: 1, updatedReplicas: 1 };
    const old = { ...plane(status), spec: { version: "v1.25.7+vmware.2" } };
    assert.equal(
      inspectControlPlane(old, "v1.26.5+vmware.2"),
      "Cluster API to roll the control plane from v1.25.7+vmware.2 to v1.26.5+vmware.2",
    );
    assert.equal(inspectControlPlane(old, "v1.25.7+vmware.2"), undefined);
    assert.equal(inspectControlPlane(old, undefined), undefined);
    assert.equal(inspectControlPlane(plane(status), "v1.26.5+vmware.2"), undefined);
  });

  it("is under way while there are two, none is new, or none was observed", () => {
    for (const status of [
      { observedGeneration: 3, replicas: 2, updatedReplicas: 1 },
      { observedGeneration: 3, replicas: 1, updatedReplicas: 0 },
    ]) {
      assert.match(
        inspectControlPlane(plane(status)) ?? "",
        /the node to be replaced \(machines: \d, of the new/,
      );
    }
    assert.match(
      inspectControlPlane(plane({ observedGeneration: 2, replicas: 1, updatedReplicas: 1 })) ?? "",
      /to see the change/,
    );
  });
});
