/** How many addresses a pool has left, by what Cluster API's in-cluster IPAM provider has of it in each form of its API. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { Facts } from "../../../src/environment/facts/facts.js";
import type { PoolUse } from "../../../src/environment/judgements/address-pool.js";
import { checkAddressPools } from "../../../src/environment/questions/address-pools.js";
import { exampleSite } from "../example-site.js";
import { FakeManagement } from "../fake-management.js";

const apiGroup = "ipam.cluster.x-k8s.io";
const reference = (kind = "InClusterIPPool", name = "edge") => ({ apiGroup, kind, name });
const siteOf = (...pools: readonly ReturnType<typeof reference>[]) =>
  exampleSite({
    node: { nameservers: ["10.0.0.1"] },
    variables: { network: { addressesFromPools: pools } },
  }).site;
const pool = (spec: LiveObject["spec"], more: Partial<LiveObject> = {}): LiveObject => ({
  ...{ kind: "InClusterIPPool", metadata: { name: "edge", namespace: "default" }, spec },
  ...more,
});
const taken = (address: string, of = reference(), namespace = "default"): LiveObject => ({
  kind: "IPAddress",
  metadata: { name: `of-${address}`, namespace },
  spec: { address, poolRef: of },
});
/** The claim of a VM of this Cluster, with its address. */
const claimed = (address: string, cluster: string, of = reference()): readonly LiveObject[] => [
  taken(address, of),
  {
    kind: "VSphereVM",
    metadata: {
      name: `vm-${address}`,
      namespace: "default",
      labels: { "cluster.x-k8s.io/cluster-name": cluster },
    },
  },
  {
    kind: "IPAddressClaim",
    metadata: {
      name: `of-${address}`,
      namespace: "default",
      ownerReferences: [{ kind: "VSphereVM", name: `vm-${address}` }],
    },
    spec: { poolRef: of },
  },
];
const check = async (objects: readonly LiveObject[], use: PoolUse = "create", site = siteOf(reference())) => {
  const management = new Facts({ managementCluster: () => new FakeManagement(objects) }).managementCluster({
    kubeconfig: "/nonexistent/kubeconfig",
    context: "management",
  });
  return (await checkAddressPools(management, site, use)).map(({ severity, seen }) => `${severity}: ${seen}`);
};
const where = "InClusterIPPool default/edge";

describe("an address pool of a site", () => {
  const rows: [string, readonly LiveObject[], string][] = [
    ["is missed", [], `failure: there is no ${where}`],
    [
      "of v1alpha1 has its range, without what was taken",
      [pool({ start: "10.0.0.10", end: "10.0.0.12", prefix: 24 }), taken("10.0.0.11")],
      `ok: ${where} has 2 free addresses`,
    ],
    [
      "of v1alpha1 with a subnet alone has neither its network, its broadcast address nor its gateway",
      [pool({ subnet: "10.0.0.0/29", gateway: "10.0.0.1" })],
      `ok: ${where} has 5 free addresses`,
    ],
    [
      "of v1alpha2 has each address once",
      [pool({ addresses: ["10.0.0.10-10.0.0.12", "10.0.0.12", "10.0.0.16/30"], prefix: 24 })],
      `ok: ${where} has 7 free addresses`,
    ],
    [
      "of v1alpha2 has no exceptions, unless it gives the reserved ones too",
      [
        pool({
          addresses: ["10.0.0.0/29"],
          excludedAddresses: ["10.0.0.2-10.0.0.3"],
          prefix: 29,
          allocateReservedIPAddresses: true,
        }),
      ],
      `ok: ${where} has 6 free addresses`,
    ],
    [
      "of IPv6 has what its provider reports",
      [pool({ addresses: ["fd00::/64"], prefix: 64 }, { status: { ipAddresses: { free: 1 } } })],
      `ok: ${where} has 1 free address`,
    ],
    [
      "of IPv6 that reports nothing is left open",
      [pool({ addresses: ["fd00::/64"], prefix: 64 })],
      `skipped: ${where} does not show how many addresses it has left`,
    ],
    [
      "keeps what was taken from another pool, or from one of its name elsewhere",
      [
        pool({ start: "10.0.0.10", end: "10.0.0.10", prefix: 24 }),
        taken("10.0.0.10", reference("InClusterIPPool", "other")),
        taken("10.0.0.10", reference(), "elsewhere"),
      ],
      `ok: ${where} has 1 free address`,
    ],
    [
      "is used up",
      [pool({ start: "10.0.0.10", end: "10.0.0.10", prefix: 24 }), taken("10.0.0.10")],
      `failure: ${where} has 0 free addresses`,
    ],
  ];
  for (const [what, objects, expected] of rows) {
    it(what, async () => {
      assert.deepEqual(await check(objects), [expected]);
    });
  }

  const range = (end: string) => pool({ start: "10.0.0.10", end, prefix: 24 });

  it("has for a rebuild what the machine of the Cluster gives back, and nothing of another one", async () => {
    const own = claimed("10.0.0.10", "workload-snc");
    assert.deepEqual(await check([range("10.0.0.10"), ...own], "create"), [
      `failure: ${where} has 0 free addresses`,
    ]);
    assert.deepEqual(await check([range("10.0.0.10"), ...own], "rebuild"), [
      `ok: ${where} has 1 free address, those of the present Cluster included`,
    ]);
    assert.deepEqual(await check([range("10.0.0.10"), ...claimed("10.0.0.10", "another")], "rebuild"), [
      `failure: ${where} has 0 free addresses`,
    ]);
  });

  it("needs two addresses for a roll: that of the machine, and one for the next", async () => {
    const own = claimed("10.0.0.10", "workload-snc");
    assert.deepEqual(await check([range("10.0.0.10"), ...own], "roll"), [
      `failure: ${where} has 0 free addresses`,
    ]);
    assert.deepEqual(await check([range("10.0.0.11"), ...own], "roll"), [`ok: ${where} has 1 free address`]);
  });

  it("that the stack makes is judged as it will be, with what is in use of it", async () => {
    const own = (...addresses: readonly string[]) =>
      exampleSite({
        node: { nameservers: ["10.0.0.1"] },
        network: { addressPool: { name: "edge", addresses, prefix: 24, gateway: "10.0.0.1" } },
      }).site;
    assert.deepEqual(await check([], "create", own("10.0.0.10-10.0.0.12")), [
      `ok: ${where} has 3 free addresses`,
    ]);
    const inUse = [range("10.0.0.10"), ...claimed("10.0.0.10", "another")];
    assert.deepEqual(await check(inUse, "create", own("10.0.0.10-10.0.0.11")), [
      `ok: ${where} has 1 free address`,
    ]);
    assert.deepEqual(await check(inUse, "create", own("10.0.0.10")), [
      `failure: ${where} has 0 free addresses`,
    ]);
  });

  it("of the whole management cluster counts what every namespace has taken", async () => {
    const global = reference("GlobalInClusterIPPool");
    const objects = [
      pool(
        { addresses: ["10.0.0.10-10.0.0.11"], prefix: 24 },
        { kind: "GlobalInClusterIPPool", metadata: { name: "edge" } },
      ),
      taken("10.0.0.10", global, "elsewhere"),
    ];
    assert.deepEqual(await check(objects, "create", siteOf(global)), [
      "ok: GlobalInClusterIPPool edge has 1 free address",
    ]);
  });

  it("of another provider is left open, and a site without one has none", async () => {
    assert.match(
      (await check([], "create", siteOf(reference("Metal3IPPool")))).join(),
      /^skipped: pools of kind Metal3/,
    );
    assert.match(
      (await check([], "create", exampleSite().site)).join(),
      /^skipped: the site takes no address/,
    );
  });
});
