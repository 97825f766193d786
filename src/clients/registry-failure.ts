/** Why a registry cannot be used, by the key of the stack that fixes it: the same words in preflight and from a pull. */
import { retiredRegistryHost, successorRegistryHost } from "../config/connection.js";
import { isLocal, type FailureCause } from "./failure-cause.js";
import { explainLocal } from "./local-failure.js";
import { explainProxy, isProxyCause } from "./proxy-failure.js";
import { wayTo } from "./proxy.js";

export interface RegistryFailure {
  /** Config key, variable or machine that is to be changed. */
  readonly path: string;
  /** What is wrong, and how to fix it. */
  readonly text: string;
}

const hostKey = "tkg-edge:connection.registry.host";
const hostKeys = `${hostKey} (or tkg-edge:management.tkr.bundle)`;
const loginKeys = "tkg-edge:connection.registry.username, tkg-edge:registryPassword";

/** Causes for which another registry is a way on. */
const notToBeHad: readonly (FailureCause | undefined)[] = [
  ...(["unknown-host", "refused", "unreachable", "no-answer", "not-found", "server-error"] as const),
];

/** Of a host that was given up, also these: what has its name now need not be a registry. */
const notFromTheRetired: readonly (FailureCause | undefined)[] = [
  ...notToBeHad,
  ...(["login-refused", "forbidden", "rate-limited", "no-tls", "broken-off"] as const),
  ...(["certificate-expired", "certificate-of-other-name", "certificate-untrusted"] as const),
];

/**
 * @param reference image or repository that was requested; `host[:port]/…`
 * @param cause undefined where no known text matches
 */
export function registryFailure(cause: FailureCause | undefined, reference: string): RegistryFailure {
  const host = reference.split("/")[0] ?? reference;
  const { path, text } = explain(cause, host, reference);
  const causes = host === retiredRegistryHost ? notFromTheRetired : notToBeHad;
  const ways = [text, wayThere(host, cause), causes.includes(cause) ? elsewhere(host, reference) : ""];
  return { path, text: ways.filter((sentence) => sentence !== "").join(". ") };
}

function explain(cause: FailureCause | undefined, host: string, reference: string): RegistryFailure {
  if (isLocal(cause)) {
    return { path: "this machine", text: `${explainLocal(cause)}. The registry is not at fault` };
  }
  if (isProxyCause(cause)) return { path: "HTTPS_PROXY", text: explainProxy(cause, host) };
  switch (cause) {
    case "certificate-expired":
      return {
        path: hostKey,
        text: `the certificate of ${host} has expired; its operator has to renew it (or this machine's clock is wrong: date)`,
      };
    case "certificate-not-yet-valid":
      return {
        path: hostKey,
        text: `the certificate of ${host} is not valid yet; is this machine's clock right (date)? Else its operator has to replace it`,
      };
    case "certificate-of-other-name":
      return {
        path: hostKey,
        text: `the certificate of ${host} is for another name; use a name that it holds, or have it issued for this one`,
      };
    case "certificate-untrusted":
    case "certificate-not-pinned":
      return {
        path: "tkg-edge:connection.registry.caFile",
        text: `the certificate of ${host} is not trusted; name the PEM file of its CA`,
      };
    case "no-tls":
      return { path: hostKey, text: `${host} does not speak TLS at this port; TKG pulls over HTTPS only` };
    case "rate-limited":
      return {
        path: loginKeys,
        text: `${host} limits how often images are pulled (HTTP 429); wait and run the same command again, or log in`,
      };
    case "login-refused":
      return {
        path: loginKeys,
        text: `${host} refuses to give out ${reference}; set the user and password of an account that may pull it`,
      };
    case "forbidden":
      return {
        path: loginKeys,
        text: `${host} refuses to give out ${reference} to this account; set one that may pull it, or give it the right to`,
      };
    case "not-found":
      return {
        path: "tkg-edge:management.tkr",
        text: `${reference} does not exist; check management.tkr.version, and management.tkr.bundle or connection.registry.host for a registry of your own`,
      };
    case "other-platform":
      return {
        path: "tkg-edge:management.tkr",
        text: `${reference} is an image for other platforms and no bundle; check management.tkr.version and management.tkr.bundle`,
      };
    case "server-error":
      return { path: hostKeys, text: `${host} answers with an error of its own; check the registry's log` };
    case "broken-off":
      return {
        path: hostKey,
        text: `the connection to ${host} broke off while ${reference} was pulled, or what came is damaged; run the same command again. If the error persists, check the registry's log and proxies on the way`,
      };
    case "unknown-host":
      return {
        path: hostKeys,
        text: `the registry ${host} cannot be reached for ${reference}: there is no host of that name; check it, and the DNS of this machine`,
      };
    case "refused":
    case "unreachable":
    case "no-answer":
      return {
        path: hostKeys,
        text: `the registry ${host} cannot be reached for ${reference}; check the name, the network and that it still exists`,
      };
    case undefined:
      return { path: hostKeys, text: `${reference} could not be had from ${host}` };
  }
}

const onTheWay: readonly (FailureCause | undefined)[] = [
  ...(["unknown-host", "refused", "unreachable", "no-answer", "broken-off"] as const),
  ...(["proxy-unreachable", "proxy-login", "proxy-refuses"] as const),
  undefined,
];

/** The way that was taken, where the environment decides it. */
function wayThere(host: string, cause: FailureCause | undefined): string {
  const way = onTheWay.includes(cause) ? wayTo(host) : "directly";
  return way === "directly" ? "" : `It is reached ${way}`;
}

/** The way on where a host or bundle is not to be had. */
function elsewhere(host: string, reference: string): string {
  const name = reference.slice(reference.lastIndexOf("/") + 1).split(":")[0] ?? "";
  const copy =
    `A registry of your own can hold the bundle: imgpkg copy -b REFERENCE --to-repo YOUR-REGISTRY/tkg/${name === "" ? "NAME" : name}, then ` +
    "tkg-edge:connection.registry.host: YOUR-REGISTRY/tkg (docs/first-site.md)";
  return host === retiredRegistryHost
    ? `The vendor gave up ${host} in 2024; its public images went to ${successorRegistryHost}, and whether this one did is not known. ${copy}`
    : copy;
}
