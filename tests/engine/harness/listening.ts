/** Where processes listen, as the kernel tells it: /proc/<pid>/fd names sockets, /proc/<pid>/net/tcp their addresses. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

const listenState = "0A";

/** `address:port` of every TCP socket on which one of the processes listens; IPv6 addresses as 32 hex digits. */
export function listeningSockets(pids: readonly number[]): string[] {
  return pids.flatMap((pid) => {
    const inodes = socketsOf(pid);
    return ["tcp", "tcp6"].flatMap((table) =>
      readFileSync(`/proc/${pid}/net/${table}`, "utf8")
        .split("\n")
        .slice(1)
        .map((line) => line.trim().split(/\s+/))
        .filter((fields) => fields[3] === listenState && inodes.has(fields[9] ?? ""))
        .map((fields) => readable(fields[1] ?? "")),
    );
  });
}

function socketsOf(pid: number): Set<string> {
  const folder = `/proc/${pid}/fd`;
  const inodes = readdirSync(folder).flatMap((name) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(join(folder, name)))?.[1] ?? [];
    } catch {
      // Closed between the listing and the reading.
      return [];
    }
  });
  return new Set(inodes);
}

/** "0301427F:192B" -> "127.66.1.3:6443": the kernel writes IPv4 addresses as little-endian hex. */
function readable(text: string): string {
  const [address = "", port = ""] = text.split(":");
  const number = Number.parseInt(port, 16);
  if (address.length !== 8) return `${address}:${number}`;
  const bytes = address.match(/../g)?.reverse() ?? [];
  return `${bytes.map((byte) => Number.parseInt(byte, 16)).join(".")}:${number}`;
}
