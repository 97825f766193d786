/** What `tanzu cluster create --dry-run` prints for a standard cluster of three nodes and workers, by form. */
import { elided } from "../../example-site.js";

const password = Buffer.from("secret-of-the-dry-run").toString("base64");

export const dryRun = `apiVersion: cpi.tanzu.vmware.com/v1alpha1
kind: VSphereCPIConfig
metadata:
  name: edge
---
apiVersion: csi.tanzu.vmware.com/v1alpha1
kind: VSphereCSIConfig
metadata:
  name: edge
---
apiVersion: run.tanzu.vmware.com/v1alpha3
kind: ClusterBootstrap
metadata:
  name: edge
spec:
  cni:
    refName: calico*
---
apiVersion: v1
kind: Secret
metadata:
  name: edge
type: Opaque
data:
  password: ${password}
  username: ${Buffer.from("administrator@vsphere.local").toString("base64")}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: other
---
apiVersion: cluster.x-k8s.io/v1beta1
kind: Cluster
metadata:
  name: edge
  namespace: default
spec:
  clusterNetwork:
    pods:
      cidrBlocks: [100.96.0.0/11]
    services:
      cidrBlocks: [100.64.0.0/13]
  topology:
    class: tkg-vsphere-default-v1.0.0
    controlPlane:
      metadata:
        annotations:
          run.tanzu.vmware.com/resolve-os-image: image-type=ova,os-name=ubuntu
      replicas: 3
    variables:
      - name: cni
        value: calico
      - name: auditLogging
        value: {enabled: true}
      - name: apiServerEndpoint
        value: 192.0.2.50
      - name: aviAPIServerHAProvider
        value: false
      - name: worker
        value: {machine: {numCPUs: 2}}
      - name: vcenter
        value:
          cloneMode: fullClone
          datacenter: /dc0
          datastore: /dc0/datastore/shared
          folder: /dc0/vm
          network: /dc0/network/VM Network
          resourcePool: /dc0/host/c0/Resources
          server: 192.0.2.10
          storagePolicyID: ""
          template: /dc0/vm/ubuntu
          tlsThumbprint: "${elided.thumbprint}"
      - name: trust
        value:
          additionalTrustedCAs:
            - name: proxy
              data: ""
      - name: user
        value:
          sshAuthorizedKeys:
            - ${elided.sshKey}
      - name: controlPlane
        value:
          machine: {diskGiB: 40, memoryMiB: 8192, numCPUs: 2, customVMXKeys: {}}
          network: {nameservers: [192.0.2.2]}
          nodeLabels: [{key: site, value: north}]
      - name: ntpServers
        value: [192.0.2.3]
      - name: network
        value: {ipv6Primary: false}
      - name: security
        value: {fileIntegrityMonitoring: {enabled: false}}
    version: v1.25.7+vmware.2-tkg.1
    workers:
      machineDeployments:
        - class: tkg-worker
          name: md-0
          replicas: 3
`;
