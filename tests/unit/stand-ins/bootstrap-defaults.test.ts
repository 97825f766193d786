import assert from "node:assert/strict";
import type { BootstrapSpec, TanzuKubernetesRelease } from "../../../sandbox/stand-ins/tkg/api.js";
import { completeRefNames, withMissingFields } from "../../../sandbox/stand-ins/tkg/bootstrap-defaults.js";

const tkr: TanzuKubernetesRelease = {
  apiVersion: "run.tanzu.vmware.com/v1alpha3",
  kind: "TanzuKubernetesRelease",
  metadata: { name: "v1" },
  spec: {
    version: "v1",
    kubernetes: { version: "v1" },
    bootstrapPackages: [
      { name: "calico.x.1" },
      { name: "capabilities.x.1" },
      { name: "kapp-controller.x.1" },
    ],
  },
};
const reference = (kind: string) => ({ providerRef: { apiGroup: "g", kind, name: "t" } });
const template: BootstrapSpec = {
  cni: { refName: "antrea.x.1", valuesFrom: reference("AntreaConfig") },
  kapp: { refName: "kapp-controller.x.1", valuesFrom: reference("KappControllerConfig") },
  additionalPackages: [
    { refName: "metrics-server.x.1", valuesFrom: { inline: { a: 1 } } },
    { refName: "pinniped.x.1" },
  ],
};

describe("defaults of a ClusterBootstrap", () => {
  it("a prefix is completed; none and several are errors in the vendor's words", () => {
    const spec: BootstrapSpec = { cni: { refName: "calico*" }, kapp: { refName: "kapp-controller.x.1" } };
    completeRefNames(tkr, spec);
    assert.equal(spec.cni?.refName, "calico.x.1");
    assert.throws(
      () => {
        completeRefNames(tkr, { cni: { refName: "cilium*" } });
      },
      {
        message:
          "no bootstrapPackage name matches the prefix cilium within the BootstrapPackages [[{calico.x.1} {capabilities.x.1} {kapp-controller.x.1}]] of TanzuKubernetesRelease v1",
      },
    );
    assert.throws(() => {
      completeRefNames(tkr, { cni: { refName: "ca*" } });
    }, /multiple bootstrapPackage names matche the prefix ca/);
  });

  it("at admission missing packages come without their values, the user's stay", () => {
    const own: BootstrapSpec = {
      cni: { refName: "calico.x.1", valuesFrom: reference("CalicoConfig") },
      additionalPackages: [{ refName: "own.x.1" }, { refName: "metrics-server.x.1" }],
    };
    assert.deepEqual(withMissingFields(own, template, { valuesFrom: false }), {
      cni: own.cni,
      kapp: { refName: "kapp-controller.x.1" },
      additionalPackages: [
        { refName: "metrics-server.x.1" },
        { refName: "pinniped.x.1" },
        { refName: "own.x.1" },
      ],
    });
  });

  it("at adoption values come too, but never into inline values", () => {
    const own: BootstrapSpec = {
      additionalPackages: [{ refName: "metrics-server.x.1", valuesFrom: { inline: { b: 2 } } }],
    };
    const full = withMissingFields(own, template, { valuesFrom: true });
    assert.deepEqual(full.kapp, template.kapp);
    assert.deepEqual(full.additionalPackages?.[0]?.valuesFrom, { inline: { b: 2 } });
  });
});
