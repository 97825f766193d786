/**
 * Which proxy leads to a server: HTTPS_PROXY and NO_PROXY by the rules of Go's httpproxy, because kubectl, govc and imgpkg go
 * by those. The packages for Node differ from them (no CIDR blocks, `example.com` does not cover its subdomains, loopback goes
 * through the proxy, ALL_PROXY counts), so that a check would take another way than the tool it speaks for.
 */
import { BlockList, isIP } from "node:net";
import { domainToASCII } from "node:url";

type Environment = Readonly<Record<string, string | undefined>>;

/** The way to a server. */
export interface Route {
  /** Undefined for a direct connection. */
  readonly proxy?: URL;
  /** For messages: the way and the variable that decides it, without the proxy's credentials. */
  readonly shown: string;
}

/**
 * @param host name or address
 * @throws Error that names the variable, for a proxy whose address cannot be read
 */
export function routeTo(host: string, port: number, environment: Environment = process.env): Route {
  const [variable, value] = firstSet(environment, ["https_proxy", "HTTPS_PROXY"]);
  if (variable === undefined || isLoopback(host)) return { shown: "directly" };
  const [exempting, exempt = ""] = firstSet(environment, ["no_proxy", "NO_PROXY"]);
  if (exempting !== undefined && isExempt(host, port, exempt)) {
    return { shown: `directly, by ${exempting}` };
  }
  const proxy = parseProxy(variable, value);
  return { proxy, shown: `through the proxy ${proxy.protocol}//${proxy.host} of ${variable}` };
}

/** The way to a server, for a message about it. @param server `host[:port]` */
export function wayTo(server: string): string {
  const { host, port } = hostAndPort(server, 443);
  try {
    return routeTo(host, port).shown;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** `host:port` or `host`, taken apart. */
export function hostAndPort(server: string, defaultPort: number): { host: string; port: number } {
  const [host = server, port] = server.split(":");
  return { host, port: port === undefined ? defaultPort : Number(port) };
}

/** Lower case wins, and an empty value counts as none. */
function firstSet(
  environment: Environment,
  names: readonly string[],
): readonly [name: string, value: string] | readonly [undefined?, undefined?] {
  for (const name of names) {
    const value = environment[name];
    if (value !== undefined && value !== "") return [name, value];
  }
  return [];
}

function isLoopback(host: string): boolean {
  return host === "localhost" || (isIP(host) === 4 && host.startsWith("127.")) || host === "::1";
}

/** The value may hold a password, so it is not shown. */
function parseProxy(variable: string, value: string): URL {
  const text = value.includes("://") ? value : `http://${value}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && url.hostname !== "" && /^(https?|socks5h?):$/.test(url.protocol)) return url;
  const expected = "[http://|https://|socks5://][USER:PASSWORD@]HOST[:PORT]";
  throw new Error(`${variable} is not the address of a proxy; expected ${expected}`);
}

/** Whether a server is exempt from the proxy. @param list value of NO_PROXY */
export function isExempt(host: string, port: number, list: string): boolean {
  const entries = list
    .split(",")
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== "");
  const name = isIP(host) === 0 ? ascii(host.toLowerCase()) : host.toLowerCase();
  return entries.some((entry) => entry === "*" || covers(entry, name, port));
}

function covers(entry: string, host: string, port: number): boolean {
  if (entry.includes("/")) return inBlock(entry, host);
  const { name, port: only } = splitPort(entry);
  if (only !== undefined && only !== String(port)) return false;
  if (isIP(name) !== 0) return isIP(host) !== 0 && sameAddress(name, host);
  if (isIP(host) !== 0 || name === "") return false;
  const pattern = ascii(name.startsWith("*.") ? name.slice(1) : name);
  return pattern.startsWith(".") ? host.endsWith(pattern) : host === pattern || host.endsWith(`.${pattern}`);
}

/** `name`, `name:port`, `address`, `[address]:port`. */
function splitPort(entry: string): { readonly name: string; readonly port?: string } {
  if (isIP(entry) !== 0) return { name: entry };
  const [, name, port] = /^(.*):([^:]*)$/.exec(entry) ?? [];
  if (name === undefined || port === undefined) return { name: entry };
  return { name: name.replace(/^\[(.*)\]$/, "$1"), ...(port !== "" && { port }) };
}

function inBlock(entry: string, host: string): boolean {
  const [network = "", prefix = ""] = entry.split("/");
  const family = isIP(network);
  if (family === 0 || family !== isIP(host) || !/^\d{1,3}$/.test(prefix)) return false;
  const type = family === 4 ? "ipv4" : "ipv6";
  if (Number(prefix) > (family === 4 ? 32 : 128)) return false;
  const block = new BlockList();
  block.addSubnet(network, Number(prefix), type);
  return block.check(host, type);
}

function sameAddress(one: string, other: string): boolean {
  if (isIP(one) !== isIP(other)) return false;
  const only = new BlockList();
  const type = isIP(one) === 4 ? "ipv4" : "ipv6";
  only.addAddress(one, type);
  return only.check(other, type);
}

/** Punycode of a name; the name itself where it has none, as names with an underscore do not. */
function ascii(name: string): string {
  const dot = name.startsWith(".") ? "." : "";
  return dot + (domainToASCII(name.slice(dot.length)) || name.slice(dot.length));
}
