/** The TCP ports with a listener, from /proc. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

interface Listener {
  /** e.g. "127.66.3.2:2379", or "[::]:8080" in hexadecimal form for IPv6 */
  readonly socket: string;
  readonly inode: string;
}

const listenState = "0A";

/** Sockets at which processes listen. */
export function listening(pids: readonly number[]): string[] {
  const inodes = new Set(pids.flatMap(socketInodes));
  return listeners()
    .filter(({ inode }) => inodes.has(inode))
    .map(({ socket }) => socket);
}

/** Sockets of a block, e.g. "127.66.3", at which anything listens. */
export function portsIn(block: string): string[] {
  return listeners()
    .map(({ socket }) => socket)
    .filter((socket) => socket.startsWith(`${block}.`));
}

function socketInodes(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((descriptor) => {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1];
      return inode === undefined ? [] : [inode];
    } catch {
      // Closed between the listing and the reading.
      return [];
    }
  });
}

function listeners(): Listener[] {
  return ["tcp", "tcp6"].flatMap((family) =>
    readFileSync(`/proc/net/${family}`, "utf8")
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === listenState)
      .map((fields) => ({ socket: readable(fields[1] ?? ""), inode: fields[9] ?? "" })),
  );
}

/** "0242427F:094B" (address in little-endian order) as "127.66.66.2:2379". */
function readable(hexadecimal: string): string {
  const [address = "", port = ""] = hexadecimal.split(":");
  const bytes = (address.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16));
  const host = bytes.length === 4 ? bytes.reverse().join(".") : `[${address}]`;
  return `${host}:${Number.parseInt(port, 16)}`;
}
