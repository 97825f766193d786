/** What a preview reads of the management cluster of a site, by one call, and what it refuses. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../clients/management-cluster.js";
import type { StackSpec } from "../../../config/stack-spec.js";
import { tkrName } from "../../../config/tkr-version.js";
import { checkConnections } from "../../../preflight/connections.js";
import type { RecordedCluster } from "../../../preflight/management-identity.js";
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

const kubeSystem: LiveObject = {
  kind: "Namespace",
  metadata: { name: "kube-system", uid: "uid-of-the-cluster" },
};

/** A management cluster that has these objects. */
const clusterOf = (...objects: readonly LiveObject[]) => ({
  listKinds: <K extends string>(resources: Readonly<Record<K, string>>) => {
    const ofKind = Object.keys(resources).map((kind) => [
      kind,
      [kubeSystem, ...objects].filter((one) => one.kind === kind),
    ]);
    return Promise.resolve(Object.fromEntries(ofKind) as Record<K, readonly LiveObject[]>);
  },
  getAll: () => Promise.resolve([]),
});

/** @param recorded what the stack's state holds */
const checkWith = (recorded: () => Promise<RecordedCluster>, ...objects: readonly LiveObject[]) =>
  checkConnections(spec, clusterOf(...objects), Promise.resolve([]), recorded);

const check = (...objects: readonly LiveObject[]) =>
  checkWith(() => Promise.resolve({ clusters: [], objects: [] }), ...objects);

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

  it("gives its identity, and whether the site's namespace is there", async () => {
    const namespace: LiveObject = { kind: "Namespace", metadata: { name: site.namespace } };
    const found = await check(tkr(site.tkrVersion), image, namespace);
    assert.deepEqual([found.managementUid, found.siteNamespaceExists], ["uid-of-the-cluster", true]);
    assert.equal((await check(tkr(site.tkrVersion), image)).siteNamespaceExists, false);
  });

  it("that is another one than the stack's is reported before anything that is judged by its objects", async () => {
    const clusters = [{ uid: "uid-of-another", kubeconfig: "k", context: "c" }];
    const objects = [
      { apiVersion: "v1", kind: "Secret", name: site.name, namespace: site.namespace, uid: "1" },
    ];
    await assert.rejects(
      checkWith(() => Promise.resolve({ clusters, objects })),
      (error: Error) =>
        error.message.includes("uid-of-another") && !error.message.includes("site.tkrVersion"),
    );
  });

  it("is refused while the stack's state cannot be read", async () => {
    const unreadable = () => Promise.reject(new Error("no such bucket"));
    await assert.rejects(checkWith(unreadable, tkr(site.tkrVersion), image), /no such bucket/);
  });
});
