/** What a Cluster records for a plan that reads no state. */
import assert from "node:assert/strict";
import { inputEffects } from "../../../src/config/change-effects.js";
import {
  clusterRecord,
  protectedAnnotation,
  recordedToolVersion,
  toolVersionAnnotation,
} from "../../../src/manifests/cluster-record.js";
import { cluster } from "../../../src/manifests/cluster.js";
import { inPlaceChanges, inPlaceInputs, inPlaceInputsAnnotation } from "../../../src/manifests/in-place.js";
import { exampleSite } from "../example-site.js";

const recordOf = (changes: Record<string, unknown> = {}) => clusterRecord(exampleSite(changes).site, "1.2.3");
const inputsOf = (changes: Record<string, unknown> = {}) => inPlaceInputs(exampleSite(changes).site);

/** Annotations of the Cluster as an `up` with a version left them. */
function applied(version: string, changes: Record<string, unknown> = {}): Record<string, string> {
  const { site, vcenter } = exampleSite(changes);
  return { ...cluster(site, vcenter).metadata.annotations, ...clusterRecord(site, version) };
}

describe("the record of a Cluster", () => {
  it("is empty but for protection and version where everything has its default", () => {
    assert.deepEqual(recordOf({ protect: true }), {
      [inPlaceInputsAnnotation]: '{"v":1}',
      [protectedAnnotation]: "true",
      [toolVersionAnnotation]: "1.2.3",
    });
    assert.equal(recordOf({ protect: false })[protectedAnnotation], "false");
  });

  it("is no part of the manifest, so that no digest, gate or rendered file changes", () => {
    const { site, vcenter } = exampleSite();
    const { annotations } = cluster(site, vcenter).metadata;
    for (const name of Object.keys(recordOf())) assert.ok(!(name in annotations), name);
  });

  it("has every input that changes in place, sorted by key", () => {
    const inputs = inputsOf({
      labels: { "example.com/tier": "gold", a: "b" },
      annotations: { note: "n".repeat(100) },
      nodeTimeouts: { drainSeconds: 60 },
      node: { nameservers: ["10.0.0.1"] },
      network: { addressPool: { addresses: ["10.0.0.10"], prefix: 24, gateway: "10.0.0.1" } },
      packages: { additional: [{ refName: "agent.example.com.1.0.0" }, { refName: "metrics-server*" }] },
      afterReady: { manifests: ["a.yaml", "b.yaml"], command: "true" },
      variables: { controlPlaneCertificateRotation: { daysBefore: 30 } },
    });
    const { "annotations.note": note, ...others } = inputs;
    assert.match(note ?? "", /^sha256:/);
    assert.deepEqual(others, {
      "afterReady.manifests": "a.yaml, b.yaml",
      "labels.a": "b",
      "labels.example.com/tier": "gold",
      "network.addressPool.addresses": "10.0.0.10",
      "network.addressPool.gateway": "10.0.0.1",
      "network.addressPool.prefix": "24",
      "nodeTimeouts.drainSeconds": "60",
      "packages.additional": "agent.example.com.1.0.0, metrics-server*",
      "variables.controlPlaneCertificateRotation.daysBefore": "30",
    });
    assert.deepEqual(Object.keys(inputs), Object.keys(inputs).sort());
  });

  it("covers each key of a site that changes in place", () => {
    const covered = [
      "labels",
      "annotations",
      "network.addressPool",
      "nodeTimeouts",
      "packages",
      "afterReady.manifests",
    ];
    const elsewhere = ["afterReady.command", "vcenterPassword"];
    const known = [...covered, ...elsewhere, "variables.controlPlaneCertificateRotation"];
    const keys = inputEffects.filter(({ effect }) => effect === "in place").map(({ key }) => key);
    assert.deepEqual(
      keys.filter((key) => !key.startsWith("connection.") && !known.includes(key)),
      [],
    );
  });

  it("holds neither values of packages nor command lines, nor a checksum of them", () => {
    const secretly = (word: string) =>
      inputsOf({
        packages: {
          additional: [{ refName: "agent.example.com.1.0.0", valuesFrom: { inline: { note: word } } }],
        },
        afterReady: { command: `login --with ${word}` },
        rebuild: { beforeCommand: `backup --with ${word}` },
      });
    assert.deepEqual(secretly("open-sesame"), secretly("another"));
  });

  it("shows a change as old -> new, and a removed key", () => {
    const before = recordOf({ labels: { tier: "gold", old: "yes" } })[inPlaceInputsAnnotation];
    assert.deepEqual(inPlaceChanges(before, inputsOf({ labels: { tier: "silver" } })), [
      { input: "labels.tier", from: "gold", to: "silver" },
      { input: "labels.old", from: "yes", to: "(not set)" },
    ]);
    assert.equal(inPlaceChanges(undefined, inputsOf()), undefined);
  });
});

describe("the version that a Cluster records", () => {
  const versionFor = (live: Record<string, string> | undefined, changes: Record<string, unknown> = {}) => {
    const { site, vcenter } = exampleSite(changes);
    return recordedToolVersion(site, vcenter.server, live, "2.0.0");
  };

  it("stays what it is while nothing else of the record changes: a release is no change of a Cluster", () => {
    assert.equal(versionFor(applied("1.0.0")), "1.0.0");
  });

  it("is the running one for a new Cluster, one of a release without records, and a changed input of any effect", () => {
    assert.equal(versionFor(undefined), "2.0.0");
    const { site, vcenter } = exampleSite();
    assert.equal(versionFor({ ...cluster(site, vcenter).metadata.annotations }), "2.0.0");
    for (const changes of [
      { labels: { tier: "gold" } },
      { machine: { numCPUs: 16 } },
      { rebuild: { generation: 1 } },
      { protect: !site.protect },
    ]) {
      assert.equal(versionFor(applied("1.0.0"), changes), "2.0.0", JSON.stringify(changes));
    }
  });

  it("is the running one where the record was taken out by hand", () => {
    const { [inPlaceInputsAnnotation]: _, ...without } = applied("1.0.0");
    assert.equal(versionFor(without), "2.0.0");
  });
});
