/** What a site shares with a stack's management cluster: the environment is changed once, and each reader finds the same. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { readClusterClass } from "../../../src/environment/facts/cluster-class.js";
import { classDrift } from "../../../src/environment/judgements/cluster-class.js";
import { gated, preflighted, previewed, running, site, whole } from "./surfaces.js";

const without = (kind: string, ...by: readonly LiveObject[]): readonly LiveObject[] => [
  ...whole.filter((object) => object.kind !== kind || object.metadata.name === "kube-system"),
  ...by,
];
const own = running(site.controlPlaneEndpoint);
const namespace: LiveObject = { kind: "Namespace", metadata: { name: site.namespace } };
const going = {
  ...namespace,
  metadata: { ...namespace.metadata, deletionTimestamp: "2026-01-01T00:00:00Z" },
};

interface Row {
  readonly what: string;
  readonly objects: readonly LiveObject[];
  readonly check: string;
  readonly path: string;
  readonly seen: string;
}

const rows: readonly Row[] = [
  {
    what: "a namespace that is not there",
    objects: without("Namespace"),
    check: "namespace",
    path: "tkg-edge:site.namespace",
    seen: `there is no namespace ${site.namespace}`,
  },
  {
    what: "a namespace that is being deleted",
    objects: without("Namespace", going),
    check: "namespace",
    path: "tkg-edge:site.namespace",
    seen: `namespace ${site.namespace} is being deleted`,
  },
  {
    what: "a ClusterClass that is not there",
    objects: without("ClusterClass"),
    check: "cluster-class",
    path: "tkg-edge:site.className",
    seen: `there is no ClusterClass ${site.namespace}/${site.className}; ${site.namespace} has none`,
  },
];

describe("what a site needs of its management cluster", () => {
  for (const { what, objects, check, path, seen } of rows) {
    it(`${what} is the same finding of preview and preflight, and holds up no Cluster that runs`, async () => {
      const [problem, ...more] = await previewed({ objects });
      assert.deepEqual(more, []);
      const [finding] = await preflighted({ objects }, check);
      assert.deepEqual([problem?.path, problem?.found], [path, seen]);
      assert.deepEqual([finding?.severity, finding?.path, finding?.seen], ["failure", path, seen]);
      assert.ok(problem?.expected.startsWith(finding?.expected ?? "(nothing)"), problem?.expected);
      assert.deepEqual(await previewed({ objects: [...objects, own] }), []);
    });
  }

  it("a class that lost its guard is a finding of preflight and of the notice of drift", async () => {
    const bare: LiveObject = {
      kind: "ClusterClass",
      metadata: { name: site.className, namespace: site.namespace },
    };
    const [finding] = await preflighted({ objects: without("ClusterClass", bare) }, "class-guard");
    assert.equal(finding?.severity, "warning");
    const source = { ...bare, metadata: { ...bare.metadata, namespace: "tkg-system" } };
    const [drift] = classDrift([source, bare].map(readClusterClass), { resolveTkr: "guard" });
    assert.match(drift?.seen ?? "", /annotation run\.tanzu\.vmware\.com\/resolve-tkr is not set/);
    assert.match(finding.seen, /has no annotation run\.tanzu\.vmware\.com\/resolve-tkr$/);
  });
});

describe("the credentials Secret of a cluster that is to be rebuilt", () => {
  const secret = (data: Readonly<Record<string, string>>): LiveObject => ({
    kind: "Secret",
    metadata: { name: site.name, namespace: site.namespace },
    data,
  });
  const name = `${site.namespace}/${site.name}`;
  const proof = (...objects: readonly LiveObject[]) =>
    gated({ objects: [...whole, own, ...objects] }, "credentials Secret");

  it("has to be there with both keys", async () => {
    assert.equal(await proof(secret({ username: "dQ==", password: "cA==" })), undefined);
    assert.equal(
      await proof(),
      `Secret ${name} does not exist, and the VM cannot be deleted without it; "pulumi up" writes it again`,
    );
    assert.equal(
      await proof(secret({ username: "dQ==", password: "" })),
      `Secret ${name} has no password, and the VM cannot be deleted without it; undo the change, then run "pulumi refresh" and "pulumi up"`,
    );
  });

  it("is nothing to a Cluster that shares an identity", async () => {
    const value = { kind: "VSphereClusterIdentity", name: "shared" };
    const sharing = { ...own, spec: { topology: { variables: [{ name: "identityRef", value }] } } };
    assert.equal(await gated({ objects: [...whole, sharing] }, "credentials Secret"), undefined);
  });
});
