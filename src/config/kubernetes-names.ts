/** Names, labels and host names by the rules of Kubernetes and DNS. */
import * as z from "zod";
import { text } from "./fields.js";

const dnsLabel = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
const dnsSubdomain = new RegExp(`^(?=.{1,253}$)${dnsLabel}(\\.${dnsLabel})*$`);

/** Name of a workload cluster; it also names machines, whose names get a random ending. */
export const clusterName = text(
  (value) => /^[a-z]([a-z0-9-]{0,40}[a-z0-9])?$/.test(value),
  "a cluster name: 1 to 42 lower-case letters, digits or '-', starting with a letter and ending with a letter or digit",
);

/** Whether a text can be the name of a namespace. */
export const isDnsLabel = (value: string): boolean => new RegExp(`^${dnsLabel}$`).test(value);

export const namespaceName = text(
  isDnsLabel,
  "a Kubernetes namespace name: 1 to 63 lower-case letters, digits or '-'",
);

/** Namespaces that TKG's object propagation leaves out: a ClusterClass is never copied there. */
const withoutClass = new Set([
  "avi-system",
  "cert-manager",
  "kube-node-lease",
  "kube-public",
  "kube-system",
  "secretgen-controller",
  "tanzu-auth",
  "tkg-system-networking",
  "tkg-system-public",
  "tkg-system-telemetry",
  "tkr-system",
]);

/** Namespace of a Cluster, which must have a copy of its class. */
export const siteNamespace = namespaceName.superRefine((value, context) => {
  if (!withoutClass.has(value)) return;
  const message = `another namespace: TKG copies the ClusterClass to every namespace but a few, and ${value} is one of these`;
  context.addIssue({ code: "custom", message });
});

export const className = text(
  (value) => dnsSubdomain.test(value),
  "the name of a ClusterClass such as \"tkg-vsphere-default-v1.0.0\": lower-case letters, digits, '-' and '.'",
);

/** Whether a text can be the name of most objects. */
export const isDnsSubdomain = (value: string): boolean => dnsSubdomain.test(value);

/** Host name of DNS, without a dot at the end. */
export const dnsName = text(
  (value) => dnsSubdomain.test(value.toLowerCase()),
  'a DNS name such as "edge.example.com"',
);

/** Prefixes below which a kubelet may not label its own node, and what is allowed there all the same (NodeRestriction). */
const reservedLabel = /(^|\.)(kubernetes|k8s)\.io$/;
const allowedReserved = /(^|\.)(node|kubelet)\.kubernetes\.io$/;
const allowedKeys = new Set([
  "kubernetes.io/hostname",
  "kubernetes.io/arch",
  "kubernetes.io/os",
  "topology.kubernetes.io/region",
  "topology.kubernetes.io/zone",
]);

/** Labels of a node, key to value. The kubelet sets them, so it must be allowed to. */
export const nodeLabels = z
  .record(z.string(), z.string({ error: "a text; quote numbers and booleans" }), {
    error: "a mapping of label to text",
  })
  .superRefine((labels, context) => {
    for (const [key, value] of Object.entries(labels)) {
      const message = labelProblem(key, value);
      if (message !== undefined) context.addIssue({ code: "custom", path: [key], message });
    }
  });

const goodName = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

/** Whether a text is the key of a label or annotation. */
export function isQualifiedName(key: string): boolean {
  const [name = "", prefix, ...rest] = key.split("/").reverse();
  return rest.length === 0 && goodName.test(name) && (prefix === undefined || dnsSubdomain.test(prefix));
}

export function isLabelValue(value: string): boolean {
  return value === "" || goodName.test(value);
}

function labelProblem(key: string, value: string): string | undefined {
  const prefix = key.includes("/") ? key.slice(0, key.indexOf("/")) : undefined;
  if (!isQualifiedName(key)) {
    return 'a label key: up to 63 letters, digits, ".", "_" or "-", with a DNS name and "/" before it if need be';
  }
  if (
    prefix !== undefined &&
    reservedLabel.test(prefix) &&
    !allowedReserved.test(prefix) &&
    !allowedKeys.has(key)
  ) {
    return 'a label that a kubelet may set on its node: not below kubernetes.io or k8s.io, save "node.kubernetes.io/"';
  }
  if (!isLabelValue(value)) {
    return 'a label value: up to 63 letters, digits, ".", "_" or "-"';
  }
  return undefined;
}
