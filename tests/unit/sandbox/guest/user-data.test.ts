import assert from "node:assert/strict";
import {
  clusterFacts,
  hasBootstrapData,
  isFirstNode,
  readBootstrap,
} from "../../../../sandbox/guest/user-data.js";
import type { VirtualMachine } from "../../../../sandbox/guest/vcenter.js";
import type { Authorities } from "../../../../sandbox/stand-ins/capi-light/authorities.js";
import { metadata, userData } from "../../../../sandbox/stand-ins/capi-light/bootstrap-data.js";
import type { Cluster } from "../../../../sandbox/stand-ins/capi-light/kinds.js";

const pair = (name: string) => ({ certificate: `certificate of ${name}\n`, key: `key of ${name}\n` });
const authorities: Authorities = { ca: pair("ca"), etcd: pair("etcd"), proxy: pair("proxy"), sa: pair("sa") };
const endpoint = { host: "127.66.3.50", port: 6443 };

function cluster(taint: boolean | undefined): Cluster {
  return {
    apiVersion: "cluster.x-k8s.io/v1beta1",
    kind: "Cluster",
    metadata: { name: "workload-snc", namespace: "default" },
    spec: {
      clusterNetwork: { services: { cidrBlocks: ["100.64.0.0/13"] } },
      topology: {
        class: "c",
        version: "v1.25.7+vmware.1-tiny.2",
        variables: taint === undefined ? [] : [{ name: "controlPlaneTaint", value: taint }],
      },
    },
  };
}

function machine(text: string, meta = metadata("workload-snc-abcde-vwxyz")): VirtualMachine {
  const base64 = (value: string) => Buffer.from(value).toString("base64");
  return {
    moid: "vm-62",
    name: "workload-snc-abcde-vwxyz",
    biosUuid: "ef6a6a7c-9caa-537e-907e-e34a94c9f43f",
    poweredOn: true,
    cpus: 4,
    memoryMiB: 4096,
    extraConfig: new Map([
      ["guestinfo.userdata", base64(text)],
      ["guestinfo.userdata.encoding", "base64"],
      ["guestinfo.metadata", base64(meta)],
      ["guestinfo.metadata.encoding", "base64"],
    ]),
  };
}

describe("bootstrap data inside a virtual machine", () => {
  it("carries the cluster's keys, endpoint, version and node name to the guest", () => {
    const read = readBootstrap(machine(userData(cluster(false), endpoint, authorities)));
    assert.ok(isFirstNode(read));
    assert.deepEqual(read.clusterCa, authorities.ca);
    assert.deepEqual(read.etcdCa, authorities.etcd);
    assert.deepEqual(read.frontProxyCa, authorities.proxy);
    assert.deepEqual(read.serviceAccount, { publicKey: "certificate of sa\n", privateKey: "key of sa\n" });
    assert.deepEqual(read.endpoint, endpoint);
    assert.equal(read.hostName, "workload-snc-abcde-vwxyz");
    assert.equal(read.clusterName, "workload-snc");
    assert.equal(read.kubernetesVersion, "v1.25.7+vmware.1-tiny.2");
    assert.equal(read.serviceSubnet, "100.64.0.0/13");
  });

  it("taints the node unless the cluster disables it", () => {
    const taints = (value: boolean | undefined) =>
      readBootstrap(machine(userData(cluster(value), endpoint, authorities))).taints;
    const usual = [{ key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" }];
    assert.deepEqual(taints(false), []);
    assert.deepEqual(taints(true), usual);
    assert.deepEqual(taints(undefined), usual);
  });

  it("is refused with the name of what is missing", () => {
    assert.throws(() => readBootstrap(machine("write_files: []")), /writes no \/run\/kubeadm\/kubeadm.yaml/);
    const [half] = userData(cluster(false), endpoint, authorities).split("kind: InitConfiguration");
    assert.throws(() => readBootstrap(machine(half!)), /has no InitConfiguration/);
  });

  it("of a node that joins names the endpoint and leaves the rest to kubeadm-config", () => {
    const join = {
      kind: "JoinConfiguration",
      discovery: { bootstrapToken: { apiServerEndpoint: "127.66.3.50:6443" } },
      nodeRegistration: { name: "{{ ds.meta_data.hostname }}", taints: [] },
    };
    const first = userData(cluster(false), endpoint, authorities);
    const text = first
      .replace("/run/kubeadm/kubeadm.yaml\n", "/run/kubeadm/kubeadm-join-config.yaml\n")
      .replace(/content: \|\n {6}---[\s\S]*?\nruncmd/, `content: '${JSON.stringify(join)}'\nruncmd`);
    const read = readBootstrap(machine(text));
    assert.equal(isFirstNode(read), false);
    assert.deepEqual([read.endpoint, read.hostName, read.taints], [endpoint, "workload-snc-abcde-vwxyz", []]);
    const init = readBootstrap(machine(first));
    assert.ok(isFirstNode(init));
    assert.equal(clusterFacts(init.clusterConfiguration).kubernetesVersion, "v1.25.7+vmware.1-tiny.2");
  });

  it("is checked before anything is booted", () => {
    assert.equal(hasBootstrapData(machine("x")), true);
    assert.equal(hasBootstrapData({ ...machine("x"), extraConfig: new Map() }), false);
  });
});
