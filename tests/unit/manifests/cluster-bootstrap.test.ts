import assert from "node:assert/strict";
import {
  calicoConfig,
  clusterBootstrap,
  vsphereCpiConfig,
} from "../../../src/manifests/cluster-bootstrap.js";
import { exampleSite } from "../example-site.js";

const offered = [
  "antrea.tanzu.vmware.com.1.9.0+vmware.1-tkg.1-advanced",
  "calico.tanzu.vmware.com.3.24.1+vmware.1-tkg.1",
  "vsphere-cpi.tanzu.vmware.com.1.25.1+vmware.2-tkg.1",
];

describe("the packages that a cluster starts with", () => {
  it("keep the API's address out of the node's, as the vendor's CLI does", () => {
    const { site } = exampleSite();
    assert.deepEqual(vsphereCpiConfig(site).spec, {
      vsphereCPI: {
        mode: "vsphereCPI",
        vmNetwork: {
          excludeInternalSubnetCidr: "10.185.11.134/32",
          excludeExternalSubnetCidr: "10.185.11.134/32",
        },
      },
    });
    assert.deepEqual(Object.keys(clusterBootstrap(site, offered).spec), ["cpi"]);
  });

  it("are named in full and belong to the TKr, for Calico", () => {
    const { site } = exampleSite({ cni: "calico" });
    assert.deepEqual(clusterBootstrap(site, offered), {
      apiVersion: "run.tanzu.vmware.com/v1alpha3",
      kind: "ClusterBootstrap",
      metadata: {
        name: "workload-snc",
        namespace: "default",
        annotations: {
          "tkg.tanzu.vmware.com/add-missing-fields-from-tkr": "v1.25.7---vmware.1-tiny.2-tkg.1",
        },
      },
      spec: {
        cni: {
          refName: "calico.tanzu.vmware.com.3.24.1+vmware.1-tkg.1",
          valuesFrom: {
            providerRef: { apiGroup: "cni.tanzu.vmware.com", kind: "CalicoConfig", name: "workload-snc" },
          },
        },
        cpi: {
          refName: "vsphere-cpi.tanzu.vmware.com.1.25.1+vmware.2-tkg.1",
          valuesFrom: {
            providerRef: { apiGroup: "cpi.tanzu.vmware.com", kind: "VSphereCPIConfig", name: "workload-snc" },
          },
        },
      },
    });
    assert.deepEqual(calicoConfig(site).spec, { calico: { config: { vethMTU: 0, skipCNIBinaries: true } } });
  });

  it("list what a TKr offers if it lacks one", () => {
    const { site } = exampleSite({ cni: "calico" });
    assert.throws(
      () => clusterBootstrap(site, offered.slice(0, 1)),
      /offers no package calico; it offers antrea/,
    );
  });
});
