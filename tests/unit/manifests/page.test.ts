import assert from "node:assert/strict";
import { cluster } from "../../../src/manifests/cluster.js";
import { compatibilityConfigMap } from "../../../src/manifests/compatibility-config-map.js";
import { credentialsSecret } from "../../../src/manifests/credentials-secret.js";
import { rebuildInputsAnnotation } from "../../../src/manifests/rebuild.js";
import { rolledInputsAnnotation } from "../../../src/manifests/rolled.js";
import { elided, exampleSite } from "../example-site.js";

/** What is on purpose not as on the page, each in one line; everything else must be equal. */
const improvements = [
  `annotation ${rebuildInputsAnnotation}: what the cluster was built from, so that a preview can show why it is rebuilt`,
  `annotation ${rolledInputsAnnotation}: what the node was made of, so that a preview can show why it is rolled`,
  "the password in the Secret is decoded: <encoded:...> is understood by the Tanzu CLI's own file alone",
  "sizes are integers even where the vendor page's shell would quote them",
];

describe("the vendor page's objects", () => {
  it("ConfigMap (step 2.2)", () => {
    assert.deepEqual(compatibilityConfigMap("v1.25.7+vmware.1-tiny.2-tkg.1"), {
      apiVersion: "v1",
      data: { tkrVersions: '["v1.25.7+vmware.1-tiny.2-tkg.1"]' },
      kind: "ConfigMap",
      metadata: {
        name: "tkg-compatibility-versions-v1.25.7---vmware.1-tiny.2-tkg.1",
        namespace: "tkg-system",
        labels: { "run.tanzu.vmware.com/additional-compatible-tkrs": "" },
      },
    });
  });

  it("Secret (step 4.2), without its values, which only Pulumi knows", () => {
    assert.deepEqual(credentialsSecret("workload-snc", "default"), {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "workload-snc", namespace: "default" },
    });
  });

  it("Cluster (step 4.2)", () => {
    const { site, vcenter } = exampleSite();
    const built = cluster(site, vcenter);
    const {
      [rebuildInputsAnnotation]: inputs,
      [rolledInputsAnnotation]: rolled,
      ...annotations
    } = built.metadata.annotations;
    assert.ok(inputs && rolled, `two of the ${improvements.length} improvements`);
    assert.deepEqual(
      { ...built, metadata: { ...built.metadata, annotations } },
      {
        apiVersion: "cluster.x-k8s.io/v1beta1",
        kind: "Cluster",
        metadata: {
          annotations: {
            "tkg.tanzu.vmware.com/cluster-controlplane-endpoint": "10.185.11.134",
            "run.tanzu.vmware.com/resolve-tkr": "tkr.tanzu.vmware.com/tiny",
          },
          labels: { "tkg.tanzu.vmware.com/cluster-name": "workload-snc" },
          name: "workload-snc",
          namespace: "default",
        },
        spec: {
          clusterNetwork: {
            pods: { cidrBlocks: ["100.96.0.0/11"] },
            services: { cidrBlocks: ["100.64.0.0/13"] },
          },
          topology: {
            class: "tkg-vsphere-default-v1.0.0",
            controlPlane: {
              metadata: {
                annotations: { "run.tanzu.vmware.com/resolve-os-image": "image-type=ova,os-name=photon" },
              },
              replicas: 1,
            },
            variables: [
              { name: "controlPlaneTaint", value: false },
              { name: "auditLogging", value: { enabled: false } },
              { name: "apiServerEndpoint", value: "10.185.11.134" },
              { name: "aviAPIServerHAProvider", value: false },
              { name: "imageRepository", value: { host: "projects.registry.vmware.com/tkg" } },
              {
                name: "trust",
                value: { additionalTrustedCAs: [{ data: elided.ca, name: "imageRepository" }] },
              },
              {
                name: "vcenter",
                value: {
                  cloneMode: "fullClone",
                  datacenter: "/dc0",
                  datastore: "/dc0/datastore/sharedVmfs-0",
                  folder: "/dc0/vm",
                  network: "/dc0/network/VM Network",
                  resourcePool: "/dc0/host/cluster0/Resources",
                  server: "10.185.12.154",
                  storagePolicyID: "",
                  tlsThumbprint: elided.thumbprint,
                },
              },
              { name: "user", value: { sshAuthorizedKeys: [elided.sshKey] } },
              { name: "controlPlane", value: { machine: { diskGiB: 20, memoryMiB: 4096, numCPUs: 4 } } },
            ],
            version: "v1.25.7+vmware.1-tiny.2",
          },
        },
      },
    );
  });

  it("leaves the trust variable out where there is no CA, since an empty one breaks the node", () => {
    const { site, vcenter } = exampleSite({ trustedCa: {} });
    const names = cluster(site, vcenter).spec.topology.variables.map((variable) => variable.name);
    assert.ok(!names.includes("trust"));
  });
});
