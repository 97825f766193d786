/** The address pool of a site: before its Cluster, and outside of what a rebuild replaces. */
import assert from "node:assert/strict";
import type { SitePool } from "../../../components/address-pool.js";
import { drifted } from "../../../src/environment/finding.js";
import type { AddressPoolObject } from "../../../src/manifests/address-pool.js";
import { environmentOf, inputOf } from "./planned-resources.js";
import { always, command, credentials, management, packages, usePlannedSite } from "./planned-site.js";

describe("the component SingleNodeCluster with a pool of addresses", () => {
  const make = usePlannedSite();
  const manifest: AddressPoolObject = {
    apiVersion: "ipam.cluster.x-k8s.io/v1alpha1",
    kind: "InClusterIPPool",
    metadata: { name: "edge", namespace: "default" },
    spec: { start: "10.0.0.10", end: "10.0.0.19", prefix: 24, gateway: "10.0.0.1" },
  };
  const pool: SitePool = { manifest, isInterrupted: false, found: [] };

  it("has the pool before everything of the Cluster, and outside of what a rebuild replaces", async () => {
    const made = await make({ addressPool: pool });
    const added = [
      `${command} edge-address-pool-use`,
      "kubernetes:ipam.cluster.x-k8s.io/v1alpha1:InClusterIPPool edge-address-pool",
      "tkg-edge:index:AddressPool edge-pool",
    ];
    assert.deepEqual(made.names, [...always, ...packages, credentials, ...added].sort());
    for (const later of ["edge-rebuild-gate", "edge-anchor", "edge-credentials", "edge-cluster"])
      assert.ok(made.comesAfter(later, "edge-address-pool"), later);
    const { inputs, replaceWith, replacementTrigger } = made.get("edge-address-pool");
    assert.deepEqual(inputs.spec, manifest.spec);
    assert.deepEqual([replaceWith, replacementTrigger], [[], undefined]);
  });

  it("leaves its removal to a command, which keeps what others use", async () => {
    const made = await make({ addressPool: pool });
    assert.ok(made.get("edge-address-pool").retainOnDelete);
    const use = made.get("edge-address-pool-use");
    assert.equal(use.inputs.delete, "node command.js remove-address-pool");
    assert.deepEqual(use.dependsOn, ["edge-address-pool"]);
    assert.deepEqual(inputOf(use), {
      ...{ management, poolName: "edge", namespace: "default", clusterName: "workload-snc" },
      timeoutSeconds: 2400,
    });
    assert.equal(environmentOf(use).TKG_EDGE_MADE_BY, "tkg-edge/site-0042");
  });

  it("imports what an interrupted run created, and keeps the resource of another version of the API", async () => {
    const earlierType = "kubernetes:ipam.cluster.x-k8s.io/v1alpha0:InClusterIPPool";
    const made = await make({ addressPool: { ...pool, isInterrupted: true, earlierType } });
    const { import: imported, aliasTypes } = made.get("edge-address-pool");
    assert.deepEqual([imported, aliasTypes], ["default/edge", [earlierType]]);
  });

  it("creates it again where it is missing", async () => {
    const found = [drifted("InClusterIPPool default/edge is missing")];
    const { deleteBeforeReplace, replaceOnChanges } = (await make({ addressPool: { ...pool, found } })).get(
      "edge-address-pool",
    );
    assert.ok(deleteBeforeReplace);
    assert.equal(replaceOnChanges.length, 1);
  });
});
