/** Other ways to the management cluster of a sandbox: kubeconfigs that differ, forwarders, a proxy, files and a login command. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { dirname, join } from "node:path";
import { dump, load } from "js-yaml";
import type { Sandbox } from "../../../sandbox/sandbox.js";

type Entry = Record<string, unknown>;

/** The one context of a sandbox's kubeconfig; a test changes what it likes. */
export interface WayIn {
  context: string;
  clusterName: string;
  cluster: Entry;
  user: Entry;
}

interface Kubeconfig {
  readonly contexts: readonly { readonly name: string }[];
  readonly clusters: readonly { readonly name: string; readonly cluster: Entry }[];
  readonly users: readonly { readonly user: Entry }[];
}

export function wayInto(sandbox: Sandbox): WayIn {
  const { contexts, clusters, users } = load(readFileSync(sandbox.kubeconfig, "utf8")) as Kubeconfig;
  const [context, cluster, user] = [contexts[0], clusters[0], users[0]];
  if (!context || !cluster || !user) throw new Error("the sandbox's kubeconfig has no context");
  return {
    context: context.name,
    clusterName: cluster.name,
    cluster: { ...cluster.cluster },
    user: { ...user.user },
  };
}

/** Writes a kubeconfig with one context. */
export function writeWayIn(file: string, { context, clusterName, cluster, user }: WayIn): void {
  mkdirSync(dirname(file), { recursive: true });
  const tree = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": context,
    contexts: [{ name: context, context: { cluster: clusterName, user: "user" } }],
    clusters: [{ name: clusterName, cluster }],
    users: [{ name: "user", user }],
  };
  writeFileSync(file, dump(tree), { mode: 0o600 });
}

/** Moves inline data into files. @param named how the kubeconfig names a file of the directory */
export function inFiles(way: WayIn, directory: string, named: (file: string) => string): void {
  const move = (entry: Entry, field: string, file: string): void => {
    const data = entry[`${field}-data`] as string;
    writeFileSync(join(directory, file), Buffer.from(data, "base64"), { mode: 0o600 });
    Reflect.deleteProperty(entry, `${field}-data`);
    entry[field] = named(file);
  };
  mkdirSync(directory, { recursive: true });
  move(way.cluster, "certificate-authority", "ca.crt");
  move(way.user, "client-certificate", "admin.crt");
  move(way.user, "client-key", "admin.key");
}

/** Puts a command in the place of the certificate. @param named how the kubeconfig names a file of the directory */
export function byCommand(way: WayIn, directory: string, named: (file: string) => string): void {
  const pem = (field: string): string => Buffer.from(way.user[field] as string, "base64").toString("utf8");
  const apiVersion = "client.authentication.k8s.io/v1";
  const status = {
    clientCertificateData: pem("client-certificate-data"),
    clientKeyData: pem("client-key-data"),
  };
  const file = join(directory, "login");
  mkdirSync(directory, { recursive: true });
  writeFileSync(`${file}.json`, JSON.stringify({ apiVersion, kind: "ExecCredential", status }), {
    mode: 0o600,
  });
  writeFileSync(file, `#!/bin/sh\nexec cat '${file}.json'\n`);
  chmodSync(file, 0o700);
  way.user = { exec: { apiVersion, command: named("login"), interactiveMode: "Never" } };
}

export interface Listener {
  /** `host:port` */
  readonly address: string;
  close(): void;
}

/** Passes every connection on to `to`, `host:port`. */
export async function forwarder(host: string, to: string): Promise<Listener> {
  return listening(
    createServer((socket) => {
      join2(socket, connectTo(to));
    }),
    host,
  );
}

/** Accepts connections and never answers. */
export async function silence(host: string): Promise<Listener> {
  return listening(createServer(), host);
}

/** An HTTP proxy that opens tunnels. */
export async function tunnelProxy(host: string): Promise<Listener> {
  const server = createHttpServer();
  server.on("connect", (request, socket: Socket) => {
    const upstream = connectTo(request.url ?? "");
    upstream.once("connect", () => socket.write("HTTP/1.1 200 Connection established\r\n\r\n"));
    join2(socket, upstream);
  });
  return listening(server, host);
}

function connectTo(address: string): Socket {
  const [host = "", port = ""] = address.split(":");
  return connect(Number(port), host);
}

function join2(one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on("error", () => to.destroy());
    from.on("close", () => to.destroy());
    from.pipe(to);
  }
}

async function listening(server: Server, host: string): Promise<Listener> {
  const open = new Set<Socket>();
  server.on("connection", (socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    socket.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: `${host}:${port}`,
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
