/** Rules for the proxy in front of the management cluster's API server. */
import type { Rule, SeenRequest, Verdict } from "./fault-proxy.js";

const pass: Verdict = { kind: "pass" };
const drop: Verdict = { kind: "drop" };

/** A request that changes something for real. */
export function writes({ method, path }: SeenRequest): boolean {
  return method !== "GET" && method !== "HEAD" && !path.includes("dryRun=");
}

/** Everything works until a request that `first` picks; from that one on nobody answers. */
export function downFrom(first: (request: SeenRequest) => boolean): Rule {
  let down = false;
  return (request) => {
    down ||= first(request);
    return down ? drop : pass;
  };
}

/** The same, but the request that `last` picks still passes. */
export function downAfter(last: (request: SeenRequest) => boolean): Rule {
  let down = false;
  return (request) => {
    if (down) return drop;
    down = last(request);
    return pass;
  };
}

/** Each request waits before it is passed on. */
export function slow(milliseconds: number): Rule {
  return async () => {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return pass;
  };
}

/** The API server's own answer to a client with too many requests (priority and fairness).
 * @param times how often each request is refused before it passes
 * @param retryAfter seconds to wait, in the answer to the client
 */
export function tooManyRequests(times: number, retryAfter = 1): Rule {
  const refused = new Map<string, number>();
  return ({ method, path }) => {
    const key = `${method} ${path}`;
    const count = refused.get(key) ?? 0;
    if (count >= times) {
      refused.delete(key);
      return pass;
    }
    refused.set(key, count + 1);
    const message = "too many requests, please try again later";
    const body = {
      ...{ kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure" },
      ...{ message, reason: "TooManyRequests", details: { retryAfterSeconds: 1 }, code: 429 },
    };
    return { kind: "answer", status: 429, body, retryAfter };
  };
}

/** Runs something once, before the first request that `when` picks is passed on. */
export function once(when: (request: SeenRequest) => boolean, act: () => Promise<unknown>): Rule {
  let acting: Promise<unknown> | undefined;
  return async (request) => {
    if (when(request)) await (acting ??= act());
    return pass;
  };
}
