import assert from "node:assert/strict";
import type { LiveObject } from "../../../clients/live-object.js";
import { besideTheLiving } from "../../../commands/gate/admission.js";
import { readCluster } from "../../../environment/facts/cluster.js";
import * as credentials from "../../../environment/facts/credentials.js";
import { cluster } from "../../../manifests/cluster.js";
import { exampleSite } from "../example-site.js";

const sharedIdentityOf = (live: LiveObject) => credentials.sharedIdentityOf(readCluster(live));

describe("the Cluster that admission is asked about beside the living one", () => {
  const identityOf = ({ spec }: ReturnType<typeof besideTheLiving>) =>
    spec.topology.variables.filter(({ name }) => name === "identityRef").map(({ value }) => value);

  it("has another name, and the living one's credentials", () => {
    const { site, vcenter } = exampleSite();
    const asked = besideTheLiving(cluster(site, vcenter), { kind: "Secret", name: "workload-snc" });
    assert.equal(asked.metadata.name, "workload-snc-rebuild-check");
    assert.equal(asked.metadata.labels["tkg.tanzu.vmware.com/cluster-name"], asked.metadata.name);
    assert.deepEqual(identityOf(asked), [{ kind: "Secret", name: "workload-snc" }]);
    assert.deepEqual(asked.spec.clusterNetwork, cluster(site, vcenter).spec.clusterNetwork);
  });

  it("keeps a shared identity", () => {
    const { site, vcenter } = exampleSite({ identityRef: { name: "shared" } });
    const asked = besideTheLiving(cluster(site, vcenter), undefined);
    assert.deepEqual(identityOf(asked), [{ kind: "VSphereClusterIdentity", name: "shared" }]);
  });

  it("has a name that Kubernetes takes, however long the cluster's is", () => {
    const { site, vcenter } = exampleSite({ name: `edge-${"x".repeat(34)}-yy` });
    const { name } = besideTheLiving(cluster(site, vcenter), undefined).metadata;
    assert.match(name, /^[a-z][a-z0-9-]*[a-z0-9]$/);
    assert.ok(name.length <= 63, name);
  });

  it("borrows the identity that the living one shares, where the new one is to have a Secret of its own", () => {
    const { site, vcenter } = exampleSite({ identityRef: { name: "shared" } });
    const { metadata, spec } = cluster(site, vcenter);
    const identity = sharedIdentityOf({ metadata, spec: { ...spec } });
    assert.deepEqual(identity, { kind: "VSphereClusterIdentity", name: "shared" });
    const { site: own } = exampleSite();
    assert.deepEqual(identityOf(besideTheLiving(cluster(own, vcenter), identity)), [identity]);
  });

  it("borrows nothing of a living one with a Secret of its own", () => {
    const { site, vcenter } = exampleSite();
    const { metadata, spec } = cluster(site, vcenter);
    assert.equal(sharedIdentityOf({ metadata, spec: { ...spec } }), undefined);
    const said = { name: "identityRef", value: { kind: "Secret", name: "workload-snc" } };
    const topology = { ...spec.topology, variables: [...spec.topology.variables, said] };
    assert.equal(sharedIdentityOf({ metadata, spec: { ...spec, topology } }), undefined);
  });
});
