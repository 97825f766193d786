/**
 * One word for each change and each state of a site, from its objects alone. tests/engine/fleet-plan.test.ts compares the same
 * words with the engine's plan.
 */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../../src/clients/live-object.js";
import { inputEffects } from "../../../../src/config/change-effects.js";
import { judgeSite } from "../../../../src/fleet/plan/judge-site.js";
import type { SeenSite } from "../../../../src/fleet/plan/seen-site.js";
import { madeByAnnotation } from "../../../../src/manifests/kubernetes-object.js";
import { lives, seen, specWith, stack, type Changes } from "./live-site.js";

const open = { protect: false };
const before = specWith(open);

const wordOf = (site: SeenSite): string => judgeSite(site).word;
const keysOf = (site: SeenSite): string[] => judgeSite(site).reasons.map(({ what }) => what);
/** A site whose configuration changed since its Cluster was made. */
const changed = (changes: Changes, was: Changes = {}) =>
  seen(specWith({ ...open, ...changes }), specWith({ ...open, ...was }));
/** A site that others changed. */
const edited = (edit: (live: LiveObject) => LiveObject, others: Partial<SeenSite> = {}) => {
  const { live } = lives(before);
  return seen(before, before, { live: edit(live), ...others });
};
const annotated = (
  live: LiveObject,
  annotations: Readonly<Record<string, string | undefined>>,
): LiveObject => ({
  ...live,
  metadata: {
    ...live.metadata,
    annotations: Object.fromEntries(
      Object.entries({ ...live.metadata.annotations, ...annotations }).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    ),
  },
});
const withTopology = (live: LiveObject, topology: object): LiveObject => ({
  ...live,
  spec: { ...live.spec, topology: { ...(live.spec?.topology as object), ...topology } },
});

describe("the plan of a site", () => {
  it("is nothing where nothing changed, whatever controllers and the class add", () => {
    assert.deepEqual(judgeSite(seen(before)), { word: "nothing", reasons: [], also: [] });
    const calico = specWith({ ...open, cni: "calico" });
    assert.equal(wordOf(seen(calico)), "nothing");
  });

  it("is nothing for a later release of tkg-edge alone", () => {
    assert.equal(wordOf(seen(before, before, { toolVersion: "9.9.9" })), "nothing");
  });

  describe("is a REBUILD, old -> new, for", () => {
    const rebuilding: Readonly<Record<string, Changes>> = {
      tkrVersion: { tkrVersion: "v1.24.10+vmware.1-tiny.1-tkg.1" },
      className: { className: "tkg-vsphere-default-v1.1.0" },
      os: { os: "ubuntu" },
      osVersion: { osVersion: "3" },
      controlPlaneEndpoint: { controlPlaneEndpoint: "10.185.11.135" },
      "variables.apiServerPort": { variables: { apiServerPort: 6444 } },
      "network.podCidrs": { network: { podCidrs: ["100.80.0.0/12"], serviceCidrs: ["100.64.0.0/13"] } },
      "network.serviceCidrs": { network: { podCidrs: ["100.96.0.0/11"], serviceCidrs: ["100.72.0.0/16"] } },
      cni: { cni: "calico" },
      "identityRef.name": { identityRef: { name: "shared" } },
      "placement.folder": { placement: { ...before.site?.placement, folder: "/dc0/vm/other" } },
      "placement.datastore": { placement: { ...before.site?.placement, datastore: "/dc0/datastore/other" } },
      "placement.network": { placement: { ...before.site?.placement, network: "/dc0/network/other" } },
      "placement.resourcePool": {
        placement: { ...before.site?.placement, resourcePool: "/dc0/host/other/Resources" },
      },
      "rebuild.generation": { rebuild: { generation: 1 } },
    };
    for (const [key, changes] of Object.entries(rebuilding)) {
      it(key, () => {
        const judged = judgeSite(changed(changes));
        assert.equal(judged.word, "REBUILD", JSON.stringify(judged));
        const reason = judged.reasons.find(({ what }) => what === `site.${key}`);
        assert.ok(reason?.from !== undefined && reason.to !== undefined, JSON.stringify(judged));
      });
    }

    it("each key whose change rebuilds, or another test has it", () => {
      const elsewhere = ["cpi.excludeEndpoint", "connection.vcenter.server", "placement.datacenter"];
      const tried = [...Object.keys(rebuilding), ...elsewhere, "variables.network.ipv6Primary"];
      const keys = inputEffects.filter(({ effect }) => effect === "rebuild").map(({ key }) => key);
      assert.deepEqual(
        keys.filter((key) => !tried.includes(key)),
        [],
      );
    });

    it("a replaced field that others changed: the engine replaces the Cluster for it", () => {
      const judged = judgeSite(edited((live) => withTopology(live, { version: "v1.25.8+vmware.1" })));
      assert.equal(judged.word, "REBUILD");
      assert.match(judged.reasons[0]?.what ?? "", /Cluster spec\.topology\.version/);
    });

    it("a Cluster of 0.1.0 too, although its owner is unknown", () => {
      const site = changed({ controlPlaneEndpoint: "10.185.11.135" });
      const { live } = site;
      assert.ok(live);
      assert.equal(wordOf({ ...site, live: annotated(live, { [madeByAnnotation]: undefined }) }), "REBUILD");
    });
  });

  it("is refused for a rebuild that is protected, by the configuration or by the last up", () => {
    const endpoint = { controlPlaneEndpoint: "10.185.11.135" };
    const configured = judgeSite(seen(specWith({ ...endpoint, protect: true }), before));
    assert.equal(configured.word, "refused");
    assert.deepEqual(
      configured.also.map(({ what }) => what),
      ["site.controlPlaneEndpoint"],
    );
    assert.equal(wordOf(seen(specWith({ ...endpoint, ...open }), specWith({ protect: true }))), "refused");
  });

  it("is refused for the rebuild that one up cannot make", () => {
    const judged = judgeSite(changed({ cpi: { excludeEndpoint: false } }));
    assert.equal(judged.word, "refused");
    assert.match(judged.reasons[0]?.what ?? "", /in one step refused/);
  });

  it("is a roll for what Cluster API replaces the VM for", () => {
    for (const changes of [
      { machine: { numCPUs: 8, memoryMiB: 4096, diskGiB: 20 } },
      { auditLogging: true },
      { sshAuthorizedKeys: [] },
      { variables: { ntpServers: ["time.example.com"] } },
      { controlPlaneMetadata: { labels: { tier: "gold" } } },
    ]) {
      assert.equal(wordOf(changed(changes)), "roll", JSON.stringify(changes));
    }
    assert.equal(wordOf(changed({}, { variables: { ntpServers: ["time.example.com"] } })), "roll");
  });

  it("is in place, with the keys, for what keeps the VM", () => {
    const variables = { controlPlaneCertificateRotation: { daysBefore: 30 } };
    const refName = "agent.example.com.1.0.0";
    for (const [changes, keys, was] of [
      [{ labels: { tier: "gold" } }, ["site.labels.tier"]],
      [{}, ["site.labels.tier"], { labels: { tier: "gold" } }],
      [{ annotations: { note: "x" } }, ["site.annotations.note"]],
      [{ nodeTimeouts: { drainSeconds: 60 } }, ["site.nodeTimeouts.drainSeconds"]],
      [{ variables }, ["site.variables.controlPlaneCertificateRotation.daysBefore"]],
      [{}, ["site.variables.controlPlaneCertificateRotation.daysBefore"], { variables }],
      [{ packages: { additional: [{ refName }] } }, ["site.packages.additional"]],
      [{ afterReady: { command: "true" } }, ["site.afterReady.command"]],
    ] as const) {
      const site = changed(changes, was);
      assert.equal(wordOf(site), "in place", JSON.stringify(changes));
      assert.deepEqual(keysOf(site), [...keys]);
    }
  });

  it("is in place for a protection that changes, which the Cluster records", () => {
    assert.equal(wordOf(seen(specWith({ protect: true }), before)), "in place");
  });

  it("is in place for another vCenter user, thumbprint, and for values of packages", () => {
    const vcenter = { ...before.connection.vcenter, username: "other@vsphere.local" };
    const connection = { ...before.connection, vcenter };
    const renamed = specWith(open, { connection });
    assert.deepEqual(keysOf(seen(renamed, before)), ["connection.vcenter.username"]);
    const thumbprint = "0A:1B:2C:3D:4E:5F:60:71:82:93:A4:B5:C6:D7:E8:F9:0A:1B:2C:3D";
    const pinned = specWith(open, { connection: { ...connection, vcenter: { ...vcenter, thumbprint } } });
    assert.deepEqual(keysOf(seen(pinned, renamed)), [
      "connection.vcenter.thumbprint",
      "connection.vcenter.username",
    ]);
  });

  it("is nothing for what sets how tkg-edge works", () => {
    for (const changes of [{ timeouts: { createSeconds: 999 } }, { rebuild: { beforeCommand: "true" } }]) {
      assert.equal(wordOf(changed(changes)), "nothing", JSON.stringify(changes));
    }
  });

  it("keeps the generation of the last rebuild where the key was removed", () => {
    assert.equal(wordOf(changed({}, { rebuild: { generation: 2 } })), "nothing");
  });

  it("is drifted for fields that others changed, with both values", () => {
    const variables = (value: unknown) => (live: LiveObject) => {
      const { topology } = live.spec as { topology: { variables: { name: string; value: unknown }[] } };
      const changedTo = topology.variables.map((one) =>
        one.name === "auditLogging" ? { ...one, value } : one,
      );
      return withTopology(live, { variables: changedTo });
    };
    assert.deepEqual(judgeSite(edited(variables({ enabled: true }))).reasons, [
      { what: "Cluster spec.topology.variables.auditLogging.enabled", from: "true", to: "false" },
    ]);
    assert.equal(wordOf(edited(variables({ enabled: true }))), "drifted");
    assert.equal(wordOf(edited((live) => withTopology(live, { controlPlane: { replicas: 3 } }))), "REBUILD");
    const { beside } = lives(before);
    const config = beside.map((one) => (one.kind === "VSphereCPIConfig" ? { ...one, spec: {} } : one));
    assert.equal(wordOf(edited((live) => live, { beside: config })), "drifted");
  });

  it("is drifted for an object that is missing beside the Cluster, a failed machine and a Cluster that is deleted", () => {
    const { beside } = lives(before);
    for (const kind of ["Secret", "VSphereCPIConfig", "ClusterBootstrap"]) {
      const judged = judgeSite(edited((live) => live, { beside: beside.filter((one) => one.kind !== kind) }));
      assert.equal(judged.word, "drifted");
      assert.deepEqual(judged.reasons, [{ what: `there is no ${kind} default/workload-snc` }]);
    }
    const going = edited((live) => ({
      ...live,
      metadata: { ...live.metadata, deletionTimestamp: "2026-01-02T00:00:00Z" },
    }));
    assert.equal(wordOf(going), "drifted");
    const failed = edited((live) => ({
      ...live,
      status: { ...live.status, failureReason: "CreateError", failureMessage: "no disk" },
    }));
    assert.equal(wordOf(failed), "drifted");
  });

  it("is in place where records of tkg-edge are gone", () => {
    const judged = judgeSite(edited((live) => annotated(live, { "tkg-edge/in-place-inputs": undefined })));
    assert.equal(judged.word, "in place");
    assert.ok(judged.reasons.every(({ what }) => what.startsWith("Cluster metadata.annotations.tkg-edge/")));
  });

  it("is create without a Cluster, also beside what an interrupted run left, and with one that never was ready", () => {
    assert.equal(wordOf(seen(before, before, { live: undefined, beside: [] })), "create");
    assert.equal(wordOf(seen(before, before, { live: undefined })), "create");
    const coming = edited((live) => ({
      ...live,
      metadata: { ...live.metadata, creationTimestamp: new Date().toISOString() },
      status: {},
    }));
    assert.equal(wordOf(coming), "create");
  });

  it("is refused for a renamed site, and for what a preview refuses", () => {
    const { live } = lives(before);
    const other = { ...live, metadata: { ...live.metadata, name: "former" } };
    assert.equal(
      wordOf(seen(before, before, { live: undefined, beside: [], elsewhere: [other] })),
      "refused",
    );
    assert.equal(wordOf(seen(before, before, { refusals: ["x"] })), "refused");
    assert.equal(wordOf(seen(before, before, { live: undefined, beside: [], refusals: ["x"] })), "refused");
  });

  it("is adopt or refused for a Cluster of others, and refused for objects of others in its place", () => {
    const bare = { [madeByAnnotation]: undefined, "tkg-edge/rebuild-inputs": undefined };
    const labels = { "run.tanzu.vmware.com/tkr": before.site?.tkrVersion.replace("+", "---") ?? "" };
    const others = (adopt: boolean, changes: Changes = {}) => {
      const spec = specWith({ ...open, adopt, ...changes });
      const { live } = lives(before);
      const foreign = annotated(live, bare);
      return seen(spec, before, { live: { ...foreign, metadata: { ...foreign.metadata, labels } } });
    };
    assert.equal(wordOf(others(true)), "adopt", JSON.stringify(judgeSite(others(true))));
    assert.equal(wordOf(others(true, { controlPlaneEndpoint: "10.185.11.135" })), "refused");
    assert.equal(wordOf(others(false)), "refused");
    const { beside } = lives(before);
    const unmarked = beside.map((one) => annotated(one, { [madeByAnnotation]: "tkg-edge/another" }));
    assert.equal(wordOf(seen(before, before, { live: undefined, beside: unmarked })), "refused");
  });

  it("is unknown where only the state can tell", () => {
    const { live } = lives(before);
    for (const [site, reason] of [
      [edited((one) => annotated(one, { [madeByAnnotation]: undefined })), /before 0\.2\.0/],
      [edited((one) => annotated(one, { [madeByAnnotation]: "tkg-edge/former" })), /tkg-edge\/former/],
      [edited((one) => annotated(one, { "tkg-edge/rebuild-inputs": undefined })), /does not record/],
      [seen(specWith({ ...open, afterReady: { manifests: ["a.yaml"] } })), /afterReady\.manifests/],
      [
        seen(before, before, {
          secretsUnread: "forbidden",
          beside: lives(before).beside.filter(({ kind }) => kind !== "Secret"),
        }),
        /Secret was not read: forbidden/,
      ],
      [seen(before, before, { tkr: undefined, live }), /TKr .* shows no packages/],
    ] as const) {
      const judged = judgeSite(site);
      assert.equal(judged.word, "unknown", JSON.stringify(judged));
      assert.match(judged.reasons[0]?.what ?? "", reason);
    }
  });

  it("knows its stack by the mark alone", () => {
    assert.equal(lives(before).live.metadata.annotations?.[madeByAnnotation], stack);
  });
});
