import assert from "node:assert/strict";
import type { LiveObject } from "../../../clients/management-cluster.js";
import { checkAgainstOsImage } from "../../../clients/ova-properties.js";
import { explainPull } from "../../../clients/tkr-bundle.js";
import { lookAtBootstrap } from "../../../commands/add-ons.js";

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
    it(`names the key to mend: ${what}`, () => {
      const message = explainPull(reference, stderr);
      assert.match(message, expected);
      assert.ok(message.includes(stderr.replace("imgpkg: Error: ", "")), "imgpkg's own words are kept");
    });
  }
});

describe("an OVA compared with the OS images of its TKr", () => {
  const image = (os: string, ref: string): LiveObject => ({
    metadata: { name: `image-${os}` },
    spec: {
      kubernetesVersion: "v1.25.7+vmware.1-tiny.2",
      os: { name: os, version: "3", arch: "amd64" },
      image: { ref: { version: ref } },
    },
  });
  const images = [image("photon", "v1.25.7+vmware.1-tiny.2-tkg.1-ac20b3")];
  const ova = (version: string) => ({
    version,
    distroName: "photon",
    distroVersion: "3",
    distroArch: "amd64",
    networks: [],
  });
  const check = (version: string, os = "photon") => {
    checkAgainstOsImage("a.ova", ova(version), images, "v1.25.7+vmware.1-tiny.2-tkg.1", os, false);
  };

  it("fits when TKG would find the template", () => {
    assert.doesNotThrow(() => {
      check("v1.25.7+vmware.1-tiny.2-tkg.1-ac20b3");
    });
  });

  it("is refused with both sides named when it is another build", () => {
    assert.throws(() => {
      check("v1.25.7+vmware.1-tiny.2-tkg.1-000000");
    }, /tkg-edge:template\.ova[\s\S]*000000[\s\S]*ac20b3.*image-photon/);
  });

  it("is refused when the TKr has no image of that system", () => {
    assert.throws(() => {
      check("v1.25.7+vmware.1-tiny.2-tkg.1-ac20b3", "ubuntu");
    }, /there is none for ubuntu/);
  });

  it("is compared by version and system alone while the TKr is being installed, and in full once it is", () => {
    const pending = (version: string, there: readonly LiveObject[]) => {
      checkAgainstOsImage("a.ova", ova(version), there, "v1.25.7+vmware.1-tiny.2-tkg.1", "photon", true);
    };
    assert.doesNotThrow(() => {
      pending("v1.25.7+vmware.1-tiny.2-tkg.1-000000", []);
      // Images come one by one, and one that was deleted comes back.
      pending("v1.25.7+vmware.1-tiny.2-tkg.1-000000", [
        image("ubuntu", "v1.25.7+vmware.1-tiny.2-tkg.1-87b1b3"),
      ]);
    });
    assert.throws(() => {
      pending("v1.24.10+vmware.1-tiny.1-tkg.1-000000", []);
    }, /does not belong to TKr v1\.25\.7/);
    assert.throws(() => {
      pending("v1.25.7+vmware.1-tiny.2-tkg.1-000000", images);
    }, /does not belong to TKr v1\.25\.7/);
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
