/** Flat keys that only together make a key of ours. */
import type { Problem } from "../problem.js";
import { tkgReleases } from "../tkg-releases.js";
import { isTinyTkrVersion, kubernetesVersion } from "../tkr-version.js";
import type { FlatEntry } from "./entry.js";
import { tkrVersionOf } from "./tkr-of.js";
import { list, trueOrFalse } from "./value-readers.js";

export interface Combined {
  /** Config path and value. */
  readonly values: readonly (readonly [string, unknown])[];
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
}

type Values = [string, unknown][];

/** The entries by key, with helpers to say what is wrong with one. */
class Keys {
  readonly values: Values = [];
  readonly notes: string[] = [];
  readonly problems: Problem[] = [];
  readonly #entries: ReadonlyMap<string, FlatEntry>;

  constructor(
    entries: readonly FlatEntry[],
    private readonly at: (line: number, key?: string) => string,
  ) {
    this.#entries = new Map(entries.map((entry) => [entry.key, entry]));
  }

  get(key: string): string | undefined {
    return this.#entries.get(key)?.value;
  }

  /** True or false; undefined when the key is absent or says neither, which is then a problem. */
  flag(key: string): boolean | undefined {
    const text = this.get(key);
    if (text === undefined) return undefined;
    const read = trueOrFalse(text);
    if ("value" in read) return read.value === true;
    this.refuse(key, read.expected);
    return undefined;
  }

  refuse(key: string, expected: string): void {
    this.problems.push({ path: this.where(key), expected });
  }

  note(key: string, text: string): void {
    this.notes.push(`${this.where(key)} ${text}`);
  }

  private where(key: string): string {
    return this.at(this.#entries.get(key)?.line ?? 0, key);
  }
}

/** @param entries every entry of the file that says something */
export function combineKeys(
  entries: readonly FlatEntry[],
  at: (line: number, key?: string) => string,
): Combined {
  const keys = new Keys(entries, at);
  for (const rule of [version, verification, addressPool, proxy, registries]) rule(keys);
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
      keys.values.push(["site.tkrVersion", tkrVersion]);
      keys.values.push(["site.kind", isTinyTkrVersion(tkrVersion) ? "minimal" : "standard"]);
    }
    return;
  }
}

const release = 'a TKr such as "v1.25.7---vmware.1-tiny.2-tkg.1"';
const known = tkgReleases.map(({ tkrVersion }) => kubernetesVersion(tkrVersion)).join(", ");
const kubernetes = `the Kubernetes version of a known tiny TKr (${known}), or the TKr in KUBERNETES_RELEASE`;

/** A thumbprint wins over VSPHERE_INSECURE: what can be verified is. */
function verification(keys: Keys): void {
  if (keys.flag("VSPHERE_INSECURE") !== true) return;
  if (keys.get("VSPHERE_TLS_THUMBPRINT") === undefined)
    keys.values.push(["connection.vcenter.insecure", true]);
  else keys.note("VSPHERE_INSECURE", "is ignored: VSPHERE_TLS_THUMBPRINT is there to verify vCenter by");
}

function addressPool(keys: Keys): void {
  const name = keys.get("NODE_IPAM_IP_POOL_NAME");
  if (name === undefined) return;
  const pool = { apiGroup: "ipam.cluster.x-k8s.io", kind: "InClusterIPPool", name };
  keys.values.push(["site.variables.network.addressesFromPools", [pool]]);
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
  keys.values.push(["site.variables.proxy.httpProxy", http ?? https]);
  keys.values.push(["site.variables.proxy.httpsProxy", https ?? http]);
  if (https === undefined)
    keys.note(names.httpProxy, "is taken for HTTPS too, since TKG_HTTPS_PROXY is not there");
  if (http === undefined)
    keys.note(names.httpsProxy, "is taken for HTTP too, since TKG_HTTP_PROXY is not there");
  const exceptions = keys.get("TKG_NO_PROXY");
  if (exceptions !== undefined) {
    const read = list(exceptions);
    keys.values.push(["site.variables.proxy.noProxy", "value" in read ? read.value : []]);
  }
  if (systemWide !== undefined) keys.values.push(["site.variables.proxy.systemWide", systemWide]);
}

function registries(keys: Keys): void {
  const entries = [1, 2, 3].flatMap((number) => {
    const key = `ADDITIONAL_IMAGE_REGISTRY_${number}`;
    const host = keys.get(key);
    const skipTlsVerify = keys.flag(`${key}_SKIP_TLS_VERIFY`);
    const caCert = keys.get(`${key}_CA_CERTIFICATE`);
    if (host === undefined) {
      for (const part of [`${key}_SKIP_TLS_VERIFY`, `${key}_CA_CERTIFICATE`]) {
        if (keys.get(part) !== undefined)
          keys.refuse(part, `${key} beside it, the registry that it is about`);
      }
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
  if (entries.length > 0) keys.values.push(["site.variables.additionalImageRegistries", entries]);
}
