/** When the pool of a site goes with its stack, and when it stays. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { removeAddressPool } from "../../../src/commands/remove-address-pool.js";
import { FakeManagement } from "../fake-management.js";

const madeBy = "tkg-edge/site-0042";
const input = {
  poolName: "edge",
  namespace: "default",
  clusterName: "site-0042",
  timeoutSeconds: 0.01,
  madeBy,
};
const poolRef = { kind: "InClusterIPPool", name: "edge" };
const pool = (maker: string | undefined = madeBy): LiveObject => ({
  kind: "InClusterIPPool",
  metadata: {
    ...{ name: "edge", namespace: "default" },
    ...(maker !== "" && { annotations: { "tkg-edge/made-by": maker } }),
  },
});
const vm = (name: string, cluster: string): LiveObject => ({
  kind: "VSphereVM",
  metadata: { name, namespace: "default", labels: { "cluster.x-k8s.io/cluster-name": cluster } },
});
const claim = (owner: string | undefined, namespace = "default", of = poolRef): LiveObject => ({
  kind: "IPAddressClaim",
  metadata: {
    name: `${owner ?? "hand"}-0-0`,
    namespace,
    ...(owner !== undefined && { ownerReferences: [{ kind: "VSphereVM", name: owner }] }),
  },
  spec: { poolRef: of },
});
const cluster = (name: string, pools: readonly object[], namespace = "default"): LiveObject => ({
  kind: "Cluster",
  metadata: { name, namespace },
  spec: { topology: { variables: [{ name: "network", value: { addressesFromPools: pools } }] } },
});

const remove = async (...objects: readonly LiveObject[]) => {
  const management = new FakeManagement(objects);
  const deleted: string[] = [];
  const access = {
    get: management.get.bind(management),
    list: management.list.bind(management),
    delete: (kind: string, names: readonly string[], namespace = "") => {
      deleted.push(`${kind} ${namespace}/${names.join()}`);
      return Promise.resolve();
    },
  };
  return { result: await removeAddressPool(access, input), deleted };
};
const removed = {
  result: { removed: "edge" },
  deleted: ["inclusterippools.ipam.cluster.x-k8s.io default/edge"],
};

describe("the removal of a site's pool", () => {
  it("deletes it when nothing uses it", async () => {
    assert.deepEqual(await remove(pool()), removed);
  });

  it("deletes it beside what uses another pool, or one of its name in another namespace", async () => {
    const others = [
      claim("x", "elsewhere"),
      claim("y", "default", { ...poolRef, name: "other" }),
      cluster("z", [{ ...poolRef, name: "other" }]),
      cluster("site-0042", [poolRef]),
      cluster("far", [poolRef], "elsewhere"),
    ];
    assert.deepEqual(await remove(pool(), ...others), removed);
  });

  it("has nothing to delete where the pool is gone", async () => {
    assert.deepEqual(await remove(), { result: { removed: "edge" }, deleted: [] });
  });

  const users: [string, readonly LiveObject[], string][] = [
    ["a machine of another Cluster", [vm("b", "other"), claim("b")], "Cluster default/other"],
    ["another Cluster without a machine", [cluster("other", [poolRef])], "Cluster default/other"],
    ["a claim made by hand", [claim(undefined)], "claim default/hand-0-0"],
  ];
  for (const [what, objects, user] of users) {
    it(`keeps it while it is used by ${what}`, async () => {
      assert.deepEqual(await remove(pool(), ...objects), {
        result: { kept: "edge", usedBy: [user] },
        deleted: [],
      });
    });
  }

  for (const [what, maker] of [
    ["another stack", "tkg-edge/other"],
    ["a person", ""],
  ] as const) {
    it(`keeps one that was made by ${what} since`, async () => {
      assert.deepEqual(await remove(pool(maker)), { result: { kept: "edge", usedBy: [] }, deleted: [] });
    });
  }

  it("waits for the addresses of its own machines, and ends with an error where they are not given back", async () => {
    for (const objects of [[vm("a", "site-0042"), claim("a")], [claim("gone")]]) {
      await assert.rejects(remove(pool(), ...objects), /still waiting for the addresses of VM (?:a|gone)/);
    }
  });
});
