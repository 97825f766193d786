import assert from "node:assert/strict";
import {
  describeOperation,
  notToBeForgotten,
  pendingOperations,
} from "../../../src/cli/pending-operations.js";
import type { PendingOperation } from "../../../src/program/exported-state.js";

const operation = (type: string, resource: string): PendingOperation => ({
  type,
  resource: { urn: `urn:pulumi:dev::tkg-edge::${resource}::one`, type: resource },
});

describe("what a killed run had begun", () => {
  it("is read of an exported state, also of one that has nothing", () => {
    const pending = [operation("creating", "command:local:Command")];
    assert.deepEqual(
      pendingOperations(JSON.stringify({ deployment: { pending_operations: pending } })),
      pending,
    );
    for (const empty of [{}, { deployment: {} }, { deployment: { pending_operations: null } }]) {
      assert.deepEqual(pendingOperations(JSON.stringify(empty)), []);
    }
  });

  it("may be forgotten where the next up finds or repeats it", () => {
    const ours = [
      "kubernetes:core/v1:Secret",
      "kubernetes:cluster.x-k8s.io/v1beta1:Cluster",
      "kubernetes:cluster.x-k8s.io/v1beta1:ClusterClassPatch",
      "command:local:Command",
      "pulumi:providers:kubernetes",
      "pulumi:pulumi:Stack",
      "tkg-edge:index:TinyTkr",
    ];
    assert.deepEqual(notToBeForgotten(ours.map((type) => operation("creating", type))), []);
  });

  it("is kept where a create is of a kind that this program does not make; an update or delete stays in the state", () => {
    const foreign = operation("creating", "vsphere:index/virtualMachine:VirtualMachine");
    const others = ["updating", "deleting", "reading"].map((type) => operation(type, foreign.resource.type));
    assert.deepEqual(notToBeForgotten([foreign, ...others]), [foreign]);
    assert.equal(describeOperation(foreign), "creating vsphere:index/virtualMachine:VirtualMachine one");
  });
});
