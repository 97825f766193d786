#!/usr/bin/env bash
# The commands in the vendor page, one after another, with the waits that tkg-edge has. In: the environment of the tools
# (KUBECONFIG, GOVC_*), BUNDLE, BUNDLE_CA, PACKAGE_FILE, OVA, the files configmap.json and cluster.json in the working
# directory, TKR. What `make bench` compares the first `pulumi up` with.
set -euo pipefail

class=tkg-vsphere-default-v1.0.0
kubectl annotate --overwrite clusterclass "$class" -n tkg-system run.tanzu.vmware.com/resolve-tkr='!tkr.tanzu.vmware.com/tiny'

kubectl apply -f configmap.json
imgpkg pull -b "$BUNDLE" -o repository --registry-ca-cert-path "$BUNDLE_CA"
sed -i 's/^metadata:/metadata:\n  namespace: tkg-system/' "repository/$PACKAGE_FILE"
kubectl apply -f "repository/$PACKAGE_FILE"
until kubectl get "tkr/$TKR" >&/dev/null; do sleep 0.2; done
kubectl wait "tkr/$TKR" --for=condition=Compatible --timeout=120s
kubectl wait "tkr/$TKR" --for=condition=Ready --timeout=120s
until kubectl get "cbt/$TKR" -n tkg-system >&/dev/null; do sleep 0.2; done
for image in $(kubectl get "tkr/$TKR" -o 'jsonpath={.spec.osImages[*].name}'); do
  until kubectl get "osimage/$image" >&/dev/null; do sleep 0.2; done
done

govc import.ova -ds /dc0/datastore/sharedVmfs-0 -pool /dc0/host/cluster0/Resources -folder /dc0/vm -name photon-tiny "$OVA"
govc vm.markastemplate photon-tiny

kubectl apply -f cluster.json
for condition in TopologyReconciled InfrastructureReady ControlPlaneReady Ready; do
  kubectl wait cluster/workload-snc "--for=condition=$condition" --timeout=300s
done
for addon in Antrea Vsphere-Cpi Vsphere-Csi Kapp-Controller Metrics-Server Secretgen-Controller; do
  kubectl wait clusterbootstrap/workload-snc "--for=condition=$addon-ReconcileSucceeded" --timeout=300s
done
kubectl get secret workload-snc-kubeconfig -o 'jsonpath={.data.value}' | base64 --decode > workload.kubeconfig
