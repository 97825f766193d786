import assert from "node:assert/strict";
import { cluster as clusterManifest } from "../../../src/manifests/cluster.js";
import { refuseChangedMeanwhile } from "../../../src/program/ownership.js";
import { exampleSite } from "../example-site.js";

describe("an interrupted create", () => {
  const { site, vcenter } = exampleSite({});
  const live = clusterManifest(site, vcenter);
  const interrupted = new Set(["Cluster"]);

  it("is completed where the stack still describes what it created", () => {
    refuseChangedMeanwhile(site, vcenter.server, live, interrupted);
    refuseChangedMeanwhile(site, vcenter.server, undefined, interrupted);
  });

  it("is completed before a rebuild: an import and a replacement in one run would fail half-way", () => {
    const changed = { ...site, network: { ...site.network, podCidrs: ["100.112.0.0/12"] } };
    assert.throws(() => {
      refuseChangedMeanwhile(changed, vcenter.server, live, interrupted);
    }, /created Cluster default\/workload-snc[\s\S]*podCidrs.*-> 100\.112\.0\.0\/12[\s\S]*Take the change back/);
  });
});
