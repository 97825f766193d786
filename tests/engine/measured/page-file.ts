/**
 * The files in the vendor page, typed from it, for its example inputs and a sandbox's vCenter, registry and
 * endpoint.
 */
import assert from "node:assert/strict";
import type { Sandbox } from "../../../sandbox/sandbox.js";

export const compatibilityConfigMap = `apiVersion: v1
data:
  tkrVersions: '["v1.25.7+vmware.1-tiny.2-tkg.1"]'
kind: ConfigMap
metadata:
  name: tkg-compatibility-versions-v1.25.7---vmware.1-tiny.2-tkg.1
  namespace: tkg-system
  labels:
    run.tanzu.vmware.com/additional-compatible-tkrs: ""
`;

/** The vendor page's vsphere-snc.yaml: the Cluster first, its Secret second. */
export function clusterAndSecret(sandbox: Sandbox): string {
  const [endpoint = assert.fail("the sandbox has no endpoint")] = sandbox.endpoints;
  const { server, username, password, thumbprint } = sandbox.vcenter;
  return `apiVersion: cluster.x-k8s.io/v1beta1
kind: Cluster
metadata:
  annotations:
    tkg.tanzu.vmware.com/cluster-controlplane-endpoint: ${endpoint}
    run.tanzu.vmware.com/resolve-tkr: 'tkr.tanzu.vmware.com/tiny'
  labels:
    tkg.tanzu.vmware.com/cluster-name: workload-snc
  name: workload-snc
  namespace: default
spec:
  clusterNetwork:
    pods:
      cidrBlocks:
      - 100.96.0.0/11
    services:
      cidrBlocks:
      - 100.64.0.0/13
  topology:
    class: tkg-vsphere-default-v1.0.0
    controlPlane:
      metadata:
        annotations:
          run.tanzu.vmware.com/resolve-os-image: image-type=ova,os-name=photon
      replicas: 1
    variables:
    - name: controlPlaneTaint
      value: false
    - name: auditLogging
      value:
        enabled: false
    - name: apiServerEndpoint
      value: ${endpoint}
    - name: aviAPIServerHAProvider
      value: false
    - name: imageRepository
      value:
        host: ${sandbox.registry.host}
    - name: trust
      value:
        additionalTrustedCAs:
        - data: LS0tLS1CRUdJTi0tLS0tCg==
          name: imageRepository
    - name: vcenter
      value:
        cloneMode: fullClone
        datacenter: /dc0
        datastore: /dc0/datastore/sharedVmfs-0
        folder: /dc0/vm
        network: /dc0/network/VM Network
        resourcePool: /dc0/host/cluster0/Resources
        server: ${server}
        storagePolicyID: ""
        tlsThumbprint: ${thumbprint}
    - name: user
      value:
        sshAuthorizedKeys:
        - ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ example
    - name: controlPlane
      value:
        machine:
          diskGiB: 20
          memoryMiB: 4096
          numCPUs: 4
    version: v1.25.7+vmware.1-tiny.2
---
apiVersion: v1
kind: Secret
metadata:
  name: workload-snc
  namespace: default
stringData:
  password: ${password}
  username: ${username}
`;
}
