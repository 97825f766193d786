/** What a management cluster's objects show about a site's address and its operating system. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { readCluster } from "../../../src/environment/facts/cluster.js";
import { readOsImage } from "../../../src/environment/facts/os-image.js";
import { readTkr } from "../../../src/environment/facts/tkr.js";
import { endpointUse } from "../../../src/environment/judgements/endpoint.js";
import { osImageCount, type WantedOs } from "../../../src/environment/judgements/os-image.js";

describe("the address of a site", () => {
  const address = "127.0.0.50";
  const site = { name: "edge-1", namespace: "default", controlPlaneEndpoint: address };
  const cluster = (
    name: string,
    spec: Readonly<Record<string, unknown>>,
    metadata: Partial<LiveObject["metadata"]> = {},
  ): LiveObject => ({ metadata: { name, namespace: "default", ...metadata }, spec });
  const requesting = (value: string) => ({ topology: { variables: [{ name: "apiServerEndpoint", value }] } });
  const use = (clusters: readonly LiveObject[]) => endpointUse(site, clusters.map(readCluster));
  const created = (at: string, uid = "u") => ({ creationTimestamp: `2026-01-01T00:00:${at}Z`, uid });

  it("may be the site's own Cluster's, and another's may be another", () => {
    const clusters = [cluster("edge-1", requesting(address)), cluster("edge-2", requesting("127.0.0.51"))];
    assert.equal(use(clusters).severity, "ok");
  });

  const annotations = { "tkg.tanzu.vmware.com/cluster-controlplane-endpoint": address };
  for (const [what, user] of [
    ["requests it by the variable", cluster("edge-2", requesting(address))],
    ["requests it by the annotation", cluster("edge-2", {}, { annotations })],
    ["has it", cluster("edge-2", { controlPlaneEndpoint: { host: address, port: 6443 } })],
    [
      "has another and requests it",
      cluster("edge-2", { controlPlaneEndpoint: { host: "x" } }, { annotations }),
    ],
    [
      "of that name in another namespace has it",
      cluster("edge-1", requesting(address), { namespace: "edge" }),
    ],
  ] as const) {
    it(`is refused when another Cluster ${what}`, () => {
      const problem = use([user]);
      assert.equal(problem.path, "tkg-edge:site.controlPlaneEndpoint");
      assert.match(problem.seen, /"127\.0\.0\.50", which the Cluster (default\/edge-2|edge\/edge-1) uses/);
    });
  }

  it("is not one that a Cluster neither has nor requests", () => {
    const empty = { controlPlaneEndpoint: { host: "", port: 0 } };
    assert.deepEqual(readCluster(cluster("edge-2", empty)).endpoints, []);
  });

  it("stays with the Cluster that was created first; of one second, with the smaller UID", () => {
    const refused = (own: object, other: object) =>
      use([cluster("edge-1", requesting(address), own), cluster("edge-2", requesting(address), other)])
        .severity === "failure";
    assert.equal(refused(created("01"), created("02")), false);
    assert.equal(refused(created("02"), created("01")), true);
    assert.equal(refused(created("01", "a"), created("01", "b")), false);
    assert.equal(refused(created("01", "b"), created("01", "a")), true);
  });

  it("is refused when a Cluster that was created later has it and the own one does not yet", () => {
    const clusters = [
      cluster("edge-1", requesting("127.0.0.51"), created("01")),
      cluster("edge-2", requesting(address), created("02")),
    ];
    assert.equal(use(clusters).severity, "failure");
  });
});

describe("the OS images of a site's TKr", () => {
  const wanted = { section: "site", os: "photon", tkrVersion: "v1.25.7+vmware.1-tiny.2-tkg.1" } as const;
  const image = (name: string, os: string, version = "3"): LiveObject => ({
    metadata: { name },
    spec: { os: { name: os, version } },
  });
  const tkr = (...names: readonly string[]): LiveObject => ({
    metadata: { name: "tkr" },
    spec: { osImages: names.map((name) => ({ name })) },
  });
  const images = [image("a", "photon"), image("b", "ubuntu"), image("c", "photon")].map(readOsImage);
  const count = (of: LiveObject) => osImageCount(wanted, readTkr(of), images);

  it("fit when exactly one is of its operating system; images of other TKrs do not count", () => {
    assert.equal(count(tkr("a", "b")).severity, "ok");
  });

  it("are refused when two fit, naming both", () => {
    const problem = count(tkr("a", "b", "c"));
    assert.equal(problem.path, "tkg-edge:site.os");
    assert.match(problem.seen, /has 2 OS images: a \(photon 3\), c \(photon 3\)/);
  });

  describe("in two versions", () => {
    const both = ["a", "d", "u"].map((name, index) =>
      image(name, index === 2 ? "ubuntu" : "photon", ["3", "5", "2204"][index]),
    );
    const use = (more: Partial<WantedOs>) =>
      osImageCount({ ...wanted, ...more }, readTkr(tkr("a", "d", "u")), both.map(readOsImage));

    it("are refused while no version is given, naming the key and its values", () => {
      const finding = use({});
      assert.equal(finding.path, "tkg-edge:site.os");
      assert.match(finding.seen, /has 2 OS images: a \(photon 3\), d \(photon 5\)/);
      assert.match(finding.expected ?? "", /set site\.osVersion to "3" or "5"/);
    });

    it("fit once a version is given, with or without dots in the label", () => {
      assert.deepEqual([use({ osVersion: "3" }).severity, use({ osVersion: "5" }).severity], ["ok", "ok"]);
      assert.equal(use({ os: "ubuntu", osVersion: "22.04" }).severity, "ok");
    });

    it("are refused by the version's key when none is of it, naming what there is", () => {
      const finding = use({ os: "ubuntu", osVersion: "20.04" });
      assert.equal(finding.path, "tkg-edge:site.osVersion");
      assert.match(finding.seen, /^"20\.04" of ubuntu, for which .* has 0 OS images: none/);
      assert.match(finding.expected ?? "", /a \(photon 3\), d \(photon 5\), u \(ubuntu 2204\)/);
    });

    it("all fit a template, whose OVA decides", () => {
      const finding = use({ section: "template" });
      assert.equal(finding.severity, "ok");
      assert.match(finding.seen, /photon 3 .* or .*photon 5/);
    });
  });

  it("are refused when none fits, naming what there is", () => {
    const problem = count(tkr("b"));
    assert.match(problem.seen, /has 0 OS images: none/);
    assert.match(problem.expected ?? "", /b \(ubuntu 3\)/);
  });
});
