/** What runs at a site, from the objects of its cluster. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../../src/clients/live-object.js";
import type { Condition } from "../../../../src/environment/facts/conditions.js";
import { runningSite } from "../../../../src/fleet/status/site-status.js";

const now = Date.parse("2026-06-01T12:00:00Z");
const created = "2026-01-01T00:00:00Z";
const met = (...types: string[]): Condition[] => types.map((type) => ({ type, status: "True" }));
const object = (
  kind: string,
  conditions: readonly Condition[],
  more: Partial<LiveObject["metadata"]> = {},
  status: object = {},
  spec: LiveObject["spec"] = {},
): LiveObject => ({
  kind,
  metadata: { name: "edge", namespace: "default", creationTimestamp: created, ...more },
  spec,
  status: { conditions, ...status },
});
const usable = met("TopologyReconciled", "InfrastructureReady", "ControlPlaneReady", "Ready");
const topology = { topology: { version: "v1.26.5" } };
const clusterIs = (conditions: readonly Condition[], more: Partial<LiveObject["metadata"]> = {}) =>
  object("Cluster", conditions, more, {}, topology);
const plane = object("KubeadmControlPlane", [], {}, { replicas: 1, updatedReplicas: 1 });
const machine = (more: Partial<LiveObject["metadata"]> = {}, status: object = {}, version = "v1.25.7") =>
  object("Machine", met("Ready", "NodeHealthy"), more, status, { version });
const failed = (type: string, reason: string, message = "", severity = "Warning"): Condition => ({
  ...{ type, status: "False", reason, message, severity },
});
const statusOf = (...objects: LiveObject[]) => runningSite(objects, now);

describe("what runs at a site", () => {
  it("is ready with every condition of the Cluster met", () => {
    const { health, kubernetesVersion, createdAt } = statusOf(clusterIs(usable), plane, machine());
    assert.deepEqual(health, { word: "ready", reasons: [], known: [] });
    assert.equal(kubernetesVersion, "v1.25.7", "of the machine, not what it is to become");
    assert.equal(createdAt, created);
  });

  it("is absent without a Cluster, whatever of one is left", () => {
    assert.equal(statusOf().health.word, "absent");
    assert.equal(statusOf(machine()).health.word, "absent");
  });

  it("is failing with the reason of the VM first, and what is known of it", () => {
    const vm = object("VSphereVM", [failed("VMProvisioned", "CloningFailed", "no such template")]);
    const { health } = statusOf(
      clusterIs([failed("Ready", "CloningFailed @ Machine/edge")]),
      plane,
      machine(),
      vm,
    );
    assert.equal(health.word, "failing");
    assert.equal(health.reasons[0], "VSphereVM edge: CloningFailed no such template");
    assert.match(health.known.join("\n"), /^the VM cannot be cloned\.\n-> /);
  });

  it("is failing where the node of a cluster that was Ready does not report", () => {
    const cluster = clusterIs([
      ...met("ControlPlaneInitialized"),
      failed("Ready", "NodeUnhealthy", "", "Info"),
    ]);
    const node = object("Machine", [
      { type: "NodeHealthy", status: "Unknown", reason: "NodeConditionsFailed" },
    ]);
    const { health } = statusOf(cluster, plane, node);
    assert.equal(health.word, "failing");
    assert.match(health.reasons.join("\n"), /Machine edge: NodeHealthy=Unknown NodeConditionsFailed/);
  });

  it("is progressing while it comes up, and while its node is replaced", () => {
    const young = { creationTimestamp: "2026-06-01T11:55:00Z" };
    const coming = statusOf(clusterIs([failed("Ready", "WaitingForControlPlane", "", "Info")], young));
    assert.equal(coming.health.word, "progressing");
    assert.deepEqual(coming.health.reasons, ["waits for Cluster default/edge to be TopologyReconciled"]);
    const rolling = object("KubeadmControlPlane", [], {}, { replicas: 2, updatedReplicas: 1 });
    const cluster = clusterIs([
      ...met("ControlPlaneInitialized"),
      failed("Ready", "RollingUpdateInProgress"),
    ]);
    const rolled = statusOf(cluster, rolling, machine());
    assert.equal(rolled.health.word, "progressing");
    assert.match(
      rolled.health.reasons[0] ?? "",
      /the node to be replaced \(machines: 2, of the new form: 1\)/,
    );
  });

  it("is failing where it never came up and its time is over", () => {
    assert.equal(
      statusOf(clusterIs([failed("Ready", "WaitingForControlPlane", "", "Info")])).health.word,
      "failing",
    );
  });

  it("is deleting, with what holds it", () => {
    const going = { deletionTimestamp: "2026-06-01T11:00:00Z", finalizers: ["tkg.tanzu.vmware.com/addon"] };
    const { health } = statusOf(clusterIs(usable, going));
    assert.equal(health.word, "deleting");
    assert.match(health.reasons[0] ?? "", /since 2026-06-01T11:00:00Z, held by finalizers tkg\.tanzu/);
    assert.match(health.known.join("\n"), /TKG's add-ons manager/);
  });

  describe("has certificates that expire", () => {
    const annotation = "machine.cluster.x-k8s.io/certificates-expiry";
    const expiry = (...machines: LiveObject[]) =>
      statusOf(clusterIs(usable), ...machines).certificatesExpireAt;

    it("at what the Machine's annotation has, else at what Cluster API copied to its status", () => {
      const status = { certificatesExpiryDate: "2027-02-01T00:00:00Z" };
      assert.equal(expiry(machine({}, status)), "2027-02-01T00:00:00Z");
      assert.equal(
        expiry(machine({ annotations: { [annotation]: "2027-01-01T00:00:00Z" } }, status)),
        "2027-01-01T00:00:00Z",
      );
    });

    it("at no known time where neither is there, or is no time", () => {
      assert.equal(expiry(machine()), undefined);
      assert.equal(expiry(machine({ annotations: { [annotation]: "soon" } })), undefined);
      assert.equal(expiry(), undefined);
    });

    it("with the first of several machines, without those that go", () => {
      const at = (certificatesExpiryDate: string, more = {}) => machine(more, { certificatesExpiryDate });
      const going = at("2026-01-01T00:00:00Z", { deletionTimestamp: "2026-06-01T11:00:00Z" });
      assert.equal(
        expiry(at("2028-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z"), going),
        "2027-01-01T00:00:00Z",
      );
    });
  });

  it("changed last when a condition did, or an object was created", () => {
    const since = (lastTransitionTime: string) => ({ type: "Ready", status: "True", lastTransitionTime });
    const changed = object("Machine", [since("2026-05-01T00:00:00Z")], {
      creationTimestamp: "2026-04-01T00:00:00Z",
    });
    assert.deepEqual(statusOf(clusterIs(usable), changed).lastChange, {
      at: "2026-05-01T00:00:00Z",
      what: "Machine edge: Ready=True",
    });
    assert.deepEqual(statusOf(clusterIs(usable)).lastChange, {
      at: created,
      what: "Cluster edge was created",
    });
    const timeless = clusterIs(usable, { creationTimestamp: "" });
    assert.equal(statusOf(timeless).lastChange, undefined);
  });
});
