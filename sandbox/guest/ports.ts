/** Ports of a guest at its control plane endpoint's address, beside the API server's own. */
export const guestPorts = { etcd: 2379, etcdPeer: 2380, kubelet: 10250 } as const;
