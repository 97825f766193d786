/** The vendor page's Cluster and Secret as plain objects, for tests that apply them by hand and change one thing. */
import type { Sandbox } from "../../../sandbox/sandbox.js";
import {
  clusterMetadata,
  clusterObject,
  vcenterVariable,
  type ClusterVariable,
} from "../../cluster-object.js";

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

/** The Cluster in the vendor page with its example inputs, on the sandbox's vCenter, registry and an endpoint of it. */
export function pageCluster(sandbox: Sandbox, name: string, endpoint: string): PageCluster {
  return clusterObject(clusterMetadata(name, endpoint), {
    controlPlaneTaint: false,
    auditLogging: { enabled: false },
    apiServerEndpoint: endpoint,
    aviAPIServerHAProvider: false,
    imageRepository: { host: sandbox.registry.host },
    trust: { additionalTrustedCAs: [{ name: "imageRepository", data: "LS0tLS1CRUdJTi0tLS0tCg==" }] },
    vcenter: vcenterVariable(sandbox.vcenter),
    user: { sshAuthorizedKeys: ["ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ lab"] },
    controlPlane: { machine: { diskGiB: 20, memoryMiB: 4096, numCPUs: 4 } },
  });
}

/** The value of a variable, to be changed in place. */
export function variable(cluster: { spec: { topology: { variables: ClusterVariable[] } } }, name: string) {
  const found = cluster.spec.topology.variables.find((entry) => entry.name === name);
  if (!found) throw new Error(`the Cluster has no variable ${name}`);
  return found;
}
