import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { explainPull } from "../../../src/clients/tkr-bundle.js";
import { bootstrapState } from "../../../src/commands/add-ons.js";

describe("the report of a failed pull of the TKr bundle", () => {
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
    assert.deepEqual(bootstrapState(bootstrap(all), "default/workload-snc"), { done: all });
  });

  it("are awaited by name while one is missing, or while there is no bootstrap", () => {
    assert.deepEqual(bootstrapState(bootstrap(all.slice(1)), "x"), {
      waitingFor: "Antrea-ReconcileSucceeded",
    });
    assert.deepEqual(bootstrapState(undefined, "default/a"), { waitingFor: "ClusterBootstrap default/a" });
  });
});
