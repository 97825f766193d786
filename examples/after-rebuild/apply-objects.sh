#!/usr/bin/env bash
# Applies what export-objects.sh saved before the rebuild.
#   tkg-edge:site.afterReady.command: ./apply-objects.sh
# Their namespaces have to exist: list them in tkg-edge:site.afterReady.manifests, which are applied first.
set -euo pipefail
file="${CARRY_DIRECTORY:-carried}/$TKG_EDGE_CLUSTER_NAMESPACE.$TKG_EDGE_CLUSTER_NAME.json"

if [ -s "$file" ]; then
  kubectl apply --server-side --filename "$file"
else
  echo "nothing was carried over: $file is missing or empty"
fi
