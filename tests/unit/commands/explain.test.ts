import assert from "node:assert/strict";
import type { LiveObject } from "../../../clients/live-object.js";
import { explainPull } from "../../../clients/tkr-bundle.js";
import { lookAtBootstrap } from "../../../commands/add-ons.js";
import { osImagesOf } from "../../../environment/facts/os-image.js";
import { checkAgainstOsImage } from "../../../environment/judgements/ova-image.js";

describe("what a failed pull of the TKr bundle says", () => {
  const reference = "127.66.0.4:5000/tkg/tkr-repository-vsphere-edge:v1.25.7_vmware.1-tiny.2-tkg.1";
  const table: [string, string, RegExp][] = [
    [
      "nobody answers",
      "imgpkg: Error: dial tcp 127.66.0.4:5000: connect: connection refused",
      /^tkg-edge:connection\.registry\.host/,
    ],
    [
      "the host is gone",
      "imgpkg: Error: dial tcp: lookup registry.example.com: no such host",
      /^tkg-edge:connection\.registry\.host/,
    ],
    [
      "an unknown CA",
      "imgpkg: Error: tls: failed to verify certificate: x509: certificate signed by unknown authority",
      /^tkg-edge:connection\.registry\.caFile/,
    ],
    [
      "no permission",
      "imgpkg: Error: GET https://127.66.0.4:5000/v2/: UNAUTHORIZED: authentication required",
      /tkg-edge:registryPassword/,
    ],
    ["a broken connection", "imgpkg: Error: unexpected EOF", /broke off while .* was pulled/],
    ["an unknown tag", "imgpkg: Error: MANIFEST_UNKNOWN: Unknown manifest", /^tkg-edge:management\.tkr/],
  ];
  for (const [what, stderr, expected] of table) {
    it(`names the key to fix: ${what}`, () => {
      const message = explainPull(reference, stderr);
      assert.match(message, expected);
      assert.ok(message.includes(stderr.replace("imgpkg: Error: ", "")), "imgpkg's own words are kept");
    });
  }
});

describe("an OVA compared with the OS images of its TKr", () => {
  const tkrVersion = "v1.25.7+vmware.1-tiny.2-tkg.1";
  const image = (os: string, ref: string): LiveObject => ({
    metadata: { name: `image-${os}-${ref.slice(-6)}` },
    spec: {
      kubernetesVersion: "v1.25.7+vmware.1-tiny.2",
      os: { name: os, version: "3", arch: "amd64" },
      image: { ref: { version: ref } },
    },
  });
  const own = image("photon", `${tkrVersion}-ac20b3`);
  /** Of a later build of the same Kubernetes version, which is another TKr. */
  const laterBuild = image("photon", "v1.25.7+vmware.1-tiny.2-tkg.10-cafe00");
  const ova = (version: string) => ({
    version,
    distroName: "photon",
    distroVersion: "3",
    distroArch: "amd64",
    networks: [],
  });
  /** @param named those of `images` that the TKr names */
  const check = async (
    version: string,
    { os = "photon", images = [own, laterBuild], named = [own], pending = false },
  ) => {
    const tkr = { metadata: { name: "tkr" }, spec: { osImages: named.map(({ metadata }) => metadata) } };
    const cluster = { get: () => Promise.resolve(tkr), list: () => Promise.resolve(images) };
    checkAgainstOsImage(
      "a.ova",
      ova(version),
      await osImagesOf(cluster, tkrVersion, os),
      tkrVersion,
      os,
      pending,
    );
  };

  it("fits when TKG would find the template", async () => {
    await check(`${tkrVersion}-ac20b3`, {});
  });

  it("is refused with both sides named when it is another build", async () => {
    await assert.rejects(
      check(`${tkrVersion}-000000`, {}),
      /tkg-edge:template\.ova[\s\S]*000000[\s\S]*ac20b3.*image-photon/,
    );
  });

  it("is refused when it fits an OS image of another TKr of the same Kubernetes version", async () => {
    await assert.rejects(
      check("v1.25.7+vmware.1-tiny.2-tkg.10-cafe00", {}),
      /does not belong to TKr v1\.25\.7/,
    );
  });

  it("is refused when the TKr has no image of that system", async () => {
    await assert.rejects(check(`${tkrVersion}-ac20b3`, { os: "ubuntu" }), /there is none for ubuntu/);
  });

  it("is compared by version and system alone while the TKr is being installed, and in full once it is", async () => {
    const nothing = { images: [], named: [], pending: true };
    await check(`${tkrVersion}-000000`, nothing);
    // Images come one by one, and one that was deleted comes back.
    const ubuntu = image("ubuntu", `${tkrVersion}-87b1b3`);
    await check(`${tkrVersion}-000000`, { images: [ubuntu], named: [ubuntu], pending: true });
    await check(`${tkrVersion}-000000`, { images: [laterBuild], named: [own], pending: true });
    const refused = /does not belong to TKr v1\.25\.7/;
    await assert.rejects(check("v1.24.10+vmware.1-tiny.1-tkg.1-000000", nothing), refused);
    await assert.rejects(check("v1.25.7+vmware.1-tiny.2-tkg.10-ac20b3", nothing), refused);
    await assert.rejects(check(`${tkrVersion}-000000`, { pending: true }), refused);
  });
});

describe("the core packages of a cluster", () => {
  const bootstrap = (types: readonly string[]): LiveObject => ({
    metadata: { name: "workload-snc" },
    spec: {
      cni: { refName: "antrea.tanzu.vmware.com.1.9.0+vmware.1-tkg.1-advanced" },
      cpi: { refName: "vsphere-cpi.tanzu.vmware.com.1.25.1+vmware.2-tkg.1" },
      additionalPackages: [{ refName: "metrics-server.tanzu.vmware.com.0.6.2+vmware.1-tkg.1" }],
    },
    status: { conditions: types.map((type) => ({ type, status: "True" })) },
  });
  const all = [
    "Antrea-ReconcileSucceeded",
    "Vsphere-Cpi-ReconcileSucceeded",
    "Metrics-Server-ReconcileSucceeded",
  ];

  it("are there when each is reconciled", () => {
    assert.deepEqual(lookAtBootstrap(bootstrap(all), "default/workload-snc"), { done: all });
  });

  it("are awaited by name while one is missing, or while there is no bootstrap", () => {
    assert.deepEqual(lookAtBootstrap(bootstrap(all.slice(1)), "x"), {
      waitingFor: "Antrea-ReconcileSucceeded",
    });
    assert.deepEqual(lookAtBootstrap(undefined, "default/a"), { waitingFor: "ClusterBootstrap default/a" });
  });
});
