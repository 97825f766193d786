/** Labels, annotations and timeouts that a user gives to a Cluster and its machine. */
import assert from "node:assert/strict";
import { goDuration, secondsOfGoDuration } from "../../../src/config/go-duration.js";
import { ConfigurationError } from "../../../src/config/problem.js";
import { cluster } from "../../../src/manifests/cluster.js";
import { rebuildInputs } from "../../../src/manifests/rebuild.js";
import { rolledInputs } from "../../../src/manifests/rolled.js";
import { exampleSite } from "../example-site.js";

const changes = {
  labels: { region: "north", "example.com/app-install": "true" },
  annotations: { "backup.example.com/policy": "nightly" },
  controlPlaneMetadata: { labels: { zone: "edge" }, annotations: { "example.com/note": "keep" } },
  nodeTimeouts: { drainSeconds: 300 },
};

describe("what a user adds to a Cluster", () => {
  const plain = exampleSite();
  const { site, vcenter } = exampleSite(changes);
  const made = cluster(site, vcenter);

  it("stands beside what this program and TKG need", () => {
    const before = cluster(plain.site, plain.vcenter);
    assert.deepEqual(made.metadata.labels, { ...changes.labels, ...before.metadata.labels });
    assert.equal(made.metadata.annotations["backup.example.com/policy"], "nightly");
    assert.deepEqual(
      Object.keys(before.metadata.annotations).filter((key) => !(key in made.metadata.annotations)),
      [],
    );
    assert.deepEqual(made.spec.topology.controlPlane, {
      metadata: {
        labels: { zone: "edge" },
        annotations: {
          "example.com/note": "keep",
          ...before.spec.topology.controlPlane.metadata.annotations,
        },
      },
      replicas: 1,
      nodeDrainTimeout: "5m0s",
    });
  });

  it("rebuilds nothing, and rolls for the machine's metadata alone", () => {
    assert.deepEqual(rebuildInputs(site, vcenter.server), rebuildInputs(plain.site, vcenter.server));
    const added = Object.keys(rolledInputs(site)).filter((key) => !(key in rolledInputs(plain.site)));
    assert.deepEqual(added, [
      "controlPlaneMetadata.annotations.example.com/note",
      "controlPlaneMetadata.labels.zone",
    ]);
  });

  const reserved = [
    ...[
      "tkg-edge/rebuild-inputs",
      "run.tanzu.vmware.com/resolve-tkr",
      "tkg.tanzu.vmware.com/cluster-name",
      "osInfo",
    ],
    ...[
      "topology.cluster.x-k8s.io/owned",
      "cluster.x-k8s.io/paused",
      "kubernetes.io/x",
      "pulumi.com/waitFor",
      "tkg/plan",
    ],
  ];
  for (const key of reserved) {
    it(`cannot be ${key}, which has another author`, () => {
      for (const change of [
        { labels: { [key]: "x" } },
        { annotations: { [key]: "x" } },
        { controlPlaneMetadata: { labels: { [key]: "x" } } },
        { controlPlaneMetadata: { annotations: { [key]: "x" } } },
      ]) {
        assert.throws(
          () => exampleSite(change),
          (error) => error instanceof ConfigurationError && error.message.includes("writes this one itself"),
        );
      }
    });
  }

  it("may be the recommended labels of Kubernetes", () => {
    assert.ok(exampleSite({ labels: { "app.kubernetes.io/part-of": "shop" } }));
  });

  it("has durations as Go prints them, and reads its other forms", () => {
    for (const [seconds, text] of [
      [0, "0s"],
      [59, "59s"],
      [60, "1m0s"],
      [300, "5m0s"],
      [3661, "1h1m1s"],
      [86400, "24h0m0s"],
    ] as const) {
      assert.equal(goDuration(seconds), text);
      assert.equal(secondsOfGoDuration(text), seconds);
    }
    assert.equal(secondsOfGoDuration("5m"), 300);
    assert.equal(secondsOfGoDuration("0"), 0);
    for (const text of ["", "5", "1.5m", "5 m", "-5m", "m", "5d"])
      assert.equal(secondsOfGoDuration(text), undefined);
  });
});
