import assert from "node:assert/strict";
import { copyInto, targetNamespaces } from "../../../sandbox/stand-ins/object-propagation.js";
import type { FreeObject } from "../../../sandbox/stand-ins/runtime/objects.js";

const source = {
  apiVersion: "cluster.x-k8s.io/v1beta1",
  kind: "ClusterClass",
  metadata: {
    name: "class",
    namespace: "tkg-system",
    uid: "source",
    resourceVersion: "7",
    labels: { a: "1" },
    annotations: { resolve: "" },
    ownerReferences: [{ apiVersion: "v1", kind: "ConfigMap", name: "o", uid: "u" }],
  },
  spec: {
    controlPlane: { ref: { name: "kcp", namespace: "tkg-system" } },
    list: ["tkg-system", "not-tkg-system"],
  },
} as unknown as FreeObject;

describe("copies of the object propagation", () => {
  it("a new copy: own namespace, references renamed, no identity, no owner", () => {
    assert.deepEqual(JSON.parse(JSON.stringify(copyInto(undefined, source, "edge"))), {
      apiVersion: "cluster.x-k8s.io/v1beta1",
      kind: "ClusterClass",
      metadata: { name: "class", namespace: "edge", labels: { a: "1" }, annotations: { resolve: "" } },
      spec: { controlPlane: { ref: { name: "kcp", namespace: "edge" } }, list: ["edge", "not-tkg-system"] },
    });
  });

  it("an old copy: the source's values win, keys it never had stay, identity stays", () => {
    const target = {
      ...source,
      metadata: {
        name: "class",
        namespace: "edge",
        uid: "copy",
        resourceVersion: "9",
        annotations: { resolve: "edited", kept: "yes" },
      },
      spec: { old: true },
    } as unknown as FreeObject;
    const { metadata, spec } = copyInto(target, source, "edge");
    assert.equal(metadata.uid, "copy");
    assert.equal(metadata.resourceVersion, "9");
    assert.deepEqual(metadata.annotations, { resolve: "", kept: "yes" });
    assert.deepEqual(Object.keys(spec as object), ["controlPlane", "list"]);
  });

  for (const [name, labels, expected] of [
    ["default", {}, true],
    ["edge-17", {}, true],
    ["kube-system", {}, false],
    ["avi-system", {}, false],
    ["capv-system", { "cluster.x-k8s.io/provider": "infrastructure-vsphere" }, false],
  ] as const) {
    it(`${name} ${expected ? "is" : "is no"} target`, () => {
      assert.equal(targetNamespaces.matches({ "kubernetes.io/metadata.name": name, ...labels }), expected);
    });
  }
});
