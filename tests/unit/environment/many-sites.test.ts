/** One run for many sites: each kind is listed once for each management cluster, and what does not answer fails for itself. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import * as kinds from "../../../src/clients/resource-kinds.js";
import { apiServerPortOf } from "../../../src/config/class-variables.js";
import type { SiteSpec } from "../../../src/config/stack-spec.js";
import { Facts } from "../../../src/environment/facts/facts.js";
import type { Finding } from "../../../src/environment/finding.js";
import { endpointSilence, endpointUse } from "../../../src/environment/judgements/endpoint.js";
import { siteNamespace } from "../../../src/environment/judgements/site-namespace.js";
import { wantedBySite } from "../../../src/environment/judgements/template.js";
import { checkClassGuard, checkClusterClasses } from "../../../src/environment/questions/cluster-class.js";
import { checkOsImage } from "../../../src/environment/questions/os-image.js";
import { checkTemplate } from "../../../src/environment/questions/template.js";
import { checkTkr } from "../../../src/environment/questions/tkr.js";
import { checkLogin } from "../../../src/environment/questions/vcenter.js";
import { FakeManagement } from "../fake-management.js";
import { FakeVcenter } from "../fake-vcenter.js";
import { site as example, vcenter, vmTemplate, whole } from "./surfaces.js";

/** What the questions below read of a management cluster, by one call. */
const listed = {
  Namespace: kinds.namespaceKind,
  Cluster: kinds.clusterKind,
  ClusterClass: kinds.clusterClassKind,
  OSImage: kinds.osImageKind,
  TanzuKubernetesRelease: kinds.tkrKind,
  ClusterBootstrapTemplate: "clusterbootstraptemplates",
};

interface PlacedSite {
  readonly site: SiteSpec;
  readonly context: string;
  readonly server: string;
}

/** Every second one on each management cluster, every other pair of them on each vCenter. */
const sites: readonly PlacedSite[] = Array.from({ length: 50 }, (_, index) => ({
  site: { ...example, name: `edge-${index}`, controlPlaneEndpoint: `127.1.0.${index + 1}` },
  context: index % 2 === 0 ? "north" : "south",
  server: index % 4 < 2 ? "one" : "two",
}));

/** As it runs, named like its site; the last two have one address. */
const clusterOf = (
  { site: { name, namespace, controlPlaneEndpoint } }: PlacedSite,
  index: number,
): LiveObject => ({
  kind: "Cluster",
  metadata: { name, namespace, uid: name, creationTimestamp: "2026-01-01T00:00:05Z" },
  spec: {
    topology: {
      variables: [
        {
          name: "apiServerEndpoint",
          value: index === sites.length - 1 ? "127.1.0.48" : controlPlaneEndpoint,
        },
      ],
    },
  },
});

interface Asked {
  readonly facts: Facts;
  readonly management: ReadonlyMap<string, FakeManagement>;
  readonly vcenters: ReadonlyMap<string, FakeVcenter>;
}

function environment(dead: { readonly management?: string; readonly vcenter?: string } = {}): Asked {
  const objects = [...whole, ...sites.map(clusterOf)];
  const management = new Map(
    ["north", "south"].map((context) => {
      const troubles = context === dead.management ? { silence: "connection refused" } : {};
      return [context, new FakeManagement(objects, troubles)] as const;
    }),
  );
  const vcenters = new Map(
    ["one", "two"].map((server) => {
      const refusal = server === dead.vcenter ? { refusal: "govc: no route to host" } : {};
      return [server, new FakeVcenter({ machines: [vmTemplate], ...refusal })] as const;
    }),
  );
  const facts = new Facts({
    managementCluster: ({ context }) => management.get(context) ?? assert.fail(context),
    govc: ({ server }) => (vcenters.get(server) ?? assert.fail(server)).govc,
    knock: () => Promise.resolve("silent"),
  });
  return { facts, management, vcenters };
}

type Answers = Readonly<Record<string, readonly Finding[] | Error>>;

/** Every question of one site. One that gets no answer is its error. */
async function judged(facts: Facts, { site, context, server }: PlacedSite): Promise<Answers> {
  const management = facts.managementCluster({ kubeconfig: "k", context });
  const address = { ...vcenter, server, password: "not used" };
  const { tkrVersion: version, os, namespace } = site;
  const port = apiServerPortOf(site.variables);
  const questions: Readonly<Record<string, () => Promise<Finding | readonly Finding[]>>> = {
    namespace: async () => siteNamespace(namespace, await management.namespace(namespace)),
    class: () => checkClusterClasses(management, { site }),
    guard: () => checkClassGuard(management, { site }),
    tkr: () => checkTkr(management, { version, path: "tkg-edge:site.tkrVersion", isInstalled: false }),
    image: () => checkOsImage(management, { section: "site", os, osVersion: undefined, tkrVersion: version }),
    endpoint: async () => endpointUse(site, await management.clusters()),
    silence: async () =>
      endpointSilence(
        site,
        port,
        await facts.answerAt(site.controlPlaneEndpoint, port),
        await management.clusters(),
      ),
    login: () => checkLogin(facts, address),
    template: async () =>
      (await checkTemplate(management, facts.vcenter(address), wantedBySite(site)))?.finding ?? [],
  };
  const answers = Object.entries(questions).map(async ([name, ask]) => {
    const answer = await ask().then(
      (found) => [found].flat(),
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    );
    return [name, answer] as const;
  });
  return Object.fromEntries(await Promise.all(answers));
}

/** The whole fleet at once, after one call for each management cluster. */
function judgeAll({ facts }: Asked): Promise<readonly Answers[]> {
  for (const context of ["north", "south"]) {
    facts
      .managementCluster({ kubeconfig: "k", context })
      .listKinds(listed)
      // Every later query fails for each site.
      .catch(() => undefined);
  }
  return Promise.all(sites.map((one) => judged(facts, one)));
}

const oneCall = [Object.keys(listed).join(",")];
const threeCalls = ["about -json", "object.collect -json -type", "object.collect -json VirtualMachine:vm-1"];
const callsOf = ({ queries }: FakeVcenter): readonly string[] =>
  queries.map((call) => call.split(" ").slice(0, 3).join(" "));

/** Questions of a site that are not answered well, by their names. */
const troubled = (answers: Answers): readonly string[] =>
  Object.entries(answers).flatMap(([name, found]) =>
    found instanceof Error || found.some(({ severity }) => severity !== "ok") ? [name] : [],
  );

describe("fifty sites over two management clusters and two vCenters", () => {
  it("are judged from one call for each management cluster, and three for each vCenter", async () => {
    const all = environment();
    const answers = await judgeAll(all);
    for (const fake of all.management.values()) assert.deepEqual(fake.queries, oneCall);
    for (const fake of all.vcenters.values()) assert.deepEqual(callsOf(fake), threeCalls);
    // Site 47 has its address, which the Cluster of site 49 uses too.
    const found = answers.flatMap((one, index) =>
      troubled(one).length > 0 ? [[index, ...troubled(one)]] : [],
    );
    assert.deepEqual(found, [[47, "endpoint"]]);
  });

  it("fail for what needs a vCenter that does not answer, which is tried once", async () => {
    const all = environment({ vcenter: "two" });
    const answers = await judgeAll(all);
    assert.deepEqual(callsOf(all.vcenters.get("two") ?? assert.fail()), ["about -json"]);
    assert.deepEqual(callsOf(all.vcenters.get("one") ?? assert.fail()), threeCalls);
    for (const [index, one] of answers.entries()) {
      const needs = sites[index]?.server === "two" ? ["login", "template"] : [];
      assert.deepEqual(
        troubled(one).filter((name) => name !== "endpoint"),
        needs,
        sites[index]?.site.name,
      );
    }
  });

  it("fail for what needs a management cluster that does not answer, which is queried once", async () => {
    const all = environment({ management: "south" });
    const answers = await judgeAll(all);
    for (const fake of all.management.values()) assert.deepEqual(fake.queries, oneCall);
    for (const [index, one] of answers.entries()) {
      const isDead = sites[index]?.context === "south";
      assert.equal(one.tkr instanceof Error, isDead, sites[index]?.site.name);
      assert.deepEqual(
        troubled(one),
        isDead ? ["namespace", "class", "guard", "tkr", "image", "endpoint", "silence", "template"] : [],
      );
      if (one.tkr instanceof Error) assert.match(one.tkr.message, /connection refused/);
      // Its vCenter answers all the same.
      assert.ok(!(one.login instanceof Error) && one.login?.[0]?.severity === "ok");
    }
  });
});
