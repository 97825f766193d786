/** A TCP connection to a server, through the proxy that leads to it where there is one. */
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Socket } from "node:net";
import type { Route } from "./proxy.js";

const socksPort = 1080;

/** A proxy that did not connect to the server. Its message ends in the way that was taken. */
export class ProxyError extends Error {
  override readonly name = "ProxyError";

  constructor(
    message: string,
    /** HTTP status with which the proxy refused; undefined where it does not answer, or is no HTTP proxy. */
    readonly status?: number,
  ) {
    super(message);
  }
}

/**
 * Connects to a server by the way given.
 * @returns undefined where the way is a direct one, which needs no tunnel
 * @throws ProxyError
 */
export async function tunnelTo(
  host: string,
  port: number,
  { proxy, shown }: Route,
  timeoutMilliseconds: number,
): Promise<Socket | undefined> {
  if (proxy === undefined) return undefined;
  const target = { host, port, shown: `${host}:${port} was to be reached ${shown}` };
  const open = proxy.protocol.startsWith("socks") ? throughSocks : throughHttp;
  return await open(proxy, target, timeoutMilliseconds);
}

interface Target {
  readonly host: string;
  readonly port: number;
  /** For messages: the server, and the way to it. */
  readonly shown: string;
}

function throughHttp(proxy: URL, target: Target, timeout: number): Promise<Socket> {
  const authority = `${target.host}:${target.port}`;
  return new Promise((resolve, reject) => {
    const login = loginOf(proxy);
    const open = proxy.protocol === "https:" ? httpsRequest : httpRequest;
    const opening = open({
      ...{ host: hostOf(proxy), port: proxy.port || (proxy.protocol === "https:" ? 443 : 80) },
      ...{ method: "CONNECT", path: authority, timeout, agent: false },
      headers: { host: authority, ...(login && { "proxy-authorization": basic(login) }) },
    });
    const refuse = ({ statusCode = 0, statusMessage = "" }: IncomingMessage): void => {
      const answer = `the proxy answers ${statusCode} ${statusMessage}`.trimEnd();
      reject(new ProxyError(`${answer}; ${target.shown}`, statusCode));
    };
    opening.once("connect", (response, socket: Socket) => {
      if (response.statusCode === 200) {
        resolve(socket);
        return;
      }
      socket.destroy();
      refuse(response);
    });
    opening.once("response", (response) => {
      opening.destroy();
      refuse(response);
    });
    opening.once("timeout", () => opening.destroy(new Error(`no answer within ${timeout / 1000} s`)));
    opening.once("error", (error) => {
      reject(new ProxyError(`the proxy cannot be used: ${error.message}; ${target.shown}`));
    });
    opening.end();
  });
}

async function throughSocks(proxy: URL, target: Target, timeout: number): Promise<Socket> {
  const { SocksClient } = await import("./socks-client.js");
  const login = loginOf(proxy);
  try {
    const { socket } = await SocksClient.createConnection({
      proxy: {
        ...{ host: hostOf(proxy), port: Number(proxy.port || socksPort), type: 5 },
        ...(login && { userId: login.user, password: login.password }),
      },
      command: "connect",
      destination: { host: target.host, port: target.port },
      timeout,
    });
    return socket;
  } catch (error) {
    const how = error instanceof Error ? error.message : String(error);
    throw new ProxyError(`the proxy cannot be used: ${how}; ${target.shown}`);
  }
}

/** An IPv6 address without its brackets. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, "$1");

interface Login {
  readonly user: string;
  readonly password: string;
}

function loginOf({ username, password }: URL): Login | undefined {
  if (username === "") return undefined;
  return { user: decodeURIComponent(username), password: decodeURIComponent(password) };
}

const basic = ({ user, password }: Login): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
