/**
 * Stands in for the addons manager's cluster pause webhook: a Cluster that is moved to another TKr is paused, until the
 * addons manager has moved its ClusterBootstrap as well.
 */
import {
  allow,
  type AdmissionAnswer,
  type AdmissionRequest,
  type StandIn,
  type StandInContext,
} from "./stand-in.js";
import { annotations, clusters, labels, received, tanzuKubernetesReleases } from "./tkg/api.js";

export const clusterPauseWebhook: StandIn = {
  name: "stand-in:cluster-pause-webhook",
  standsInFor: "tanzu-addons-manager of TKG 2.2.0 (pausing of Clusters)",
  start: () => Promise.resolve(),
  webhooks: [
    {
      type: "mutating",
      configuration: "clusterbootstrap-mutating-webhook-configuration",
      name: "clusterpause.mutating.vmware.com",
      // Not the vendor's path: Cluster API's webhook has the same, in another process.
      path: "/addons-manager/mutate-cluster-x-k8s-io-v1beta1-cluster",
      reinvocationPolicy: "IfNeeded",
      timeoutSeconds: 30,
      rules: [
        {
          apiGroups: ["cluster.x-k8s.io"],
          apiVersions: ["v1beta1"],
          operations: ["UPDATE"],
          resources: ["clusters"],
        },
      ],
      handle: pauseWhenMoved,
    },
  ],
};

async function pauseWhenMoved(
  request: AdmissionRequest,
  { client }: StandInContext,
): Promise<AdmissionAnswer> {
  const cluster = received(clusters, request.object);
  const wanted = cluster.metadata.labels?.[labels.tkr];
  if (wanted === undefined || !request.oldObject) return allow;
  const current = received(clusters, request.oldObject).metadata.labels?.[labels.tkr];
  if (current === wanted) return allow;
  if (current !== undefined && current !== "") {
    const tkr = await client.get(tanzuKubernetesReleases, { name: current });
    if (tkr === undefined || tkr.metadata.labels?.[labels.legacyTkr] !== undefined) return allow;
  }
  cluster.spec.paused = true;
  cluster.metadata.annotations = { ...cluster.metadata.annotations, [annotations.paused]: wanted };
  return { kind: "mutate", object: cluster };
}
