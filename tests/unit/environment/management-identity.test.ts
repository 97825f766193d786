/** Which management cluster a stack's objects are on: by identity, and in old states by the UIDs of the objects. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { problemOf } from "../../../src/environment/finding.js";
import type {
  RecordedCluster,
  RecordedObject,
} from "../../../src/environment/judgements/management-identity.js";
import { checkManagementIdentity } from "../../../src/environment/questions/management-identity.js";
import { recordedCluster } from "../../../src/program/recorded-cluster.js";

const reached = { uid: "uid-here", kubeconfig: "new.kubeconfig", context: "admin@new" };
const before = { kubeconfig: "old.kubeconfig", context: "admin@old" };

const secret: RecordedObject = {
  apiVersion: "v1",
  kind: "Secret",
  name: "edge-1",
  namespace: "default",
  uid: "uid-secret",
};
const cluster: RecordedObject = {
  apiVersion: "cluster.x-k8s.io/v1beta1",
  kind: "Cluster",
  name: "edge-1",
  namespace: "default",
  uid: "uid-cluster",
};
const guard: RecordedObject = {
  apiVersion: "cluster.x-k8s.io/v1beta1",
  kind: "ClusterClass",
  name: "class",
  namespace: "tkg-system",
  uid: "uid-class",
};

const live = (name: string, uid: string): LiveObject => ({ metadata: { name, uid } });

/** @param objects what the management cluster has; read only where the test expects it */
function judge(recorded: RecordedCluster, listed: readonly LiveObject[], objects?: readonly LiveObject[]) {
  const queries: (readonly string[])[] = [];
  const reader = {
    getAll: (references: readonly string[], namespace: string) => {
      queries.push([namespace, ...references]);
      return Promise.resolve(objects ?? assert.fail("the management cluster was read"));
    },
  };
  const problem = checkManagementIdentity(recorded, reached, listed, reader).then(
    (finding) => finding && problemOf(finding),
  );
  return { problem, queries };
}

describe("the identity of a management cluster", () => {
  it("that the state has and that answers now are one, whatever the kubeconfig contains", async () => {
    const recorded = { clusters: [{ ...before, uid: "uid-here" }], objects: [cluster] };
    assert.equal(await judge(recorded, []).problem, undefined);
  });

  it("that differs from the state's is refused with both, and how to go on", async () => {
    const recorded = { clusters: [{ ...before, uid: "uid-there" }], objects: [secret, cluster] };
    // An object of the same UID proves nothing against an identity that differs.
    const problem = await judge(recorded, [live("edge-1", "uid-cluster")]).problem;
    assert.equal(problem?.path, "tkg-edge:connection.managementCluster");
    assert.match(problem.found ?? "", /UID uid-here \(kubeconfig "new\.kubeconfig", context "admin@new"\)/);
    assert.match(problem.found ?? "", /Secret default\/edge-1, Cluster default\/edge-1/);
    assert.match(problem.expected, /UID uid-there \(kubeconfig "old\.kubeconfig", context "admin@old"\)/);
    assert.match(problem.expected, /destroy the stack/);
    assert.match(problem.expected, /site\.adopt: true/);
    assert.match(problem.expected, /docs\/connections\.md/);
  });

  it("that differs for one of two providers, as after an interrupted run, is refused too", async () => {
    const clusters = [
      { ...before, uid: "uid-here" },
      { ...before, uid: "uid-there" },
    ];
    assert.match((await judge({ clusters, objects: [cluster] }, []).problem)?.expected ?? "", /uid-there/);
  });

  it("does not matter to a state that holds no object", async () => {
    for (const clusters of [[], [before], [{ ...before, uid: "uid-there" }]]) {
      assert.equal(await judge({ clusters, objects: [] }, []).problem, undefined);
    }
  });

  describe("that the state does not have, as after release 0.1.0,", () => {
    const old = (...objects: readonly RecordedObject[]): RecordedCluster => ({ clusters: [before], objects });

    it("is proved by one object of the list that was read already", async () => {
      const listed = [live("another", "uid-x"), live("edge-1", "uid-cluster")];
      assert.equal(await judge(old(secret, cluster), listed).problem, undefined);
    });

    it("is proved by an object that is read for it", async () => {
      const { problem, queries } = judge(old(guard, secret), [], [live("class", "uid-class")]);
      assert.equal(await problem, undefined);
      assert.deepEqual(queries, [
        ["tkg-system", "ClusterClass.v1beta1.cluster.x-k8s.io/class"],
        ["default", "Secret/edge-1"],
      ]);
    });

    it("is not proved by an object of the same name", async () => {
      const problem = await judge(old(cluster), [live("edge-1", "uid-other")], [live("edge-1", "uid-other")])
        .problem;
      assert.match(
        problem?.found ?? "",
        /UID uid-here .*none of the stack's objects \(Cluster default\/edge-1\)/,
      );
      assert.match(problem?.expected ?? "", /reached by kubeconfig "old\.kubeconfig", context "admin@old"/);
      assert.match(problem?.expected ?? "", /pulumi refresh/);
    });

    it("is not proved when nothing is there", async () => {
      assert.ok(await judge(old(cluster, secret, guard, { ...guard, uid: "4" }), [], []).problem);
    });
  });
});

describe("what a state holds of a management cluster", () => {
  const provider = (name: string, outputs: Readonly<Record<string, unknown>>) => ({
    urn: `urn:pulumi:dev::tkg-edge::pulumi:providers:kubernetes::${name}`,
    type: "pulumi:providers:kubernetes",
    outputs,
  });
  const object = (type: string, outputs: Readonly<Record<string, unknown>>) => ({
    urn: `urn:pulumi:dev::tkg-edge::${type}::x`,
    type,
    outputs,
  });

  it("is its providers' connections, and every object with a UID", () => {
    const recorded = recordedCluster([
      provider("a", { kubeconfig: "k", context: "c", clusterIdentifier: "uid-here" }),
      provider("b", { kubeconfig: "k", context: "c" }),
      object("kubernetes:core/v1:Secret", {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "edge-1", namespace: "default", uid: "uid-secret" },
        data: { password: "x" },
      }),
      object("kubernetes:core/v1:Secret", {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "planned" },
      }),
      object("command:local:Command", { metadata: { uid: "no object" } }),
    ]);
    assert.deepEqual(recorded, {
      clusters: [
        { uid: "uid-here", kubeconfig: "k", context: "c" },
        { kubeconfig: "k", context: "c" },
      ],
      objects: [secret],
    });
  });

  it("never shows the text of a kubeconfig, which may hold keys", () => {
    const [known] = recordedCluster([
      provider("a", { kubeconfig: '{"users":["key"]}', context: "c" }),
    ]).clusters;
    assert.doesNotMatch(JSON.stringify(known), /key"/);
  });
});
