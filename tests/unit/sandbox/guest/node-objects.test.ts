import assert from "node:assert/strict";
import { apiServerArguments, etcdArguments, kubeletArguments } from "../../../../sandbox/guest/arguments.js";
import {
  kubeadmConfigMap,
  kubeletConfigMap,
  nodeObject,
  staticPodObject,
} from "../../../../sandbox/guest/node-objects.js";
import type { Bootstrap } from "../../../../sandbox/guest/user-data.js";

const secret = "PRIVATE KEY MATERIAL";
const pair = { certificate: "c", key: secret };
const bootstrap: Bootstrap = {
  hostName: "node-1",
  clusterName: "workload-snc",
  endpoint: { host: "127.66.3.50", port: 6443 },
  kubernetesVersion: "v1.25.7+vmware.1-tiny.2",
  serviceSubnet: "100.64.0.0/13",
  extraNames: [],
  taints: [],
  nodeLabels: { site: "berlin" },
  clusterCa: pair,
  etcdCa: pair,
  frontProxyCa: pair,
  serviceAccount: { publicKey: "p", privateKey: secret },
  clusterConfiguration: "kind: ClusterConfiguration\n",
};
const machine = {
  moid: "vm-62",
  name: "node-1",
  biosUuid: "ef6a6a7c-9caa-537e-907e-e34a94c9f43f",
  poweredOn: true,
  cpus: 4,
  memoryMiB: 4096,
  extraConfig: new Map<string, string>(),
};
const state = {
  ready: true,
  kubeletPort: 10250,
  etcdUrl: "https://127.66.3.50:2379",
  now: "2026-01-02T03:04:05.000Z",
};

describe("what a guest puts into its API", () => {
  it("is a Node that Cluster API finds by the virtual machine's identity", () => {
    const node = nodeObject(bootstrap, machine, state);
    assert.deepEqual(node.spec, {
      providerID: "vsphere://ef6a6a7c-9caa-537e-907e-e34a94c9f43f",
      taints: [],
    });
    const { labels } = node.metadata;
    assert.deepEqual([labels?.["node-role.kubernetes.io/control-plane"], labels?.site], ["", "berlin"]);
  });

  it("is Ready, or not with the fault", () => {
    const ready = (value: boolean) => {
      const { conditions } = nodeObject(bootstrap, machine, { ...state, ready: value }).status as {
        conditions: { type: string; status: string }[];
      };
      return conditions.find(({ type }) => type === "Ready")?.status;
    };
    assert.equal(ready(true), "True");
    assert.equal(ready(false), "False");
  });

  it("names loopback addresses only, as the API server dials them", () => {
    const { addresses } = nodeObject(bootstrap, machine, state).status as {
      addresses: { type: string; address: string }[];
    };
    const dialled = addresses.filter(({ type }) => type !== "Hostname").map(({ address }) => address);
    assert.deepEqual(dialled, ["127.66.3.50"]);
  });

  it("identifies itself as a stand-in", () => {
    assert.match(JSON.stringify(nodeObject(bootstrap, machine, state)), /stand-in/);
    assert.match(JSON.stringify(staticPodObject("etcd", bootstrap, state)), /stand-in/);
  });

  it("holds kubeadm's configuration where the control plane provider reads it", () => {
    const { metadata, data } = kubeadmConfigMap(bootstrap);
    assert.deepEqual([metadata.namespace, metadata.name], ["kube-system", "kubeadm-config"]);
    assert.equal(data?.ClusterConfiguration, "kind: ClusterConfiguration\n");
  });

  it("holds the kubelets' configuration under the name that kubeadm of the version gives it", () => {
    const nameFor = (kubernetesVersion: string) =>
      kubeletConfigMap({ ...bootstrap, kubernetesVersion }).metadata.name;
    assert.equal(nameFor("v1.25.7+vmware.1-tiny.2"), "kubelet-config");
    assert.equal(nameFor("v1.24.10+vmware.1-tiny.1"), "kubelet-config");
    assert.equal(nameFor("v1.23.8+vmware.1"), "kubelet-config-1.23");
    assert.match(kubeletConfigMap(bootstrap).data?.kubelet ?? "", /kind: KubeletConfiguration/);
  });
});

describe("command lines of a guest", () => {
  const place = {
    sandbox: "/s",
    disk: "/s/guests/vm-62",
    name: "guest-vm-62",
    address: "192.0.2.10",
    slot: 0,
  };
  const all = [etcdArguments, apiServerArguments, kubeletArguments].flatMap((of) => of(place, bootstrap));

  it("hold no secret", () => {
    assert.ok(!all.join(" ").includes(secret));
  });

  it("listen at the endpoint, and nowhere but on loopback", () => {
    const addresses = all.flatMap((argument) => argument.match(/\d+\.\d+\.\d+\.\d+(?!\/|\d)/g) ?? []);
    assert.deepEqual([...new Set(addresses)], ["127.66.3.50"]);
  });

  it("share no port with a second guest at the same endpoint, but the API server's", () => {
    const second = [etcdArguments, kubeletArguments].flatMap((of) => of({ ...place, slot: 1 }, bootstrap));
    const listening = (args: readonly string[]) =>
      args.flatMap((argument) => /^--listen[a-z-]*=.*:(\d+)$/.exec(argument)?.[1] ?? []);
    assert.deepEqual(listening(second), ["2389", "2390", "10251"]);
    assert.ok(!listening(all).some((port) => listening(second).includes(port)));
  });

  it("start etcd as a new cluster, or among the members of the one it joins", () => {
    assert.ok(all.includes("--initial-cluster-state=new"));
    const joining = etcdArguments({ ...place, slot: 1 }, bootstrap, "a=https://127.66.3.50:2380,node-1=b");
    assert.ok(joining.includes("--initial-cluster=a=https://127.66.3.50:2380,node-1=b"));
    assert.ok(joining.includes("--initial-cluster-state=existing"));
  });
});
