/** A pool in what is rendered, and what it changes of the Cluster: the variable that names it, and nothing else. */
import assert from "node:assert/strict";
import { stepsOf } from "../../../src/manifests/apply-order.js";
import { cluster } from "../../../src/manifests/cluster.js";
import { rebuildDigest, rebuildInputs } from "../../../src/manifests/rebuild.js";
import { rolledChanges, canonicalRolledInputs, rolledInputs } from "../../../src/manifests/rolled.js";
import { exampleSite } from "../example-site.js";

const node = { nameservers: ["10.0.0.1"] };
const pool = { addresses: ["10.0.0.16/28"], prefix: 24, gateway: "10.0.0.1" };
const reference = (name: string) => ({ apiGroup: "ipam.cluster.x-k8s.io", kind: "InClusterIPPool", name });
const made = (addressPool: object) => exampleSite({ node, network: { addressPool } });
const naming = (name: string) =>
  exampleSite({ node, variables: { network: { addressesFromPools: [reference(name)] } } });

describe("the pool of a site", () => {
  it("is named in the Cluster, under the name of the site or its own", () => {
    for (const [name, given] of [
      ["workload-snc", pool],
      ["north", { ...pool, name: "north" }],
    ] as const) {
      const { site, vcenter } = made(given);
      assert.deepEqual(cluster(site, vcenter), cluster(naming(name).site, vcenter));
    }
  });

  it("changes no rebuild digest, and rolls nothing that named the same pool before", () => {
    const { site, vcenter } = made(pool);
    const digest = (of: typeof site) => rebuildDigest(rebuildInputs(of, vcenter.server));
    assert.equal(digest(site), digest(exampleSite({ node }).site));
    const before = canonicalRolledInputs(rolledInputs(naming("workload-snc").site));
    assert.deepEqual(rolledChanges(before, rolledInputs(site)), []);
    const wider = made({ ...pool, addresses: ["10.0.0.32/27"] }).site;
    assert.deepEqual(rolledChanges(before, rolledInputs(wider)), []);
  });

  it("is rolled with the node where the key is added, removed or names another pool", () => {
    const { site } = made(pool);
    const keys = (of: typeof site) =>
      rolledChanges(canonicalRolledInputs(rolledInputs(of)), rolledInputs(site)).map(({ input }) => input);
    const variable = "variables.network.addressesFromPools";
    assert.deepEqual(keys(exampleSite({ node }).site), [variable]);
    assert.deepEqual(keys(made({ ...pool, name: "north" }).site), [variable]);
  });

  it("is rendered first, in the form of its TKG release", () => {
    const { site, vcenter } = made(pool);
    const rendered = (tkrVersion: string) => {
      const choices = { password: "not shown", packageOf: () => undefined };
      const [first] = stepsOf({ connection: { vcenter }, site: { ...site, tkrVersion } }, choices);
      return first?.object;
    };
    const metadata = { name: "workload-snc", namespace: "default" };
    assert.deepEqual(rendered("v1.25.7+vmware.1-tiny.2-tkg.1"), {
      ...{ apiVersion: "ipam.cluster.x-k8s.io/v1alpha1", kind: "InClusterIPPool", metadata },
      spec: { start: "10.0.0.16", end: "10.0.0.31", prefix: 24, gateway: "10.0.0.1" },
    });
    assert.deepEqual(rendered("v1.28.11+vmware.2-tkg.2"), {
      ...{ apiVersion: "ipam.cluster.x-k8s.io/v1alpha2", kind: "InClusterIPPool", metadata },
      spec: { addresses: ["10.0.0.16/28"], prefix: 24, gateway: "10.0.0.1" },
    });
  });
});
