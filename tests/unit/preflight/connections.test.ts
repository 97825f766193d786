/** What a preview reads of the management cluster of a site, by one call, and what it refuses. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../clients/management-cluster.js";
import type { StackSpec } from "../../../config/stack-spec.js";
import { tkrName } from "../../../config/tkr-version.js";
import { checkConnections } from "../../../preflight/connections.js";
import { exampleSite } from "../example-site.js";

const { site } = exampleSite();
const spec: StackSpec = {
  site,
  connection: { managementCluster: { kubeconfig: "/nonexistent/kubeconfig", context: "management" } },
};

const tkr = (version: string): LiveObject => ({
  kind: "TanzuKubernetesRelease",
  metadata: { name: tkrName(version) },
  spec: { osImages: [{ name: "photon" }] },
});
const image: LiveObject = {
  kind: "OSImage",
  metadata: { name: "photon" },
  spec: { os: { name: site.os, version: "3" } },
};

/** A management cluster that has these objects. */
const clusterOf = (...objects: readonly LiveObject[]) => ({
  listKinds: <K extends string>(resources: Readonly<Record<K, string>>) => {
    const ofKind = Object.keys(resources).map((kind) => [kind, objects.filter((one) => one.kind === kind)]);
    return Promise.resolve(Object.fromEntries(ofKind) as Record<K, readonly LiveObject[]>);
  },
});

const check = (...objects: readonly LiveObject[]) =>
  checkConnections(spec, clusterOf(...objects), Promise.resolve([]));

describe("the management cluster of a site", () => {
  it("is all right with the TKr and its OS image", async () => {
    const { tkr: found } = await check(tkr(site.tkrVersion), image);
    assert.equal(found?.metadata.name, tkrName(site.tkrVersion));
  });

  it("is refused without the TKr, listing those of its series, the newest first", async () => {
    const others = [
      "v1.24.9+vmware.1-tiny.2-tkg.1",
      "v1.24.10+vmware.1-tiny.1-tkg.1",
      "v1.24.10+vmware.1-tiny.1-tkg.10",
      "v1.25.7+vmware.2-tkg.1",
    ];
    await assert.rejects(
      check(...others.map(tkr)),
      /tkg-edge:site\.tkrVersion[\s\S]*an installed TKr: v1\.24\.10\+vmware\.1-tiny\.1-tkg\.10, v1\.24\.10\+vmware\.1-tiny\.1-tkg\.1, v1\.24\.9\+vmware\.1-tiny\.2-tkg\.1; a stack/,
    );
    await assert.rejects(
      check(tkr("v1.25.7+vmware.2-tkg.1")),
      /an installed TKr \(kubectl get tkr\); a stack/,
    );
  });
});
