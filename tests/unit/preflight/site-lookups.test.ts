/** What the look at a management cluster says of a site's address and of its operating system. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../clients/management-cluster.js";
import { endpointProblems } from "../../../preflight/endpoint-use.js";
import { osImageProblems } from "../../../preflight/os-image-count.js";

describe("the address of a site", () => {
  const site = { name: "edge-1", namespace: "default", controlPlaneEndpoint: "127.0.0.50" };
  const cluster = (name: string, spec: Readonly<Record<string, unknown>>): LiveObject => ({
    metadata: { name, namespace: "default" },
    spec,
  });
  const asking = (address: string) => ({
    topology: { variables: [{ name: "apiServerEndpoint", value: address }] },
  });

  it("may be the site's own Cluster's, and another's may be another", () => {
    const clusters = [cluster("edge-1", asking("127.0.0.50")), cluster("edge-2", asking("127.0.0.51"))];
    assert.deepEqual(endpointProblems(site, clusters), []);
  });

  for (const [what, spec] of [
    ["asks for it", asking("127.0.0.50")],
    ["has it", { controlPlaneEndpoint: { host: "127.0.0.50", port: 6443 } }],
  ] as const) {
    it(`is refused when another Cluster ${what}`, () => {
      const [problem] = endpointProblems(site, [cluster("edge-2", spec)]);
      assert.equal(problem?.path, "tkg-edge:site.controlPlaneEndpoint");
      assert.match(problem.found ?? "", /"127\.0\.0\.50", which the Cluster default\/edge-2 uses/);
    });
  }
});

describe("the OS images of a site's TKr", () => {
  const site = { os: "photon", tkrVersion: "v1.25.7+vmware.1-tiny.2-tkg.1" } as const;
  const image = (name: string, os: string): LiveObject => ({
    metadata: { name },
    spec: { os: { name: os, version: "3" } },
  });
  const tkr = (...names: readonly string[]): LiveObject => ({
    metadata: { name: "tkr" },
    spec: { osImages: names.map((name) => ({ name })) },
  });
  const images = [image("a", "photon"), image("b", "ubuntu"), image("c", "photon")];

  it("fit when exactly one is of its operating system; images of other TKrs do not count", () => {
    assert.deepEqual(osImageProblems(site, tkr("a", "b"), images), []);
  });

  it("are refused when two fit, naming both", () => {
    const [problem] = osImageProblems(site, tkr("a", "b", "c"), images);
    assert.equal(problem?.path, "tkg-edge:site.os");
    assert.match(problem.found ?? "", /has 2 OS images: a \(photon 3\), c \(photon 3\)/);
  });

  it("are refused when none fits, naming what there is", () => {
    const [problem] = osImageProblems(site, tkr("b"), images);
    assert.match(problem?.found ?? "", /has 0 OS images: none/);
    assert.match(problem?.expected ?? "", /b \(ubuntu 3\)/);
  });
});
