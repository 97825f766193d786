/** The text of a failure of the proxy, whichever server it leads to. */
import type { FailureCause } from "./failure-cause.js";

export type ProxyCause = Extract<FailureCause, `proxy-${string}`>;

export function isProxyCause(cause: FailureCause | undefined): cause is ProxyCause {
  return cause?.startsWith("proxy-") === true;
}

/** @param server `host[:port]` that was to be reached */
export function explainProxy(cause: ProxyCause, server: string): string {
  switch (cause) {
    case "proxy-unreachable":
      return `the proxy on the way to ${server} cannot be used; correct HTTPS_PROXY, or exempt ${server} by NO_PROXY`;
    case "proxy-login":
      return `the proxy on the way to ${server} wants a login; give it in HTTPS_PROXY: http://USER:PASSWORD@PROXY:PORT`;
    case "proxy-refuses":
      return `the proxy on the way refuses a connection to ${server}; allow it there, or exempt ${server} by NO_PROXY`;
  }
}
