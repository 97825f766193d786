import assert from "node:assert/strict";
import { output } from "@pulumi/pulumi";
import { bootstrapPackages, type OfferedPackages } from "../../../src/program/bootstrap-packages.js";
import type { StateResource } from "../../../src/program/own-state.js";
import { exampleSite } from "../example-site.js";

const { site } = exampleSite();
const older = ["vsphere-cpi.tanzu.vmware.com.1.24.4+vmware.1-tkg.1"];
const newer = ["vsphere-cpi.tanzu.vmware.com.1.25.1+vmware.2-tkg.1"];
const holding = (refName: string): readonly StateResource[] => [
  {
    urn: `urn:pulumi:dev::tkg-edge::kubernetes:run.tanzu.vmware.com/v1alpha3:ClusterBootstrap::${site.name}-bootstrap`,
    type: "kubernetes:run.tanzu.vmware.com/v1alpha3:ClusterBootstrap",
    outputs: { spec: { cpi: { refName } } },
  },
];
const [ofOlder = "", ofNewer = ""] = [...older, ...newer];
const pinned: OfferedPackages = { bySite: output(older), byStack: output(newer), found: undefined };

const chosen = (offered: OfferedPackages, state: readonly StateResource[] = [], isRebuilt = false) =>
  new Promise((resolve) => {
    output(bootstrapPackages(site, offered, state, isRebuilt)).apply(resolve);
  });

describe("the packages of a site's ClusterBootstrap", () => {
  it("are those of the site's TKr, also where the stack names another one for its sites", async () => {
    assert.deepEqual(await chosen(pinned), older);
    assert.deepEqual(await chosen(pinned, holding(ofOlder)), older);
  });

  it("are those found on the management cluster where the stack does not install the site's TKr", async () => {
    assert.deepEqual(await chosen({ ...pinned, bySite: undefined, found: older }), older);
    assert.deepEqual(await chosen({ bySite: undefined, byStack: undefined, found: older }), older);
  });

  it("stay what release 0.1.0 took from the stack's TKr, until the cluster is created again", async () => {
    assert.deepEqual(await chosen(pinned, holding(ofNewer)), newer);
    assert.deepEqual(await chosen(pinned, holding(ofNewer), true), older);
  });
});
