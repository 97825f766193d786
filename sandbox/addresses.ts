// Where everything of a sandbox listens. One block of 256 loopback addresses holds it all, so that sandboxes beside
// each other never share a port, and no address of a sandbox can ever leave the machine.

/** Number of blocks: 127.66.0.0/24 to 127.66.254.0/24. */
export const blockCount = 255;

const firstEndpoint = 50;
const lastEndpoint = 99;

/** An address and a port of it. */
export interface Socket {
  readonly host: string;
  readonly port: number;
}

/** The fixed addresses of a block. */
export interface BlockAddresses {
  readonly etcd: Socket;
  readonly etcdPeer: Socket;
  readonly apiServer: Socket;
  readonly registry: Socket;
  readonly vcenter: Socket;
  readonly packagingApi: Socket;
  /** Admission webhooks of the stand-ins; `/healthz` too. */
  readonly webhooks: Socket;
  readonly controllerManager: Socket;
  /** Free for control plane endpoints of workload clusters. */
  readonly endpoints: readonly string[];
}

/**
 * The block of a number.
 * @param number 0 to 254
 * @returns its first three numbers, e.g. "127.66.3"
 */
export function blockName(number: number): string {
  if (!Number.isInteger(number) || number < 0 || number >= blockCount) {
    throw new Error(`there is no address block ${number}: expected 0 to ${blockCount - 1}`);
  }
  return `127.66.${number}`;
}

/** @param block e.g. "127.66.3" */
export function addressesOf(block: string): BlockAddresses {
  const at = (last: number, port: number): Socket => ({ host: `${block}.${last}`, port });
  const endpoints = Array.from(
    { length: lastEndpoint - firstEndpoint + 1 },
    (_, index) => `${block}.${firstEndpoint + index}`,
  );
  return {
    etcd: at(2, 2379),
    etcdPeer: at(2, 2380),
    apiServer: at(3, 6443),
    registry: at(4, 5000),
    vcenter: at(5, 8989),
    packagingApi: at(6, 8443),
    webhooks: at(6, 9443),
    controllerManager: at(6, 10257),
    endpoints,
  };
}

/** "host:port" */
export function hostPort(socket: Socket): string {
  return `${socket.host}:${socket.port}`;
}
