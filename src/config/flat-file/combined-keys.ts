/** Flat keys that only together make a key of ours. */
import { osVersionOfLabel } from "../operating-system.js";
import { knownTinyTkrs } from "../tkg-releases.js";
import { isTinyTkrVersion, kubernetesVersion } from "../tkr-version.js";
import type { FlatEntry } from "./entry.js";
import { Keys, type Combined } from "./key-set.js";
import { machineSize } from "./machine-size.js";
import { tkrVersionOf } from "./tkr-of.js";
import { list } from "./value-readers.js";

/** @param entries every entry of the file that has a value */
export function combineKeys(
  entries: readonly FlatEntry[],
  at: (line: number, key?: string) => string,
): Combined {
  const keys = new Keys(entries, at);
  for (const rule of [version, systemVersion, verification, machineSize, addressPool, proxy, registries])
    rule(keys);
  return keys;
}

/** The TKr, and with it the kind of cluster. */
function version(keys: Keys): void {
  for (const key of ["KUBERNETES_RELEASE", "KUBERNETES_VERSION"]) {
    const text = keys.get(key);
    if (text === undefined) continue;
    const tkrVersion = tkrVersionOf(text);
    if (tkrVersion === undefined) {
      keys.refuse(key, key === "KUBERNETES_RELEASE" ? release : kubernetes);
    } else {
      keys.set("site.tkrVersion", tkrVersion);
      keys.set("site.kind", isTinyTkrVersion(tkrVersion) ? "minimal" : "standard");
    }
    return;
  }
}

const release = 'a TKr such as "v1.25.7---vmware.1-tiny.2-tkg.1"';
const known = knownTinyTkrs.map(({ tkrVersion }) => kubernetesVersion(tkrVersion)).join(", ");
const kubernetes = `the Kubernetes version of a known tiny TKr (${known}), or the TKr in KUBERNETES_RELEASE`;

/**
 * The versions of the first releases were never taken: a selector that names one now would rebuild the clusters of stacks
 * with a flat file.
 */
function systemVersion(keys: Keys): void {
  const text = keys.get("OS_VERSION");
  if (text === undefined) return;
  const read = osVersionOfLabel(text);
  if (read === undefined) keys.refuse("OS_VERSION", '"3" or "5" for photon, "20.04" or "22.04" for ubuntu');
  else if (read === "3" || read === "20.04") {
    keys.note(
      "OS_VERSION",
      `is left to the TKr; where it has several versions, set site.osVersion: "${read}"`,
    );
  } else keys.set("site.osVersion", read, "OS_VERSION");
}

/** A thumbprint wins over VSPHERE_INSECURE: what can be verified is. */
function verification(keys: Keys): void {
  if (keys.flag("VSPHERE_INSECURE") !== true) return;
  if (keys.get("VSPHERE_TLS_THUMBPRINT") === undefined) keys.set("connection.vcenter.insecure", true);
  else keys.note("VSPHERE_INSECURE", "is ignored: VSPHERE_TLS_THUMBPRINT is there to verify vCenter by");
}

function addressPool(keys: Keys): void {
  const name = keys.get("NODE_IPAM_IP_POOL_NAME");
  if (name === undefined) return;
  const pool = { apiGroup: "ipam.cluster.x-k8s.io", kind: "InClusterIPPool", name };
  keys.set("site.variables.network.addressesFromPools", [pool]);
}

function proxy(keys: Keys): void {
  const names = { httpProxy: "TKG_HTTP_PROXY", httpsProxy: "TKG_HTTPS_PROXY" };
  if (keys.flag("TKG_HTTP_PROXY_ENABLED") === false) {
    keys.note("TKG_HTTP_PROXY_ENABLED", "is false: the other proxy keys are ignored");
    return;
  }
  const systemWide = keys.flag("TKG_NODE_SYSTEM_WIDE_PROXY");
  const [http, https] = [keys.get(names.httpProxy), keys.get(names.httpsProxy)];
  if (http === undefined && https === undefined) return;
  // The class wants both; who names one means it for everything, as the vendor's CLI takes it.
  keys.set("site.variables.proxy.httpProxy", http ?? https);
  keys.set("site.variables.proxy.httpsProxy", https ?? http);
  if (https === undefined)
    keys.note(names.httpProxy, "is taken for HTTPS too, since TKG_HTTPS_PROXY is not there");
  if (http === undefined)
    keys.note(names.httpsProxy, "is taken for HTTP too, since TKG_HTTP_PROXY is not there");
  const exceptions = keys.get("TKG_NO_PROXY");
  if (exceptions !== undefined) {
    const read = list(exceptions);
    keys.set("site.variables.proxy.noProxy", "value" in read ? read.value : []);
  }
  if (systemWide !== undefined) keys.set("site.variables.proxy.systemWide", systemWide);
}

function registries(keys: Keys): void {
  const entries = [1, 2, 3].flatMap((number) => {
    const key = `ADDITIONAL_IMAGE_REGISTRY_${number}`;
    const host = keys.get(key);
    const skipTlsVerify = keys.flag(`${key}_SKIP_TLS_VERIFY`);
    const caCert = keys.get(`${key}_CA_CERTIFICATE`);
    if (host === undefined) {
      const parts = [
        ...(skipTlsVerify === true ? [`${key}_SKIP_TLS_VERIFY`] : []),
        ...(caCert === undefined ? [] : [`${key}_CA_CERTIFICATE`]),
      ];
      for (const part of parts) keys.refuse(part, `${key} as well, the registry that it is about`);
      if (skipTlsVerify === false) keys.note(`${key}_SKIP_TLS_VERIFY`, `is ignored: there is no ${key}`);
      return [];
    }
    return [
      {
        host,
        ...(skipTlsVerify !== undefined && { skipTlsVerify }),
        ...(caCert !== undefined && { caCert }),
      },
    ];
  });
  if (entries.length > 0) keys.set("site.variables.additionalImageRegistries", entries);
}
