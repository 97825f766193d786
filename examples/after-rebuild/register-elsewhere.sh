#!/usr/bin/env bash
# Registers the cluster with a fleet tool on another cluster, as a ConfigMap there with the address of its API.
#   tkg-edge:site.afterReady.command: FLEET_KUBECONFIG=/etc/fleet/kubeconfig ./register-elsewhere.sh
# Real tools want another object; the shape is the same: read from this cluster, write to the other one, repeatable.
set -euo pipefail
: "${FLEET_KUBECONFIG:?the kubeconfig of the cluster to register with}"
server="$(kubectl config view --minify --output 'jsonpath={.clusters[0].cluster.server}')"
id="$(kubectl get namespace kube-system --output 'jsonpath={.metadata.uid}')"

kubectl --kubeconfig "$FLEET_KUBECONFIG" apply --server-side --filename - <<OBJECT
apiVersion: v1
kind: ConfigMap
metadata:
  name: site-$TKG_EDGE_CLUSTER_NAMESPACE.$TKG_EDGE_CLUSTER_NAME
  namespace: ${FLEET_NAMESPACE:-default}
data:
  server: $server
  clusterId: $id
OBJECT
