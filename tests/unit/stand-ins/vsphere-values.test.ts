/** What the packages that talk to vCenter are installed with, by the keys of the vendor's controllers. */
import assert from "node:assert/strict";
import { cpiValues, csiValues } from "../../../sandbox/stand-ins/addons/vsphere-values.js";
import type { Cluster } from "../../../sandbox/stand-ins/tkg/api.js";

const vcenter = {
  ...{ server: "vcenter.example.com", datacenter: "/DC0", network: "/DC0/network/VM Network" },
  ...{ tlsThumbprint: "", username: "edge", password: "not-a-password" },
};
const annotations = {
  "tkg.tanzu.vmware.com/tkg-http-proxy": "http://proxy:3128",
  "tkg.tanzu.vmware.com/tkg-ip-family": "ipv4",
};
const cluster: Cluster = {
  apiVersion: "cluster.x-k8s.io/v1beta1",
  kind: "Cluster",
  metadata: { name: "workload-snc", annotations },
  spec: { topology: { class: "c", version: "v1.25.7", controlPlane: { replicas: 1 } } },
};

describe("the data values of vSphere packages", () => {
  it("are those of the Cluster, with the defaults of the vendor's controllers", () => {
    const cpi = cpiValues({}, vcenter, annotations);
    assert.deepEqual(
      [cpi.server, cpi.datacenter, cpi.insecureFlag, cpi.ipFamily, cpi.http_proxy, cpi.no_proxy],
      ["vcenter.example.com", "/DC0", true, "ipv4", "http://proxy:3128", ""],
    );
    assert.deepEqual(cpi.cloudProviderExtraArgs, { "tls-cipher-suites": "" });
    assert.deepEqual((cpi.nsxt as Record<string, unknown>).routes, { routerPath: "", clusterCidr: "" });
    const csi = csiValues({}, vcenter, cluster);
    assert.deepEqual(
      [csi.clusterName, csi.namespace, csi.publicNetwork, csi.attachTimeout, csi.deployment_replicas],
      ["workload-snc", "kube-system", "/DC0/network/VM Network", "300s", 1],
    );
    assert.deepEqual(
      [csi.insecureFlag, csi.windows_support, csi.http_proxy],
      [true, false, "http://proxy:3128"],
    );
  });

  it("are those of the config where it has some", () => {
    const own = {
      ...{ vCenterAPIEndpoint: "other.example.com", tlsThumbprint: "AA", region: "north" },
      ...{ proxy: { http_proxy: "http://own:3128" }, nsxt: { route: { routerPath: "/path" } } },
      vmNetwork: { excludeExternalSubnetCidr: "10.0.0.1/32" },
    };
    const cpi = cpiValues(own, vcenter, annotations);
    assert.deepEqual(
      [cpi.server, cpi.insecureFlag, cpi.region, cpi.http_proxy, cpi.vmExcludeExternalNetworkSubnetCidr],
      ["other.example.com", false, "north", "http://own:3128", "10.0.0.1/32"],
    );
    assert.deepEqual((cpi.nsxt as Record<string, unknown>).routes, { routerPath: "/path", clusterCidr: "" });
    const csi = csiValues({ deploymentReplicas: 9, insecureFlag: false, namespace: "csi" }, vcenter, cluster);
    assert.deepEqual([csi.deployment_replicas, csi.insecureFlag, csi.namespace], [3, false, "csi"]);
  });
});
