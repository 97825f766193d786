/** Names by the rules of Kubernetes, and words of which there are few. */
import { bad, type BadInput } from "./bad-input.js";

export const names: readonly BadInput[] = [
  bad("site.name", "Workload", "a cluster name"),
  bad("site.name", "workload.snc", "a cluster name"),
  bad("site.name", "a".repeat(43), "1 to 42 lower-case letters"),
  bad("site.name", undefined, "a cluster name"),
  bad("site.namespace", "Default", "a Kubernetes namespace name"),
  bad("site.className", "TKG_class", "the name of a ClusterClass"),
  bad("site.kind", "tiny", '"minimal" (a tiny TKr) or "standard"'),
  bad("site.os", "Photon", '"photon" or "ubuntu"'),
  bad("site.cni", "cilium", '"antrea" or "calico"'),
  bad("site.protect", "yes", "true or false, written without quotes"),
  bad("site.protected", true, 'did you mean "protect"?'),
  bad("site.plcement", {}, 'did you mean "placement"?'),
  bad("site.node.labels", { "bad key": "x" }, "a label key", 'site.node.labels["bad key"]'),
  bad("site.node.labels", { site: "a b" }, "a label value", "site.node.labels.site"),
  bad(
    "site.node.labels",
    { "node-role.kubernetes.io/edge": "" },
    "a label that a kubelet may set",
    'site.node.labels["node-role.kubernetes.io/edge"]',
  ),
  bad("site.node.searchDomains", ["edge_example"], "a DNS name", "site.node.searchDomains[0]"),
  bad("site.identityRef", { name: "Shared" }, "a Kubernetes namespace name", "site.identityRef.name"),
  bad(
    "site.namespace",
    "kube-system",
    "TKG copies the ClusterClass to every namespace but a few, and kube-system",
  ),
  bad("site.from", { management: "a b" }, "the name of a stack", "site.from.management"),
  bad("site.from", { managment: "mgmt" }, 'did you mean "management"?', "site.from.managment"),
];
