/** The trigger that a run keeps which carries nothing out, such as `pulumi refresh --run-program`. */
import assert from "node:assert/strict";
import { cluster } from "../../../src/manifests/cluster.js";
import { rebuildDigest, rebuildInputs } from "../../../src/manifests/rebuild.js";
import { recordedTrigger } from "../../../src/program/build-record.js";
import { exampleSite } from "../example-site.js";

const { site, vcenter } = exampleSite();

describe("the recorded trigger of a rebuild", () => {
  it("is the digest of what the Cluster in the state was built from", () => {
    const { metadata } = cluster(site, vcenter);
    const type = "kubernetes:cluster.x-k8s.io/v1beta1:Cluster";
    const urn = `urn:pulumi:site::tkg-edge::tkg-edge:index:SingleNodeCluster$${type}::${site.name}-cluster`;
    assert.equal(
      recordedTrigger(site, [{ urn, outputs: { metadata } }]),
      rebuildDigest(rebuildInputs(site, vcenter.server)),
    );
  });

  it("is unknown without a Cluster in the state", () => {
    assert.equal(recordedTrigger(site, []), undefined);
  });
});
