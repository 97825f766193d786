// The user data that the kubeadm bootstrap provider would make for the first control plane node. Pure.
// In: the Cluster and its authorities. Out: cloud-init text, in the form the guest reads in both profiles.
import yaml from "js-yaml";
import type { Authorities } from "./authorities.js";
import type { Cluster, Endpoint } from "./kinds.js";

/** The cloud-config of a first control plane node. */
export function userData(cluster: Cluster, endpoint: Endpoint, authorities: Authorities): string {
  const topology = cluster.spec?.topology;
  const network = cluster.spec?.clusterNetwork;
  const clusterConfiguration = {
    apiVersion: "kubeadm.k8s.io/v1beta3",
    kind: "ClusterConfiguration",
    clusterName: cluster.metadata.name,
    controlPlaneEndpoint: `${endpoint.host}:${endpoint.port}`,
    kubernetesVersion: topology?.version ?? "",
    networking: {
      dnsDomain: network?.serviceDomain ?? "cluster.local",
      podSubnet: network?.pods?.cidrBlocks?.[0],
      serviceSubnet: network?.services?.cidrBlocks?.[0] ?? "10.96.0.0/12",
    },
  };
  const tainted = topology?.variables?.find(({ name }) => name === "controlPlaneTaint")?.value !== false;
  const initConfiguration = {
    apiVersion: "kubeadm.k8s.io/v1beta3",
    kind: "InitConfiguration",
    nodeRegistration: { name: "{{ ds.meta_data.hostname }}", ...(tainted ? {} : { taints: [] }) },
  };
  const file = (path: string, content: string) => ({
    path,
    owner: "root:root",
    permissions: "0600",
    content,
  });
  const pair = (name: string, material: Authorities["ca"]) => [
    file(`/etc/kubernetes/pki/${name}.crt`, material.certificate),
    file(`/etc/kubernetes/pki/${name}.key`, material.key),
  ];
  const config = {
    write_files: [
      ...pair("ca", authorities.ca),
      ...pair("etcd/ca", authorities.etcd),
      ...pair("front-proxy-ca", authorities.proxy),
      file("/etc/kubernetes/pki/sa.pub", authorities.sa.certificate),
      file("/etc/kubernetes/pki/sa.key", authorities.sa.key),
      file("/run/kubeadm/kubeadm.yaml", [clusterConfiguration, initConfiguration].map(document).join("")),
    ],
    runcmd: ["kubeadm init --config /run/kubeadm/kubeadm.yaml"],
  };
  return `## template: jinja\n#cloud-config\n${yaml.dump(config)}`;
}

function document(value: object): string {
  return `---\n${yaml.dump(value, { skipInvalid: true })}`;
}

/** The metadata that names the node. */
export function metadata(hostName: string): string {
  return yaml.dump({ "instance-id": hostName, "local-hostname": hostName });
}
