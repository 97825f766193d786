// Claims an address block for a sandbox that is about to start.
//
// The claim is a listening socket, held by the starting process, at an address of the block that nothing else uses.
// The kernel gives it to one process only and takes it back when that process dies, so there is no lock file that could
// be left behind. Once the sandbox runs, its own listening processes mark the block as taken.
import { createServer, type Server } from "node:net";
import { addressesOf, blockCount, blockName, type Socket } from "./addresses.js";

/** A block that is held until `release` is called. */
export interface ClaimedBlock {
  /** e.g. "127.66.3" */
  readonly block: string;
  /** To be called once the sandbox's own processes listen, or when the start failed. */
  readonly release: () => Promise<void>;
}

/**
 * Takes the first free block.
 * @throws Error when all are taken, or when loopback addresses beyond 127.0.0.1 cannot be used.
 */
export async function claimAddressBlock(): Promise<ClaimedBlock> {
  for (let number = 0; number < blockCount; number += 1) {
    const block = blockName(number);
    const claim = await tryListen(claimSocket(block));
    if (claim === undefined) continue;
    if (await isFree(block)) return { block, release: () => close(claim) };
    await close(claim);
  }
  throw new Error(
    `all ${blockCount} address blocks 127.66.0.0/24 to 127.66.254.0/24 are in use: stop a sandbox (make sandbox-down)`,
  );
}

/** Address .1 serves nothing but the claim. */
function claimSocket(block: string): Socket {
  return { host: `${block}.1`, port: 6640 };
}

/**
 * Whether no process, of a running sandbox or left over from one, listens on the addresses of a new sandbox.
 */
async function isFree(block: string): Promise<boolean> {
  const { endpoints, ...fixed } = addressesOf(block);
  const guest = endpoints.slice(0, 1).map((host): Socket => ({ host, port: 6443 }));
  for (const socket of [...Object.values(fixed), ...guest]) {
    const probe = await tryListen(socket);
    if (probe === undefined) return false;
    await close(probe);
  }
  return true;
}

/** A server at this address, or undefined when it is taken. */
function tryListen(socket: Socket): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(undefined);
      else if (error.code === "EADDRNOTAVAIL") reject(noLoopback(socket.host));
      else reject(error);
    });
    // Exclusive: otherwise a cluster worker's parent could share it.
    server.listen({ ...socket, exclusive: true }, () => {
      // The claim must not keep a process alive that has nothing else to do.
      server.unref();
      resolve(server);
    });
  });
}

function noLoopback(host: string): Error {
  return new Error(
    `the address ${host} cannot be used: the sandbox needs all of 127.0.0.0/8 on the loopback interface, as Linux has it. ` +
      "On another system run it inside a Linux virtual machine.",
  );
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}
