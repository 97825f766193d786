/** Proxies on loopback that lead every connection to one server, and record the requested targets. */
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

export interface Proxy {
  /** `host:port` */
  readonly address: string;
  /** `host:port` of each requested server; of an HTTP proxy with the login before it. */
  readonly requests: readonly string[];
  close(): void;
}

const portOf = async (server: Server): Promise<number> => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
};

/**
 * @param target `host:port` that is behind it
 * @param refusal status line with which it refuses everything. @default - it connects
 */
export async function httpProxy(target: string, refusal?: string): Promise<Proxy> {
  const requests: string[] = [];
  const server = createHttpServer();
  const sockets = new Set<Socket>();
  server.on("connect", (request, client: Socket) => {
    const { "proxy-authorization": login } = request.headers;
    const user = Buffer.from(login?.split(" ")[1] ?? "", "base64").toString();
    requests.push(`${user === "" ? "" : `${user}@`}${request.url ?? ""}`);
    if (refusal !== undefined) {
      client.end(`HTTP/1.1 ${refusal}\r\n\r\n`);
      return;
    }
    const upstream = join(client, target, sockets);
    upstream.once("connect", () => client.write("HTTP/1.1 200 Connection established\r\n\r\n"));
  });
  const port = await portOf(server);
  return { address: `127.0.0.1:${port}`, requests, close: closing(server, sockets) };
}

/** SOCKS version 5, without a login. @param target `host:port` that is behind it */
export async function socksProxy(target: string): Promise<Proxy> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    client.once("data", () => {
      client.write(Buffer.from([5, 0]));
      client.once("data", (request: Buffer) => {
        const length = request[4] ?? 0;
        const name = request.subarray(5, 5 + length).toString();
        requests.push(`${name}:${request.readUInt16BE(5 + length)}`);
        const upstream = join(client, target, sockets);
        upstream.once("connect", () => client.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0])));
      });
    });
  });
  const port = await portOf(server);
  return { address: `127.0.0.1:${port}`, requests, close: closing(server, sockets) };
}

function join(client: Socket, target: string, sockets: Set<Socket>): Socket {
  const [host = "", port = ""] = target.split(":");
  const upstream = connect(Number(port), host);
  upstream.once("connect", () => client.pipe(upstream).pipe(client));
  for (const socket of [client, upstream]) {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
  }
  return upstream;
}

const closing = (server: Server, sockets: ReadonlySet<Socket>) => (): void => {
  for (const socket of sockets) socket.destroy();
  server.close();
};
