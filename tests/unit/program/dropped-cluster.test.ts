import assert from "node:assert/strict";
import { droppedClusters } from "../../../src/program/dropped-cluster.js";
import { EngineCommand } from "../../../src/program/engine-command.js";
import type { StateResource } from "../../../src/program/own-state.js";

const urn =
  "urn:pulumi:site::tkg-edge::tkg-edge:index:SingleNodeCluster$kubernetes:cluster.x-k8s.io/v1beta1:Cluster::edge-cluster";
const cluster: StateResource = {
  urn,
  type: "kubernetes:cluster.x-k8s.io/v1beta1:Cluster",
  outputs: { metadata: { name: "edge", namespace: "shops", uid: "1" } },
};
const patch: StateResource = {
  ...cluster,
  type: "kubernetes:cluster.x-k8s.io/v1beta1:ClusterClassPatch",
};
const state = [cluster, patch];
const dropped = (site: { name: string; namespace: string } | undefined, ...args: string[]) =>
  droppedClusters(site, state, new EngineCommand(args)).map(({ namespace, name }) => `${namespace}/${name}`);

describe("a Cluster that the configuration no longer names", () => {
  it("is one of another name or namespace, or of a section that was taken out", () => {
    assert.deepEqual(dropped({ name: "edge", namespace: "shops" }, "up"), []);
    assert.deepEqual(dropped({ name: "edge-2", namespace: "shops" }, "up"), ["shops/edge"]);
    assert.deepEqual(dropped({ name: "edge", namespace: "default" }, "preview"), ["shops/edge"]);
    assert.deepEqual(dropped(undefined, "up"), ["shops/edge"]);
    assert.deepEqual(
      droppedClusters(undefined, state, undefined).map((found) => found.uid),
      ["1"],
    );
  });

  it("is left alone by a run that deletes nothing for the configuration, or is limited to others", () => {
    for (const args of [
      ["refresh", "--run-program"],
      ["destroy", "--run-program"],
      ["up", "--target", `${urn}-2`],
      ["up", "--exclude", urn],
    ]) {
      assert.deepEqual(dropped(undefined, ...args), [], args.join(" "));
    }
  });
});
