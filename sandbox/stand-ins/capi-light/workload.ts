// The workload cluster through its kubeconfig, which is created here for the Secret and used to read the one
// Node.
import yaml from "js-yaml";
import { issueCertificate } from "../../guest/certificates.js";
import { accessOf } from "../runtime/api-access.js";
import { KubeClient } from "../runtime/kube-client.js";
import type { FreeObject } from "../runtime/objects.js";
import { resource } from "../runtime/resources.js";
import type { Material } from "./authorities.js";
import type { Endpoint } from "./kinds.js";

/** What the light profile needs to know of a Node. */
export interface WorkloadNode {
  readonly name: string;
  readonly uid: string;
  readonly ready: boolean;
}

interface Node extends FreeObject {
  spec?: { providerID?: string };
  status?: { conditions?: { type: string; status: string }[] };
}

const nodes = resource<Node>("v1", "Node", "nodes", "Cluster");

/** The administrator's kubeconfig, named as Cluster API names it. */
export async function makeKubeconfig(clusterName: string, endpoint: Endpoint, ca: Material): Promise<string> {
  const admin = await issueCertificate(ca, {
    commonName: "kubernetes-admin",
    organization: "system:masters",
    usage: "client",
  });
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const user = `${clusterName}-admin`;
  const context = `${user}@${clusterName}`;
  return yaml.dump({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name: clusterName,
        cluster: {
          server: `https://${endpoint.host}:${endpoint.port}`,
          "certificate-authority-data": base64(ca.certificate),
        },
      },
    ],
    users: [
      {
        name: user,
        user: {
          "client-certificate-data": base64(admin.certificate),
          "client-key-data": base64(admin.key),
        },
      },
    ],
    contexts: [{ name: context, context: { cluster: clusterName, user } }],
    "current-context": context,
  });
}

/** The Node of this provider id, or undefined while the workload API does not answer or has none. */
export async function findNode(kubeconfig: string, providerId: string): Promise<WorkloadNode | undefined> {
  try {
    const { items } = await new KubeClient(accessOf(kubeconfig), "stand-in:capi-light").list(nodes);
    const node = items.find(({ spec }) => spec?.providerID === providerId);
    if (!node) return undefined;
    const ready =
      node.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;
    return { name: node.metadata.name, uid: node.metadata.uid ?? "", ready };
  } catch {
    return undefined;
  }
}
