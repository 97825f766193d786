/** The page's Cluster and Secret as plain objects, for tests that apply them by hand and change one thing. */
import type { Sandbox } from "../../../sandbox/sandbox.js";

export interface ClusterVariable {
  name: string;
  value: unknown;
}

/** Loosely typed on purpose: tests write what no program of ours would. */
export interface PageCluster {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace: string;
    annotations: Record<string, string>;
    labels: Record<string, string>;
  };
  spec: {
    clusterNetwork: unknown;
    topology: {
      class: string;
      version: string;
      controlPlane: { replicas: number; metadata: { annotations: Record<string, string> } };
      variables: ClusterVariable[];
    };
  };
}

/** The Secret with the sandbox's own credentials. */
export function pageSecret(sandbox: Sandbox, name: string) {
  const { username, password } = sandbox.vcenter;
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace: "default" },
    stringData: { username, password },
  };
}

/** The page's Cluster for the page's inputs, on the sandbox's vCenter, registry and an endpoint of it. */
export function pageCluster(sandbox: Sandbox, name: string, endpoint: string): PageCluster {
  const { server, thumbprint } = sandbox.vcenter;
  const variables = {
    controlPlaneTaint: false,
    auditLogging: { enabled: false },
    apiServerEndpoint: endpoint,
    aviAPIServerHAProvider: false,
    imageRepository: { host: sandbox.registry.host },
    trust: { additionalTrustedCAs: [{ name: "imageRepository", data: "LS0tLS1CRUdJTi0tLS0tCg==" }] },
    vcenter: {
      cloneMode: "fullClone",
      datacenter: "/dc0",
      datastore: "/dc0/datastore/sharedVmfs-0",
      folder: "/dc0/vm",
      network: "/dc0/network/VM Network",
      resourcePool: "/dc0/host/cluster0/Resources",
      server,
      storagePolicyID: "",
      tlsThumbprint: thumbprint,
    },
    user: { sshAuthorizedKeys: ["ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ lab"] },
    controlPlane: { machine: { diskGiB: 20, memoryMiB: 4096, numCPUs: 4 } },
  };
  return {
    apiVersion: "cluster.x-k8s.io/v1beta1",
    kind: "Cluster",
    metadata: {
      name,
      namespace: "default",
      annotations: {
        "tkg.tanzu.vmware.com/cluster-controlplane-endpoint": endpoint,
        "run.tanzu.vmware.com/resolve-tkr": "tkr.tanzu.vmware.com/tiny",
      },
      labels: { "tkg.tanzu.vmware.com/cluster-name": name },
    },
    spec: {
      clusterNetwork: {
        pods: { cidrBlocks: ["100.96.0.0/11"] },
        services: { cidrBlocks: ["100.64.0.0/13"] },
      },
      topology: {
        class: "tkg-vsphere-default-v1.0.0",
        version: "v1.25.7+vmware.1-tiny.2",
        controlPlane: {
          replicas: 1,
          metadata: {
            annotations: { "run.tanzu.vmware.com/resolve-os-image": "image-type=ova,os-name=photon" },
          },
        },
        variables: Object.entries(variables).map(([key, value]) => ({ name: key, value })),
      },
    },
  };
}

/** The value of a variable, to be changed in place. */
export function variable(cluster: { spec: { topology: { variables: ClusterVariable[] } } }, name: string) {
  const found = cluster.spec.topology.variables.find((entry) => entry.name === name);
  if (!found) throw new Error(`the Cluster has no variable ${name}`);
  return found;
}
