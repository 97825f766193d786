#!/usr/bin/env bash
# Saves the labelled ConfigMaps of a cluster before it is rebuilt; apply-objects.sh applies them afterwards.
#   tkg-edge:site.rebuild.beforeCommand: ./export-objects.sh
# KINDS and CARRY_LABEL choose the objects. A Secret would be saved in plain text: carry its values otherwise.
set -euo pipefail
umask 077
kinds="${KINDS:-configmaps}"
label="${CARRY_LABEL:-example.com/carry=true}"
file="${CARRY_DIRECTORY:-carried}/$TKG_EDGE_CLUSTER_NAMESPACE.$TKG_EDGE_CLUSTER_NAME.json"

mkdir -p "$(dirname "$file")"
get() { kubectl get "$kinds" --all-namespaces --selector "$label" --output "$1"; }
names="$(get name)"
if [ -z "$names" ]; then
  : >"$file.part"
else
  # What the old cluster wrote into them means nothing to the new one, which deletes objects whose owners it does not have.
  written='{"metadata": {"uid": null, "resourceVersion": null, "creationTimestamp": null, "ownerReferences": null}}'
  found="$(get json)"
  # JSON, since kubectl prints several objects as YAML without anything between them.
  kubectl patch --local --filename - --type merge --patch "$written" --output json <<<"$found" >"$file.part"
fi
# A rebuild of a cluster that never got them would otherwise lose what was saved before.
if [ -s "$file" ]; then mv "$file" "$file.previous"; fi
mv "$file.part" "$file"
echo "saved $(wc -w <<<"$names") objects in $file"
