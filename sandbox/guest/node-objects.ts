// The objects that kubeadm and the kubelet would create in a workload cluster's API. Pure.
// In: the bootstrap data and the virtual machine. Out: Kubernetes objects.
import type { FreeObject } from "../stand-ins/runtime/objects.js";
import type { ConfigMap } from "../stand-ins/runtime/resources.js";
import type { Bootstrap } from "./user-data.js";
import type { VirtualMachine } from "./vcenter.js";

/** The static pods whose health the kubeadm control plane provider checks. */
export const staticPods = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"] as const;

/** kubeadm's annotation on etcd's static pod. */
export const etcdUrlAnnotation = "kubeadm.kubernetes.io/etcd.advertise-client-urls";

/** State of a node. */
export interface NodeState {
  readonly ready: boolean;
  /** Where the API server reaches the kubelet's stand-in. */
  readonly kubeletPort: number;
  /** Where etcd answers clients: joining nodes read it, as kubeadm does. */
  readonly etcdUrl: string;
  /** ISO 8601 */
  readonly now: string;
}

/** The one Node of the guest. */
export function nodeObject(bootstrap: Bootstrap, machine: VirtualMachine, state: NodeState): FreeObject {
  const resources = { cpu: String(machine.cpus), memory: `${machine.memoryMiB}Mi`, pods: "110" };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name: bootstrap.hostName,
      labels: {
        "kubernetes.io/hostname": bootstrap.hostName,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "node-role.kubernetes.io/control-plane": "",
        "node.kubernetes.io/exclude-from-external-load-balancers": "",
        ...bootstrap.nodeLabels,
      },
      annotations: { "sandbox.tkg-edge/stand-in": "guest: no kubelet runs here" },
    },
    spec: {
      providerID: `vsphere://${machine.biosUuid}`,
      taints: bootstrap.taints.map(({ key, value, effect }) => ({
        key,
        effect,
        ...(value ? { value } : {}),
      })),
    },
    status: {
      addresses: [
        // Only loopback: the API server dials a Node's address for logs and port forwarding.
        { type: "InternalIP", address: bootstrap.endpoint.host },
        { type: "Hostname", address: bootstrap.hostName },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: state.kubeletPort } },
      capacity: resources,
      allocatable: resources,
      conditions: conditions(state),
      nodeInfo: {
        architecture: "amd64",
        operatingSystem: "linux",
        bootID: machine.biosUuid,
        machineID: machine.biosUuid.replaceAll("-", ""),
        systemUUID: machine.biosUuid,
        kernelVersion: "stand-in",
        osImage: "stand-in:guest (tkg-edge sandbox)",
        containerRuntimeVersion: "stand-in://0",
        kubeletVersion: bootstrap.kubernetesVersion,
        kubeProxyVersion: bootstrap.kubernetesVersion,
      },
    },
  };
}

function conditions({ ready, now }: NodeState) {
  const condition = (type: string, status: boolean, reason: string, message: string) => ({
    type,
    status: status ? "True" : "False",
    reason,
    message,
    lastHeartbeatTime: now,
    lastTransitionTime: now,
  });
  return [
    condition("MemoryPressure", false, "KubeletHasSufficientMemory", "stand-in"),
    condition("DiskPressure", false, "KubeletHasNoDiskPressure", "stand-in"),
    condition("PIDPressure", false, "KubeletHasSufficientPID", "stand-in"),
    ready
      ? condition("Ready", true, "KubeletReady", "stand-in: the guest's API server answers")
      : condition("Ready", false, "KubeletNotReady", "stand-in: the fault nodeNeverReady is switched on"),
  ];
}

/** kubeadm's own record of the cluster, which the control plane provider takes as the sign of initialisation. */
export function kubeadmConfigMap(bootstrap: Bootstrap): ConfigMap {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "kubeadm-config", namespace: "kube-system" },
    data: { ClusterConfiguration: bootstrap.clusterConfiguration },
  };
}

/** First minor version of Kubernetes 1 whose kubeadm keeps the kubelets' configuration under a name without version. */
const unversionedSince = 24;

/** The kubelets' configuration, without which the control plane provider rolls no node of Kubernetes 1.24 or older. */
export function kubeletConfigMap({ kubernetesVersion }: Bootstrap): ConfigMap {
  const minor = Number(/^v1\.(\d+)\./.exec(kubernetesVersion)?.[1]);
  const name = minor < unversionedSince ? `kubelet-config-1.${minor}` : "kubelet-config";
  const kubelet =
    "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncgroupDriver: systemd\n";
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: "kube-system" },
    data: { kubelet },
  };
}

/** The mirror of a static pod of kubeadm, all well. */
export function staticPodObject(component: string, bootstrap: Bootstrap, state: NodeState): FreeObject {
  const since = state.now;
  const isTrue = (type: string) => ({ type, status: "True", lastTransitionTime: since });
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `${component}-${bootstrap.hostName}`,
      namespace: "kube-system",
      labels: { component, tier: "control-plane" },
      annotations: {
        "kubernetes.io/config.mirror": "stand-in",
        "kubernetes.io/config.source": "file",
        ...(component === "etcd" ? { [etcdUrlAnnotation]: state.etcdUrl } : {}),
      },
    },
    spec: {
      nodeName: bootstrap.hostName,
      hostNetwork: true,
      containers: [
        {
          name: component,
          image: `stand-in/${component}:${bootstrap.kubernetesVersion.replaceAll("+", "_")}`,
        },
      ],
      tolerations: [{ operator: "Exists", effect: "NoExecute" }],
    },
    status: {
      phase: "Running",
      podIP: bootstrap.endpoint.host,
      startTime: since,
      conditions: ["PodScheduled", "Initialized", "ContainersReady", "Ready"].map(isTrue),
      containerStatuses: [
        {
          name: component,
          image: `stand-in/${component}`,
          imageID: "",
          ready: true,
          restartCount: 0,
          started: true,
          state: { running: { startedAt: since } },
        },
      ],
    },
  };
}
