#!/usr/bin/env bash
# Saves the labelled ConfigMaps of a cluster before it is rebuilt; apply-objects.sh applies them afterwards.
#   tkg-edge:site.rebuild.beforeCommand: ./export-objects.sh
# KINDS and CARRY_LABEL choose the objects. A Secret would be saved in plain text: carry its values otherwise.
set -euo pipefail
umask 077
kinds="${KINDS:-configmaps}"
label="${CARRY_LABEL:-example.com/carry=true}"
file="${CARRY_DIRECTORY:-carried}/$TKG_EDGE_CLUSTER_NAMESPACE.$TKG_EDGE_CLUSTER_NAME.yaml"

mkdir -p "$(dirname "$file")"
found="$(kubectl get "$kinds" --all-namespaces --selector "$label" --output json)"
count="$(kubectl get "$kinds" --all-namespaces --selector "$label" --output name | wc -l)"
if [ "$count" -eq 0 ]; then
  : >"$file"
else
  # What the old cluster wrote into them means nothing to the new one.
  fields='[{"op": "remove", "path": "/metadata/uid"}, {"op": "remove", "path": "/metadata/resourceVersion"}]'
  kubectl patch --local --filename - --type json --patch "$fields" --output yaml <<<"$found" >"$file.part"
  mv "$file.part" "$file"
fi
echo "saved $count objects in $file"
