/**
 * What a change of each key does, from two versions of the files alone: never less than `change-effects` has, and the word of the
 * plan that reads what exists wherever both can tell.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { effectOf, inputEffects, type Effect } from "../../../../src/config/change-effects.js";
import type { StackSpec } from "../../../../src/config/stack-spec.js";
import { compareSite } from "../../../../src/fleet/plan/against/compare-site.js";
import type { SiteVersion } from "../../../../src/fleet/plan/against/site-version.js";
import { judgeSite } from "../../../../src/fleet/plan/judge-site.js";
import type { Verdict, Word } from "../../../../src/fleet/plan/verdict.js";
import { seen, specWith, type Changes } from "./live-site.js";

const open = { protect: false };
const placement = {
  datacenter: "/dc0",
  datastore: "/dc0/datastore/sharedVmfs-0",
  folder: "/dc0/vm",
  network: "/dc0/network/VM Network",
  resourcePool: "/dc0/host/cluster0/Resources",
};
const placed = (place: object) => ({ placement: { ...placement, ...place } });
const network = { podCidrs: ["100.96.0.0/11"], serviceCidrs: ["100.64.0.0/13"] };
const standard = { kind: "standard", tkrVersion: "v1.25.7+vmware.2-tkg.1" };

function version(spec: StackSpec, others: Partial<SiteVersion> = {}): SiteVersion {
  const { site, connection } = spec;
  const { vcenter, managementCluster: management } = connection;
  assert.ok(site && vcenter && management);
  const files = { ciphertext: undefined, server: undefined, manifests: new Map<string, string>() };
  return { spec, site, vcenter, management, ...files, ...others };
}

/** A change from one configuration to another, of the site or of whole sections. */
interface Change {
  readonly to: Changes;
  readonly from?: Changes;
  readonly sections?: Changes;
}

const connected = (part: object) => ({
  connection: {
    managementCluster: { kubeconfig: "mgmt.kubeconfig", context: "mgmt-admin@mgmt" },
    vcenter: {
      ...{ server: "10.185.12.154", username: "administrator@vsphere.local" },
      ...{ thumbprint: "47:F5:83:8E:5D:36:00:11:22:33:44:55:66:77:72:5A:89:7D:29:E5", ...part },
    },
  },
});

/** A changed value of each key with an effect, by its key in `change-effects`. */
const changes: Readonly<Record<string, Change>> = {
  name: { to: { name: "another" } },
  namespace: { to: { namespace: "another" } },
  tkrVersion: { to: { tkrVersion: "v1.24.10+vmware.1-tiny.1-tkg.1" } },
  className: { to: { className: "tkg-vsphere-default-v1.1.0" } },
  os: { to: { os: "ubuntu" } },
  osVersion: { to: { osVersion: "3" } },
  controlPlaneEndpoint: { to: { controlPlaneEndpoint: "10.185.11.135" } },
  "variables.apiServerPort": { to: { variables: { apiServerPort: 6444 } } },
  "network.podCidrs": { to: { network: { ...network, podCidrs: ["100.80.0.0/12"] } } },
  "network.serviceCidrs": { to: { network: { ...network, serviceCidrs: ["100.72.0.0/16"] } } },
  cni: { to: { cni: "calico" } },
  "cpi.excludeEndpoint": { to: { cpi: { excludeEndpoint: false } } },
  "identityRef.name": { to: { identityRef: { name: "shared" } } },
  "connection.vcenter.server": { to: {}, sections: connected({ server: "other.example.com" }) },
  "placement.datacenter": {
    to: placed({
      datacenter: "/dc1",
      datastore: "/dc1/datastore/a",
      folder: "/dc1/vm",
      network: "/dc1/network/a",
      resourcePool: "/dc1/host/a/Resources",
    }),
  },
  "placement.datastore": { to: placed({ datastore: "/dc0/datastore/other" }) },
  "placement.folder": { to: placed({ folder: "/dc0/vm/other" }) },
  "placement.network": { to: placed({ network: "/dc0/network/other" }) },
  "placement.resourcePool": { to: placed({ resourcePool: "/dc0/host/other/Resources" }) },
  "rebuild.generation": { to: { rebuild: { generation: 1 } } },
  machine: { to: { machine: { numCPUs: 8, memoryMiB: 4096, diskGiB: 20 } } },
  "placement.cloneMode": { to: placed({ cloneMode: "linkedClone" }) },
  "placement.storagePolicy": { to: placed({ storagePolicy: "a policy" }) },
  "variables.pci": {
    to: { variables: { pci: { controlPlane: { devices: [{ deviceId: 1, vendorId: 2 }] } } } },
  },
  node: { to: { node: { nameservers: ["203.0.113.9"] } } },
  sshAuthorizedKeys: { to: { sshAuthorizedKeys: [] } },
  imageRepository: { to: { imageRepository: "registry.example.com/tkg" } },
  imageRepositoryTlsVerify: { to: { imageRepositoryTlsVerify: false } },
  trustedCa: { to: { trustedCa: {} } },
  auditLogging: { to: { auditLogging: true } },
  variables: { to: { variables: { ntpServers: ["time.example.com"] } } },
  extraVariables: { to: { extraVariables: { unknownOne: "x" } } },
  controlPlaneMetadata: { to: { controlPlaneMetadata: { labels: { tier: "gold" } } } },
  labels: { to: { labels: { tier: "gold" } } },
  annotations: { to: { annotations: { note: "x" } } },
  nodeTimeouts: { to: { nodeTimeouts: { drainSeconds: 60 } } },
  packages: { to: { packages: { additional: [{ refName: "agent.example.com.1.0.0" }] } } },
  "afterReady.manifests": { to: { afterReady: { manifests: ["a.yaml"] } } },
  "afterReady.command": { to: { afterReady: { command: "true" } } },
  "variables.controlPlaneCertificateRotation": {
    to: { variables: { controlPlaneCertificateRotation: { daysBefore: 30 } } },
  },
  "connection.vcenter.username": { to: {}, sections: connected({ username: "other@vsphere.local" }) },
  "connection.vcenter.thumbprint": {
    to: {},
    sections: connected({ thumbprint: "0A:1B:2C:3D:4E:5F:60:71:82:93:A4:B5:C6:D7:E8:F9:0A:1B:2C:3D" }),
  },
  versionChange: { from: standard, to: { ...standard, versionChange: "roll" } },
  "network.routed": { to: { network: { ...network, routed: true } } },
  adopt: { to: { adopt: true } },
  timeouts: { to: { timeouts: { createSeconds: 999 } } },
  rebuild: { to: { rebuild: { beforeCommand: "true" } } },
  "afterReady.commandTimeoutSeconds": { to: { afterReady: { commandTimeoutSeconds: 60 } } },
};

/** Keys that other cases try: what a change of them does is no matter of two whole specs. */
const elsewhere = [
  ...["variables.network.ipv6Primary", "kind", "from", "protect"],
  ...["network.addressPool", "vcenterPassword", "connection.vcenter.passwordFrom"],
];

/** From the one that does most. */
const order: readonly Effect[] = ["another cluster", "rebuild", "rolled", "in place", "nothing"];

/** Not valid together with others. */
const kept: ReadonlySet<string> = new Set(["placement.datacenter"]);

const pairOf = ({ from = {}, to, sections = {} }: Change) => ({
  was: specWith({ ...open, ...from }),
  is: specWith({ ...open, ...to }, sections),
});

/** Words that do no less than an effect. */
const noLess: Readonly<Record<Effect, readonly Word[]>> = {
  "another cluster": ["refused"],
  rebuild: ["REBUILD", "refused", "unknown"],
  rolled: ["roll", "REBUILD", "refused", "unknown"],
  "in place": ["in place", "roll", "REBUILD", "refused", "unknown"],
  nothing: ["nothing", "in place"],
};

describe("two versions of a site", () => {
  const compared = (
    { was, is }: { was: StackSpec; is: StackSpec },
    others: Partial<SiteVersion> = {},
  ): Verdict => compareSite(version(was), version(is, others));

  it("have a change for each key, or another case has it", () => {
    assert.deepEqual(
      inputEffects.map(({ key }) => key).filter((key) => !(key in changes) && !elsewhere.includes(key)),
      [],
    );
  });

  for (const [key, change] of Object.entries(changes)) {
    const effect = inputEffects.find((row) => row.key === key)?.effect ?? assert.fail(key);
    it(`do no less for ${key} than ${effect}, in either direction, and what the plan of existing objects has`, () => {
      const pair = pairOf(change);
      for (const { was, is } of [pair, { was: pair.is, is: pair.was }]) {
        const judged = compared({ was, is });
        // A lowered generation forces nothing; a removed command is not run.
        const isKept = ["rebuild.generation", "afterReady.command"].includes(key) && was === pair.is;
        if (!isKept) assert.ok(noLess[effect].includes(judged.word), `${effect}: ${JSON.stringify(judged)}`);
        if (effect === "another cluster") continue;
        const live = judgeSite(seen(is, was));
        // No existing object shows an object of the workload cluster or a mark for the provider; the Secret here has one user.
        const isOfSecret = key === "connection.vcenter.username" && was === pair.is;
        const isHidden = ["afterReady.manifests", "adopt"].includes(key) || isOfSecret;
        if (live.word !== "unknown" && !isHidden) {
          assert.equal(judged.word, live.word, JSON.stringify([judged, live]));
          const keys = ({ reasons }: Verdict) =>
            reasons.map(({ what, from, to }) => `${what}: ${from} -> ${to}`);
          if (judged.word === "REBUILD" || judged.word === "roll") assert.deepEqual(keys(judged), keys(live));
        }
      }
    });
  }

  it("do no less for several changes together than for the one that does most", () => {
    const mergeable = Object.entries(changes).filter(
      ([key, { from, sections }]) => !from && !sections && !kept.has(key),
    );
    const rank = ([key]: readonly [string, Change]) => order.indexOf(effectOf(key)?.effect ?? "nothing");
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...mergeable), { minLength: 2, maxLength: 4 }), (picked) => {
        // Of two that change one mapping, the second is all there is.
        const to = Object.assign({}, ...picked.map(([, change]) => change.to)) as Changes;
        const alone = picked.filter(([, change]) =>
          Object.keys(change.to).every((key) => to[key] === change.to[key]),
        );
        const most = order[Math.min(...alone.map(rank))] ?? "nothing";
        const judged = compared({ was: specWith(open), is: specWith({ ...open, ...to }) });
        assert.ok(noLess[most].includes(judged.word), `${most}: ${JSON.stringify(judged)}`);
      }),
      { numRuns: 40 },
    );
  });

  it("are a rebuild for one key whatever else changes, and say the rest", () => {
    const { is } = pairOf({
      to: { controlPlaneEndpoint: "10.185.11.135", auditLogging: true, labels: { a: "b" } },
    });
    const judged = compared({ was: specWith(open), is });
    assert.equal(judged.word, "REBUILD");
    assert.deepEqual(
      judged.also.map(({ what }) => what),
      ["site.auditLogging"],
    );
  });

  it("are a roll for another version of a standard cluster that is rolled, and a rebuild otherwise", () => {
    const next = "v1.25.8+vmware.1-tkg.1";
    const change = (versionChange: string) =>
      compared(pairOf({ from: standard, to: { ...standard, tkrVersion: next, versionChange } })).word;
    assert.equal(change("roll"), "roll");
    assert.equal(change("rebuild"), "REBUILD");
  });

  it("are refused for a rebuild that is protected, before or after", () => {
    const to = { controlPlaneEndpoint: "10.185.11.135" };
    for (const [from, now] of [
      [open, { protect: true }],
      [{ protect: true }, open],
    ]) {
      const judged = compared({ was: specWith(from), is: specWith({ ...now, ...to }) });
      assert.equal(judged.word, "refused");
      assert.deepEqual(
        judged.also.map(({ what }) => what),
        ["site.controlPlaneEndpoint"],
      );
    }
    assert.equal(compared({ was: specWith(open), is: specWith({ protect: true }) }).word, "in place");
  });

  it("are in place for another source of the password, its encrypted text and the content of manifests", () => {
    const spec = specWith(open);
    const from = (environment: string): StackSpec => ({
      ...spec,
      passwordSources: {
        vcenterPassword: { source: { environment }, key: "tkg-edge:x", connectionFile: undefined },
      },
    });
    const what = (judged: Verdict) => [judged.word, ...judged.reasons.map((reason) => reason.what)];
    assert.deepEqual(what(compared({ was: spec, is: from("A") })), [
      "in place",
      "connection.vcenter.passwordFrom",
    ]);
    assert.deepEqual(what(compared({ was: from("B"), is: from("A") })), [
      "in place",
      "connection.vcenter.passwordFrom",
    ]);
    const both = (was: Partial<SiteVersion>, is: Partial<SiteVersion>) =>
      what(compareSite(version(spec, was), version(spec, is)));
    assert.deepEqual(both({ ciphertext: "a" }, { ciphertext: "b" }), [
      "in place",
      "vcenterPassword (its encrypted text)",
    ]);
    assert.deepEqual(
      both({ manifests: new Map([["a.yaml", "1"]]) }, { manifests: new Map([["a.yaml", "2"]]) }),
      ["in place", "site.afterReady.manifests: a.yaml"],
    );
  });

  it("are nothing where nothing changed", () => {
    for (const spec of [specWith(open), specWith({ ...open, cni: "calico", ...standard })]) {
      assert.deepEqual(compared({ was: spec, is: spec }), { word: "nothing", reasons: [], also: [] });
    }
  });
});
