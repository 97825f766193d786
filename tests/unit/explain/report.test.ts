import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import type { ClusterObjects } from "../../../src/environment/facts/cluster-objects.js";
import { readPart } from "../../../src/environment/facts/cluster-part.js";
import type { Condition } from "../../../src/environment/facts/conditions.js";
import { clusterReport } from "../../../src/explain/report.js";

const object = (
  kind: string,
  conditions: readonly Condition[],
  more: Partial<LiveObject["metadata"]> = {},
  spec: Readonly<Record<string, unknown>> = {},
): LiveObject => ({
  kind,
  metadata: { name: "edge", namespace: "default", ...more },
  spec,
  status: { conditions },
});

interface Found extends Partial<Omit<ClusterObjects, "objects">> {
  readonly objects?: readonly LiveObject[];
}

const reportOf = ({ objects = [], ...found }: Found): string =>
  clusterReport({
    ...{ namespace: "default", name: "edge", events: [], vms: [], ...found },
    objects: objects.map(readPart),
  }).join("\n");

describe("the report on a cluster", () => {
  it("shows unmet conditions with reason and message, the VM, the warnings, and what is known of them", () => {
    const text = reportOf({
      objects: [
        object("Cluster", [
          { type: "TopologyReconciled", status: "True" },
          { type: "Ready", status: "False", reason: "WaitingForKubeadmInit", message: "1 of 2" },
        ]),
        object("VSphereVM", [
          { type: "VMProvisioned", status: "False", reason: "CloningFailed", message: "no\n space left" },
        ]),
      ],
      vms: [{ path: "/dc0/vm/edge-1", state: "poweredOn, no address yet" }],
      events: [{ object: "VSphereVM edge", reason: "Failed", message: "again", count: 7, last: "" }],
    });
    assert.match(
      text,
      /Cluster default\/edge and what it is made of:\n {2}Cluster edge\n {4}Ready=False Waiting/,
    );
    assert.doesNotMatch(text, /TopologyReconciled/);
    assert.match(text, /VMProvisioned=False CloningFailed no space left/);
    assert.match(text, /In vCenter:\n {2}VM \/dc0\/vm\/edge-1: poweredOn, no address yet/);
    assert.match(text, /Latest warnings:\n {2}VSphereVM edge: Failed again \(7 times\)/);
    for (const known of [/datastore is full/, /no address/, /cannot be cloned/, /has not reported yet/]) {
      assert.match(text, known);
    }
  });

  it("does not speak of what runs in a VM that is not there, or is off", () => {
    const waiting = object("Cluster", [{ type: "Ready", status: "False", reason: "WaitingForKubeadmInit" }]);
    for (const [state, reported] of [
      ["poweredOn", true],
      ["poweredOff", false],
      ["not in vCenter", false],
    ] as const) {
      const text = reportOf({ objects: [waiting], vms: [{ path: "/dc0/vm/edge-1", state }] });
      assert.equal(text.includes("has not reported yet"), reported, state);
    }
  });

  const deletions: [string, readonly LiveObject[], RegExp][] = [
    [
      "the add-ons manager's finalizer",
      [object("Cluster", [], { deletionTimestamp: "T", finalizers: ["x", "tkg.tanzu.vmware.com/addon"] })],
      /being deleted since T, held by finalizers x, tkg[\s\S]*752 s were measured[\s\S]*-> wait/,
    ],
    [
      "a VM that does not go",
      [object("VSphereVM", [], { deletionTimestamp: "T", finalizers: ["vspherevm.infrastructure"] })],
      /has not got rid of the VM yet/,
    ],
    [
      "the Secret's finalizer",
      [
        object("Secret", [], {
          deletionTimestamp: "T",
          finalizers: ["vspherecluster/infrastructure.cluster.x-k8s.io"],
        }),
      ],
      /the credentials Secret stays until its VSphereCluster is gone[\s\S]*do not take the finalizer off/,
    ],
    [
      "a pause",
      [object("Cluster", [], {}, { paused: true })],
      /Cluster edge, paused[\s\S]*no controller works on it/,
    ],
  ];
  for (const [what, objects, expected] of deletions) {
    it(`explains ${what}`, () => {
      assert.match(reportOf({ objects }), expected);
    });
  }

  it("reports that nothing is unmet, and that nothing exists", () => {
    assert.match(reportOf({ objects: [object("Cluster", [])] }), /Cluster edge: no condition is unmet/);
    assert.equal(reportOf({}), "Cluster default/edge does not exist.");
  });
});
