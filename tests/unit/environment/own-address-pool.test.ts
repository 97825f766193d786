/** Whether a stack can make its pool: what the management cluster serves, whose a pool of that name is, addresses in use. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { Facts } from "../../../src/environment/facts/facts.js";
import { sentenceOf } from "../../../src/environment/finding.js";
import { findOwnPool } from "../../../src/environment/questions/own-address-pool.js";
import { addressPool } from "../../../src/manifests/address-pool.js";
import { exampleSite } from "../example-site.js";
import { FakeManagement } from "../fake-management.js";

const mark = "tkg-edge/site-0042";
const siteOf = (addresses: readonly string[], name?: string) =>
  exampleSite({
    node: { nameservers: ["10.0.0.1"] },
    network: { addressPool: { name, addresses, prefix: 24, gateway: "10.0.0.1" } },
  }).site;

const version = (name: string, isStored: boolean, fields: readonly string[], served = true) => ({
  ...{ name, served, storage: isStored },
  schema: {
    openAPIV3Schema: {
      properties: { spec: { properties: Object.fromEntries(fields.map((field) => [field, {}])) } },
    },
  },
});
const oneRange = ["subnet", "start", "end", "prefix", "gateway"];
const definition = (...versions: readonly object[]): LiveObject => ({
  kind: "CustomResourceDefinition",
  metadata: { name: "inclusterippools.ipam.cluster.x-k8s.io" },
  spec: { versions },
});
/** As in TKG 2.2. */
const early = definition(version("v1alpha1", true, oneRange));
/** As in release 0.1.0 of the provider. */
const later = definition(
  version("v1alpha1", false, [...oneRange, "addresses"]),
  version("v1alpha2", true, ["addresses", "prefix", "gateway"]),
);
const pool = (maker: string | undefined, more: Partial<LiveObject["metadata"]> = {}): LiveObject => ({
  kind: "InClusterIPPool",
  metadata: {
    ...{ name: "workload-snc", namespace: "default", uid: "pool" },
    ...(maker !== undefined && { annotations: { "tkg-edge/made-by": maker } }),
    ...more,
  },
});
const record = (apiVersion = "ipam.cluster.x-k8s.io/v1alpha1", uid = "pool") => ({
  urn: "urn:pulumi:s::p::t::workload-snc-address-pool",
  type: `kubernetes:${apiVersion}:InClusterIPPool`,
  outputs: {
    ...{ apiVersion, kind: "InClusterIPPool" },
    metadata: { name: "workload-snc", namespace: "default", uid },
  },
});
const component = {
  urn: "urn:pulumi:s::p::t::workload-snc-pool",
  type: "tkg-edge:index:AddressPool",
  outputs: {},
};

const find = async (
  objects: readonly LiveObject[],
  site = siteOf(["10.0.0.10-10.0.0.19"]),
  records: readonly ReturnType<typeof record>[] | readonly (typeof component)[] = [],
) => {
  const management = new Facts({ managementCluster: () => new FakeManagement(objects) }).managementCluster({
    kubeconfig: "/nonexistent/kubeconfig",
    context: "management",
  });
  const found = await findOwnPool(management, site, () => Promise.resolve({ mark, records }));
  return found ?? assert.fail("the site has no pool");
};
const texts = async (...args: Parameters<typeof find>) => (await find(...args)).findings.map(sentenceOf);
const manifest = async (...args: Parameters<typeof find>) => {
  const { pool: own, form, findings } = await find(...args);
  assert.deepEqual(findings, []);
  return addressPool(own, form ?? assert.fail("no form"));
};

describe("the pool that a stack makes", () => {
  it("has one range where the management cluster takes no list, without the addresses that are never given", async () => {
    assert.deepEqual(await manifest([early], siteOf(["10.0.0.0/28", "10.0.0.16-10.0.0.20"].slice(1))), {
      apiVersion: "ipam.cluster.x-k8s.io/v1alpha1",
      kind: "InClusterIPPool",
      metadata: { name: "workload-snc", namespace: "default" },
      spec: { start: "10.0.0.16", end: "10.0.0.20", prefix: 24, gateway: "10.0.0.1" },
    });
    const { spec } = await manifest([early], siteOf(["10.0.0.252/30", "10.0.0.240-10.0.0.251"]));
    assert.deepEqual([spec.start, spec.end], ["10.0.0.240", "10.0.0.254"]);
  });

  it("has the list in the version that is stored", async () => {
    const addresses = ["10.0.0.10-10.0.0.19", "10.0.0.32/28"];
    const { apiVersion, spec } = await manifest([later], siteOf(addresses));
    assert.equal(apiVersion, "ipam.cluster.x-k8s.io/v1alpha2");
    assert.deepEqual(spec, { addresses, prefix: 24, gateway: "10.0.0.1" });
  });

  it("keeps the version that the state has, as long as it is served", async () => {
    const own = pool(mark);
    assert.match((await manifest([later, own], undefined, [record()])).apiVersion, /v1alpha1$/);
    const only = definition(
      version("v1alpha2", true, ["addresses"]),
      version("v1alpha1", false, oneRange, false),
    );
    assert.match((await manifest([only, own], undefined, [record()])).apiVersion, /v1alpha2$/);
  });

  it("is refused where it has several ranges and the management cluster takes one", async () => {
    assert.deepEqual(await texts([early], siteOf(["10.0.0.10-10.0.0.12", "10.0.0.20"])), [
      "10.0.0.10-10.0.0.12, 10.0.0.20: 2 ranges, and the management cluster serves InClusterIPPool v1alpha1, which has one",
    ]);
  });

  it("is refused where the management cluster has no such kind", async () => {
    assert.deepEqual(await texts([]), ["the management cluster has no InClusterIPPool"]);
  });

  it("is its own by the state, and left by an interrupted run by its mark", async () => {
    assert.equal((await find([early, pool("tkg-edge/former")], undefined, [record()])).standing, "own");
    const left = await find([early, pool(mark)], undefined, [component]);
    assert.deepEqual([left.standing, left.findings], ["interrupted", []]);
  });

  const foreign: [string, LiveObject, RegExp][] = [
    ["by hand", pool(undefined), /default\/workload-snc exists and was not created by this stack/],
    ["by another stack", pool("tkg-edge/other"), /belongs to the stack tkg-edge\/other/],
    [
      "by a stack of this name",
      pool(mark),
      /belongs to a stack of this name, .*the state of this stack does not hold/,
    ],
    [
      "by others, and is being deleted",
      pool(undefined, { deletionTimestamp: "2026-01-01T00:00:00Z" }),
      /still being deleted/,
    ],
  ];
  for (const [what, object, text] of foreign) {
    it(`is never taken over where it was made ${what}`, async () => {
      for (const adopt of [false, true]) {
        const site = { ...siteOf(["10.0.0.10"]), adopt };
        const [found, ...more] = await texts([early, object], site);
        assert.match(found ?? "", text);
        assert.deepEqual(more, []);
      }
    });
  }

  it("keeps the addresses that machines use", async () => {
    const address = (ip: string): LiveObject => ({
      kind: "IPAddress",
      metadata: { name: `of-${ip}`, namespace: "default" },
      spec: { address: ip, poolRef: { kind: "InClusterIPPool", name: "workload-snc" } },
    });
    const objects = [early, pool(mark), address("10.0.0.12"), address("10.0.0.19")];
    assert.deepEqual(await texts(objects, siteOf(["10.0.0.10-10.0.0.19"]), [record()]), []);
    assert.deepEqual(await texts(objects, siteOf(["10.0.0.10-10.0.0.15"]), [record()]), [
      "machines use addresses that are not in it: 10.0.0.19 of claim of-10.0.0.19",
    ]);
  });

  describe("has no address of others", () => {
    const given = (
      address: string,
      name: string,
      namespace = "default",
      kind = "InClusterIPPool",
    ): LiveObject => ({
      kind: "IPAddress",
      metadata: { name: `of-${address}`, namespace },
      spec: { address, poolRef: { kind, name } },
    });
    const endpoint = (name: string, host: string): LiveObject => ({
      kind: "Cluster",
      metadata: { name, namespace: "default" },
      spec: { controlPlaneEndpoint: { host, port: 6443 } },
    });
    const site = siteOf(["10.0.0.10-10.0.0.19"]);

    it("which another pool has given, and which is an endpoint", async () => {
      const others = [
        given("10.0.0.12", "north"),
        given("10.0.0.13", "workload-snc", "other"),
        given("10.0.0.14", "all", "default", "GlobalInClusterIPPool"),
        given("10.0.0.20", "north"),
        endpoint("rival", "10.0.0.15"),
      ];
      assert.deepEqual(await texts([early, ...others], site), [
        "others have addresses of it: 10.0.0.12, given by InClusterIPPool default/north; " +
          "10.0.0.13, given by InClusterIPPool other/workload-snc; 10.0.0.14, given by GlobalInClusterIPPool all; and 1 more",
      ]);
      assert.deepEqual(await texts([early, endpoint("rival", "10.0.0.15")], site), [
        "others have addresses of it: 10.0.0.15, the endpoint of Cluster default/rival",
      ]);
    });

    it("but its own, and what is beside it", async () => {
      const objects = [
        ...[early, pool(mark), given("10.0.0.12", "workload-snc"), given("10.0.0.20", "north")],
        ...[
          given("fd00::12", "north"),
          endpoint("workload-snc", "10.0.0.15"),
          endpoint("rival", "api.example.com"),
        ],
      ];
      assert.deepEqual(await texts(objects, site, [record()]), []);
    });

    it("among those that it gets in addition; what it has already holds nothing up", async () => {
      const live = { ...pool(mark), spec: { start: "10.0.0.10", end: "10.0.0.12", prefix: 24 } };
      const objects = (...more: readonly LiveObject[]) => [early, live, ...more];
      assert.deepEqual(await texts(objects(given("10.0.0.12", "north")), site, [record()]), []);
      assert.deepEqual(await texts(objects(given("10.0.0.13", "north")), site, [record()]), [
        "others have addresses of it: 10.0.0.13, given by InClusterIPPool default/north",
      ]);
    });
  });
});
