import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { readPart } from "../../../src/environment/facts/cluster-part.js";
import { readCluster } from "../../../src/environment/facts/cluster.js";
import type { Condition } from "../../../src/environment/facts/conditions.js";
import { remediesFor } from "../../../src/environment/judgements/known-causes.js";
import * as health from "../../../src/environment/judgements/site-health.js";
import * as judged from "../../../src/environment/judgements/troubles.js";

const troublesOf = (objects: readonly LiveObject[]): readonly string[] =>
  judged.troublesOf(objects.map(readPart)).map(({ seen }) => seen);
const failureOf = (objects: readonly LiveObject[]): string | undefined =>
  judged.failureOf(objects.map(readPart))?.seen;

function siteHealth(cluster: LiveObject | undefined, parts: readonly LiveObject[], at: number) {
  const found = health.siteHealth(cluster && readCluster(cluster), parts.map(readPart), at);
  return { lines: found.findings.map(({ seen }) => seen), final: found.final };
}

const object = (
  kind: string,
  conditions: readonly Condition[],
  status: Partial<NonNullable<LiveObject["status"]>> = {},
  metadata: Partial<LiveObject["metadata"]> = {},
): LiveObject => ({ kind, metadata: { name: "edge", ...metadata }, status: { conditions, ...status } });

const bad = (type: string, reason: string, message = "", severity = "Warning"): Condition => ({
  type,
  status: "False",
  severity,
  reason,
  message,
});
const good = (...types: readonly string[]): readonly Condition[] =>
  types.map((type) => ({ type, status: "True" }));

const noTemplate = 'unable to find template by name "/dc0/vm/photon"';
const gone = "Unable to find VM by BIOS UUID 4211-x. The vm was removed from infra";
const failedParts: readonly LiveObject[] = [
  object("Machine", good("Ready"), {
    failureReason: "UpdateError",
    failureMessage: `Failure detected from referenced resource VSphereMachine with name "edge": ${gone}`,
  }),
  object("VSphereMachine", good("Ready"), { failureReason: "UpdateError", failureMessage: gone }),
  object("VSphereVM", good("VMProvisioned"), { failureReason: "UpdateError", failureMessage: gone }),
];
const running = object("Cluster", good("ControlPlaneInitialized", "ControlPlaneReady", "Ready"));

describe("the troubles of a cluster", () => {
  it("are reported once, by the object that knows the reason, not by those that repeat it", () => {
    const objects = [
      object("Cluster", [bad("Ready", "ScalingUp", "Scaling up"), bad("ControlPlaneReady", "ScalingUp")]),
      object("KubeadmControlPlane", [
        bad("MachinesReady", "CloningFailed @ Machine/edge", "1 of 2 completed"),
      ]),
      object("Machine", [bad("InfrastructureReady", "CloningFailed", "1 of 2 completed")]),
      object("VSphereVM", [bad("VMProvisioned", "CloningFailed", noTemplate), bad("Ready", "CloningFailed")]),
    ];
    assert.deepEqual(troublesOf(objects), [`VSphereVM edge: CloningFailed ${noTemplate}`]);
    assert.match(remediesFor(troublesOf(objects).join("\n")).join("\n"), /the VM cannot be cloned[\s\S]*-> /);
  });

  it("are nothing while all goes on, nor what is being deleted", () => {
    const deleted = { deletionTimestamp: "2026-01-01T00:00:00Z" };
    const objects = [
      object("Cluster", [
        bad("Ready", "WaitingForKubeadmInit", "", "Info"),
        bad("ControlPlaneReady", "ScalingUp"),
      ]),
      object("KubeadmControlPlane", [
        bad("MachinesSpecUpToDate", "RollingUpdateInProgress", "Rolling 1 replicas"),
      ]),
      object(
        "Machine",
        [bad("Ready", "DeletionFailed", "", "Error")],
        { failureReason: "DeleteError" },
        deleted,
      ),
      object("ClusterBootstrap", [bad("Antrea-ReconcileSucceeded", "Failed")]),
    ];
    assert.deepEqual(troublesOf(objects), []);
    assert.equal(failureOf(objects), undefined);
  });

  it("name a topology that cannot be reconciled, with its message", () => {
    const message = 'TanzuKubernetesRelease "v1.25.7---vmware.1-tiny.2-tkg.1" not found';
    const lines = troublesOf([
      object("Cluster", [bad("TopologyReconciled", "TopologyReconcileFailed", message, "Error")]),
    ]);
    assert.deepEqual(lines, [`Cluster edge: TopologyReconcileFailed ${message}`]);
    assert.match(remediesFor(lines.join()).join("\n"), /pulumi up the stack with tkg-edge:management/);
  });

  it("include a VM that was removed, from the VM's object, and its remedy", () => {
    assert.equal(failureOf([running, ...failedParts]), `VSphereVM edge: UpdateError ${gone}`);
    const remedies = remediesFor(troublesOf(failedParts).join("\n"));
    assert.equal(remedies.length, 2, remedies.join("\n"));
    assert.match(remedies.join("\n"), /removed in vCenter[\s\S]*-> raise tkg-edge:site\.rebuild\.generation/);
  });

  it("include a Machine that failed for another reason", () => {
    const machine = object("Machine", [], {
      failureReason: "CreateError",
      failureMessage: "no such network",
    });
    assert.equal(failureOf([machine]), "Machine edge: CreateError no such network");
    assert.match(remediesFor("Machine edge: CreateError no such network").join("\n"), /has failed for good/);
  });
});

describe("the health of a site's cluster", () => {
  const now = Date.parse("2026-01-01T12:00:00Z");
  const at = (creationTimestamp: string) => ({ creationTimestamp });

  it("is nothing to report while it runs, where there is none, and where it is being deleted", () => {
    const well = [
      object("Machine", good("Ready", "NodeHealthy")),
      object("VSphereVM", good("VMProvisioned")),
    ];
    const going = object(
      "Cluster",
      [bad("Ready", "Deleting")],
      {},
      { deletionTimestamp: "2026-01-01T00:00:00Z" },
    );
    assert.deepEqual(siteHealth(running, well, now), { lines: [], final: [] });
    assert.deepEqual(siteHealth(undefined, failedParts, now), { lines: [], final: [] });
    assert.deepEqual(siteHealth(going, failedParts, now), { lines: [], final: [] });
  });

  it("is final where the VM is gone, although every condition still is as it was", () => {
    const { lines, final } = siteHealth(running, failedParts, now);
    assert.deepEqual(lines, [`VSphereVM edge: UpdateError ${gone}`]);
    assert.deepEqual(
      final.map(({ seen, mayBeNew }) => [seen, mayBeNew]),
      [[lines[0], undefined]],
    );
  });

  it("is what the conditions report of a node that is off, and not final", () => {
    const machine = object("Machine", [
      { type: "NodeHealthy", status: "Unknown", reason: "NodeInspectionFailed", message: "no route to host" },
    ]);
    const cluster = object("Cluster", [
      ...good("ControlPlaneInitialized"),
      bad("Ready", "Unavailable", "down", "Info"),
    ]);
    const { lines, final } = siteHealth(cluster, [machine], now);
    assert.deepEqual(lines, [
      "Machine edge: NodeHealthy=Unknown NodeInspectionFailed no route to host",
      "Cluster edge: Ready=False Unavailable down",
    ]);
    assert.deepEqual(final, []);
    assert.match(remediesFor(lines.join("\n")).join("\n"), /the node does not report/);
  });

  it("mentions a cluster that never came up only long after its creation, a trouble at once", () => {
    const waiting = [bad("Ready", "WaitingForKubeadmInit", "", "Info")];
    assert.deepEqual(
      siteHealth(object("Cluster", waiting, {}, at("2026-01-01T11:45:00Z")), [], now).lines,
      [],
    );
    const late = siteHealth(object("Cluster", waiting, {}, at("2026-01-01T09:00:00Z")), [], now).lines;
    assert.match(
      late.join("\n"),
      /created at 2026-01-01T09:00:00Z, and its API was never up\nCluster edge: Ready=False/,
    );
    const clone = [object("VSphereVM", [bad("VMProvisioned", "CloningFailed", noTemplate)])];
    const early = siteHealth(object("Cluster", waiting, {}, at("2026-01-01T11:45:00Z")), clone, now).lines;
    assert.deepEqual(early, [`VSphereVM edge: CloningFailed ${noTemplate}`]);
  });
});
