// Ports of guests at a control plane endpoint's address, in addition to the API server's. While a node is
// rolled, two guests share the address: each has a slot, and its ports follow from that.

/** The port that etcd's static pod would have, whatever process it leads to. */
export const etcdPodPort = 2379;

/** Ports of a guest. */
export interface GuestPorts {
  readonly etcd: number;
  readonly etcdPeer: number;
  readonly kubelet: number;
}

/** @param slot 0 for the first guest at an address, the lowest free number for each further one. */
export function portsOf(slot: number): GuestPorts {
  return { etcd: etcdPodPort + 10 * slot, etcdPeer: 2380 + 10 * slot, kubelet: 10_250 + slot };
}
