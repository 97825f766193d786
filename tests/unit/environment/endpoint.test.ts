/** The address of a site: the environment is changed once, and every reader finds the same. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { readCluster } from "../../../src/environment/facts/cluster.js";
import { Facts } from "../../../src/environment/facts/facts.js";
import { endpointUse } from "../../../src/environment/judgements/endpoint.js";
import { FakeManagement } from "../fake-management.js";
import { gated, preflighted, previewed, running, site, whole } from "./surfaces.js";

const address = site.controlPlaneEndpoint;
const key = "tkg-edge:site.controlPlaneEndpoint";
const other = (more: Partial<LiveObject>): LiveObject => ({
  kind: "Cluster",
  metadata: { name: "other", namespace: "edge", uid: "another" },
  ...more,
});

describe("an address that another Cluster uses", () => {
  const users: readonly (readonly [string, LiveObject])[] = [
    [
      "by the variable",
      other({ spec: { topology: { variables: [{ name: "apiServerEndpoint", value: address }] } } }),
    ],
    [
      "by the annotation",
      other({
        metadata: {
          ...other({}).metadata,
          annotations: { "tkg.tanzu.vmware.com/cluster-controlplane-endpoint": address },
        },
      }),
    ],
    ["by its endpoint", other({ spec: { controlPlaneEndpoint: { host: address, port: 6443 } } })],
    [
      "with variables of an unexpected form before it",
      other({ spec: { topology: { variables: [7, null, { name: "apiServerEndpoint", value: address }] } } }),
    ],
  ];
  for (const [how, user] of users) {
    it(`${how} is the same finding of preview, preflight and gate`, async () => {
      for (const objects of [
        [...whole, user],
        [...whole, user, running("127.0.0.99")],
      ]) {
        const [problem, ...more] = await previewed({ objects });
        assert.deepEqual(more, []);
        const [finding] = await preflighted({ objects }, "endpoint-unused");
        assert.equal(problem?.path, key);
        assert.equal(problem.found, `"${address}", which the Cluster edge/other uses`);
        assert.equal(finding?.severity, "failure");
        assert.deepEqual([finding.path, finding.seen], [problem.path, problem.found]);
        assert.equal(problem.expected, `${finding.expected ?? ""}. ${finding.remedy ?? ""}`);
      }
      const inTheWay = await gated({ objects: [...whole, user, running("127.0.0.99")] }, "endpoint");
      const [{ seen, expected, remedy } = { seen: "" }] = await preflighted(
        { objects: [...whole, user, running("127.0.0.99")] },
        "endpoint-unused",
      );
      assert.equal(inTheWay, `${key} is ${seen}; expected: ${expected ?? ""}. ${remedy ?? ""}`);
    });
  }

  it("later than the site's own is in nobody's way, and preflight warns of it", async () => {
    const later = other({
      metadata: { ...other({}).metadata, creationTimestamp: "2026-01-01T00:00:06Z" },
      spec: { controlPlaneEndpoint: { host: address } },
    });
    const objects = [...whole, running(address), later];
    assert.deepEqual(await previewed({ objects }), []);
    assert.equal(await gated({ objects }, "endpoint"), undefined);
    assert.equal((await preflighted({ objects }, "endpoint-unused"))[0]?.severity, "warning");
  });
});

describe("an address at which something answers", () => {
  it("is the same finding of preview and preflight while the site has no Cluster", async () => {
    const environment = { objects: whole, answer: "open" } as const;
    const [problem] = await previewed(environment);
    const [finding] = await preflighted(environment, "endpoint-silent");
    assert.deepEqual([problem?.path, problem?.found], [key, `another server listens at ${address}:6443`]);
    assert.deepEqual([finding?.path, finding?.seen], [key, problem?.found]);
  });

  it("and that a rebuild would move the site to is the same finding of preflight and gate", async () => {
    const environment = { objects: [...whole, running("127.0.0.99")], answer: "open" } as const;
    const [finding] = await preflighted(environment, "endpoint-silent");
    assert.deepEqual(
      [finding?.severity, finding?.seen],
      ["failure", `another server listens at ${address}:6443`],
    );
    assert.equal(
      await gated(environment, "endpoint"),
      `another server listens at ${address}:6443; expected: silence (${key})`,
    );
  });

  it("and that the site's own Cluster uses is in nobody's way", async () => {
    const environment = { objects: [...whole, running(address)], answer: "open" } as const;
    assert.deepEqual(await previewed(environment), []);
    assert.equal((await preflighted(environment, "endpoint-silent"))[0]?.severity, "ok");
    assert.equal(await gated(environment, "endpoint"), undefined);
  });

  it("by refusing is a warning on a network, and nothing on loopback", async () => {
    const environment = { objects: [...whole, running("127.0.0.99")], answer: "refused" } as const;
    assert.equal((await preflighted(environment, "endpoint-silent"))[0]?.severity, "warning");
    assert.equal(await gated(environment, "endpoint"), undefined);
  });
});

describe("facts", () => {
  it("serve many sites from one list call", async () => {
    const transport = new FakeManagement([
      ...whole,
      other({ spec: { controlPlaneEndpoint: { host: address } } }),
    ]);
    const facts = new Facts({ managementCluster: () => transport, knock: () => Promise.resolve("silent") });
    const sites = ["a", "b", "c"].map((name) => ({ ...site, name }));
    const connection = { kubeconfig: "k", context: "c" };
    const found = await Promise.all(
      sites.map(async (one) => endpointUse(one, await facts.managementCluster({ ...connection }).clusters())),
    );
    assert.deepEqual(
      found.map(({ severity }) => severity),
      ["failure", "failure", "failure"],
    );
    assert.equal(transport.queries.length, 1);
  });

  it("of a management cluster that does not answer leave those of another alone", async () => {
    const dead = new FakeManagement([]);
    let tries = 0;
    dead.list = () => {
      tries += 1;
      return Promise.reject(new Error("no answer"));
    };
    const facts = new Facts({
      managementCluster: ({ context }) =>
        context === "dead" ? dead : new FakeManagement([running(address)]),
      knock: () => Promise.resolve("silent"),
    });
    const of = (context: string) => facts.managementCluster({ kubeconfig: "k", context }).clusters();
    await assert.rejects(of("dead"), /no answer/);
    await assert.rejects(of("dead"), /no answer/);
    assert.equal(tries, 1);
    assert.deepEqual(
      (await of("other")).map(({ name }) => name),
      [site.name],
    );
  });

  it("of a Cluster of an unexpected form are what can be read of it", () => {
    for (const spec of [
      { topology: "x" },
      { topology: { variables: {} } },
      { controlPlaneEndpoint: [] },
      {},
    ]) {
      assert.deepEqual(readCluster({ metadata: { name: "odd" }, spec }).endpoints, []);
    }
  });
});
