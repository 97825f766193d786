/** What a preview reads of the management cluster of a site, by one call, and what it refuses. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import type { StackSpec } from "../../../src/config/stack-spec.js";
import { tkrName } from "../../../src/config/tkr-version.js";
import { Facts } from "../../../src/environment/facts/facts.js";
import type { RecordedCluster } from "../../../src/environment/judgements/management-identity.js";
import { checkConnections } from "../../../src/preflight/connections.js";
import { emptyState } from "../empty-state.js";
import { exampleSite } from "../example-site.js";
import { FakeManagement } from "../fake-management.js";

const { site } = exampleSite({ controlPlaneEndpoint: "127.0.0.50" });
const spec: StackSpec = {
  site,
  connection: { managementCluster: { kubeconfig: "/nonexistent/kubeconfig", context: "management" } },
};

/** Of which admission would resolve a Cluster, without the things that tests leave out. */
const tkr = (version: string, more: Partial<LiveObject> = {}): LiveObject => ({
  kind: "TanzuKubernetesRelease",
  metadata: { name: tkrName(version) },
  spec: { osImages: [{ name: "photon" }], bootstrapPackages: [{ name: "antrea.tanzu.vmware.com.1.9.0" }] },
  status: { conditions: ["Ready", "Compatible"].map((type) => ({ type, status: "True" })) },
  ...more,
});
const image: LiveObject = {
  kind: "OSImage",
  metadata: { name: "photon" },
  spec: { os: { name: site.os, version: "3" } },
};
const namespaces: readonly LiveObject[] = ["kube-system", "default"].map((name) => ({
  kind: "Namespace",
  metadata: { name, uid: `uid-of-${name}` },
}));
const clusterClass: LiveObject = {
  kind: "ClusterClass",
  metadata: {
    name: site.className,
    namespace: site.namespace,
    annotations: { "run.tanzu.vmware.com/resolve-tkr": "!tkr.tanzu.vmware.com/tiny" },
  },
};
const bootstrapTemplate: LiveObject = {
  kind: "ClusterBootstrapTemplate",
  metadata: { name: tkrName(site.tkrVersion), namespace: "tkg-system" },
};
const live: LiveObject = { kind: "Cluster", metadata: { name: site.name, namespace: site.namespace } };
const everything = [...namespaces, clusterClass, tkr(site.tkrVersion), bootstrapTemplate, image];

const factsOf = (cluster: FakeManagement) =>
  new Facts({ managementCluster: () => cluster, knock: () => Promise.resolve("silent") });

/** @param recorded what the stack's state holds */
const checkWith = (recorded: () => Promise<RecordedCluster>, ...objects: readonly LiveObject[]) =>
  checkConnections(spec, factsOf(new FakeManagement(objects)), Promise.resolve([]), {
    ...emptyState,
    recorded,
  });

const check = (...objects: readonly LiveObject[]) => checkWith(emptyState.recorded, ...objects);

describe("the management cluster of a site", () => {
  it("is all right with the TKr and its OS image", async () => {
    const { tkr: found, managementUid, warnings } = await check(...everything);
    assert.equal(found?.name, tkrName(site.tkrVersion));
    assert.equal(managementUid, "uid-of-kube-system");
    assert.deepEqual(warnings, []);
  });

  it("is refused without the TKr, listing those of its series, the newest first", async () => {
    const others = [
      "v1.24.9+vmware.1-tiny.2-tkg.1",
      "v1.24.10+vmware.1-tiny.1-tkg.1",
      "v1.24.10+vmware.1-tiny.1-tkg.10",
      "v1.25.7+vmware.2-tkg.1",
    ];
    await assert.rejects(
      check(...namespaces, clusterClass, ...others.map((version) => tkr(version))),
      /tkg-edge:site\.tkrVersion[\s\S]*an installed TKr: v1\.24\.10\+vmware\.1-tiny\.1-tkg\.10, v1\.24\.10\+vmware\.1-tiny\.1-tkg\.1, v1\.24\.9\+vmware\.1-tiny\.2-tkg\.1; a stack/,
    );
    await assert.rejects(
      check(...namespaces, clusterClass, tkr("v1.25.7+vmware.2-tkg.1")),
      /an installed TKr \(kubectl get tkr\); a stack/,
    );
  });

  it("that is another one than the stack's is reported before anything that is judged by its objects", async () => {
    const clusters = [{ uid: "uid-of-another", kubeconfig: "k", context: "c" }];
    const objects = [
      { apiVersion: "v1", kind: "Secret", name: site.name, namespace: site.namespace, uid: "1" },
    ];
    await assert.rejects(
      checkWith(() => Promise.resolve({ clusters, objects }), ...namespaces),
      (error: Error) =>
        error.message.includes("uid-of-another") && !error.message.includes("site.tkrVersion"),
    );
  });

  it("is refused while the stack's state cannot be read", async () => {
    const unreadable = () => Promise.reject(new Error("no such bucket"));
    await assert.rejects(checkWith(unreadable, ...everything), /no such bucket/);
  });

  const without = (kind: string) => everything.filter((object) => object.kind !== kind);
  const system = namespaces.filter(({ metadata }) => metadata.name === "kube-system");
  const going: LiveObject = {
    kind: "Namespace",
    metadata: { name: "default", deletionTimestamp: "2026-01-01T00:00:00Z" },
  };
  const unready = tkr(site.tkrVersion, { status: { conditions: [] } });
  for (const [what, objects, expected] of [
    [
      "no namespace",
      [...without("Namespace"), ...system],
      /tkg-edge:site\.namespace[\s\S]*there is no namespace default[\s\S]*kubectl create namespace default/,
    ],
    ["a namespace that is being deleted", [...without("Namespace"), ...system, going], /is being deleted/],
    ["no ClusterClass", without("ClusterClass"), /tkg-edge:site\.className[\s\S]*there is no ClusterClass/],
    ["a TKr that is not usable", [...without("TanzuKubernetesRelease"), unready], /Compatible=unknown/],
    ["no ClusterBootstrapTemplate", without("ClusterBootstrapTemplate"), /has no ClusterBootstrapTemplate/],
  ] as const) {
    it(`refuses ${what} while the site has no Cluster, and never holds up one that runs`, async () => {
      await assert.rejects(check(...objects), expected);
      await check(...objects, live);
    });
  }

  it("is queried once for a site that runs", async () => {
    const cluster = new FakeManagement([...everything, live]);
    await checkConnections(spec, factsOf(cluster), Promise.resolve([]), emptyState);
    assert.equal(cluster.queries.length, 1);
  });

  it("leaves the guard of the class to the stack that writes it", async () => {
    const unguarded = { ...clusterClass, metadata: { ...clusterClass.metadata, annotations: {} } };
    const { warnings } = await check(...without("ClusterClass"), unguarded);
    assert.deepEqual(warnings, []);
  });

  it("reports a missing right to a single check as nothing", async () => {
    const cluster = new FakeManagement(everything);
    cluster.get = () => Promise.reject(new Error("Forbidden"));
    await checkConnections(spec, factsOf(cluster), Promise.resolve([]), emptyState);
  });
});
