import type { Sandbox } from "../../../sandbox/sandbox.js";

/** A vCenter identity `shared-vcenter` that every namespace may use, and its Secret where CAPV reads it. */
export function sharedIdentity({ username, password }: Sandbox["vcenter"]): object {
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "shared-vcenter", namespace: "capv-system" },
    stringData: { username, password },
  };
  const identity = {
    apiVersion: "infrastructure.cluster.x-k8s.io/v1beta1",
    kind: "VSphereClusterIdentity",
    metadata: { name: "shared-vcenter" },
    spec: {
      secretName: "shared-vcenter",
      allowedNamespaces: { selector: { matchExpressions: [], matchLabels: {} } },
    },
  };
  return { apiVersion: "v1", kind: "List", items: [secret, identity] };
}
