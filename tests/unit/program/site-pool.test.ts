/** What the program makes of a site's pool: what is created, what is reported, and which rolling updates are refused. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { Facts } from "../../../src/environment/facts/facts.js";
import { describeRetained } from "../../../src/program/retained.js";
import { findSitePool, refuseRollWithoutAddress } from "../../../src/program/site-pool.js";
import { exampleSite } from "../example-site.js";
import { FakeManagement } from "../fake-management.js";

const { site, vcenter } = exampleSite({
  node: { nameservers: ["10.0.0.1"] },
  network: { addressPool: { addresses: ["10.0.0.10"], prefix: 24, gateway: "10.0.0.1" } },
});
const spec = { connection: { vcenter }, site };
const definition: LiveObject = {
  kind: "CustomResourceDefinition",
  metadata: { name: "inclusterippools.ipam.cluster.x-k8s.io" },
  spec: { versions: [{ name: "v1alpha1", served: true, storage: true }] },
};
const pool: LiveObject = {
  kind: "InClusterIPPool",
  metadata: { name: site.name, namespace: site.namespace, uid: "pool" },
};
const record = {
  urn: `urn:pulumi:s::p::t::${site.name}-address-pool`,
  type: "kubernetes:ipam.cluster.x-k8s.io/v1alpha1:InClusterIPPool",
  outputs: { kind: "InClusterIPPool", metadata: { name: site.name, namespace: site.namespace, uid: "pool" } },
};
const other: LiveObject = {
  kind: "Cluster",
  metadata: { name: "other", namespace: site.namespace },
  spec: {
    topology: {
      variables: [
        { name: "network", value: { addressesFromPools: [{ kind: "InClusterIPPool", name: site.name }] } },
      ],
    },
  },
};
const used: LiveObject = {
  kind: "IPAddress",
  metadata: { name: "vm-0-0", namespace: site.namespace },
  spec: { address: "10.0.0.10", poolRef: { kind: "InClusterIPPool", name: site.name } },
};
const factsOf = (objects: readonly LiveObject[]) =>
  new Facts({ managementCluster: () => new FakeManagement(objects) }).managementCluster({
    kubeconfig: "/nonexistent/kubeconfig",
    context: "management",
  });
const find = (objects: readonly LiveObject[], records: readonly (typeof record)[] = []) =>
  findSitePool(spec, factsOf(objects), () => Promise.resolve({ mark: "tkg-edge/s", records }));

describe("the pool of a site, before anything is registered", () => {
  it("is none for a stack that makes none, and nothing is read", async () => {
    const management = new FakeManagement([]);
    const facts = new Facts({ managementCluster: () => management }).managementCluster({
      kubeconfig: "/nonexistent/kubeconfig",
      context: "management",
    });
    const without = { ...spec, site: exampleSite().site };
    const view = () => assert.fail("the state is not read");
    assert.equal(await findSitePool(without, facts, view), undefined);
    assert.deepEqual(management.queries, []);
  });

  it("is created where there is none", async () => {
    const found = await find([definition]);
    assert.deepEqual([found?.isInterrupted, found?.found, found?.usedBy], [false, [], []]);
    assert.deepEqual(found?.manifest.spec, {
      ...{ start: "10.0.0.10", end: "10.0.0.10" },
      ...{ prefix: 24, gateway: "10.0.0.1" },
    });
  });

  it("is created again where the state has it and the management cluster lacks it", async () => {
    const found = await find([definition], [record]);
    assert.deepEqual(
      found?.found.map(({ seen }) => seen),
      ["InClusterIPPool default/workload-snc is missing"],
    );
  });

  it("is no drift where it gets another name", async () => {
    const { metadata } = record.outputs;
    const former = { ...record, outputs: { ...record.outputs, metadata: { ...metadata, name: "former" } } };
    assert.deepEqual((await find([definition], [former]))?.found, []);
  });

  it("is refused with its config key where others made it", async () => {
    await assert.rejects(find([definition, pool]), /tkg-edge:site\.network\.addressPool\.name/);
  });

  it("is retained on destroy as long as others use it, by name", async () => {
    const found = await find([definition, pool, other], [record]);
    const texts = await new Promise<readonly string[]>((resolve) => {
      describeRetained(spec, [], undefined, found).apply(resolve);
    });
    assert.deepEqual(texts, [
      "InClusterIPPool default/workload-snc, while it is used by Cluster default/other",
    ]);
  });
});

describe("a rolling update of a site with a pool", () => {
  it("is refused without an address for the second machine, and names how many the pool needs", async () => {
    await assert.rejects(
      refuseRollWithoutAddress(site, factsOf([definition, pool, used])),
      /ROLL of default\/workload-snc refused[^]*has 0 free addresses; expected: a free address/,
    );
  });

  it("goes on with one, and for a site that uses DHCP", async () => {
    await refuseRollWithoutAddress(site, factsOf([definition, pool]));
    await refuseRollWithoutAddress(exampleSite().site, factsOf([]));
  });
});
