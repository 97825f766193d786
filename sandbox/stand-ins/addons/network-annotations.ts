/**
 * The annotations in which the addons manager notes a Cluster's proxy and network settings for the add-ons' controllers
 * (measured A). Pure.
 */
import { isRecord } from "../runtime/objects.js";
import type { Topology } from "../tkg/api.js";
import { getVariable } from "../tkg/variables.js";

/** All six, empty ones too. */
export function networkAnnotations(topology: Topology): Record<string, string> {
  const proxy = getVariable(topology, "proxy");
  const text = (name: string): string => {
    const value = isRecord(proxy) ? proxy[name] : undefined;
    return typeof value === "string" ? value : "";
  };
  const noProxy = isRecord(proxy) && Array.isArray(proxy.noProxy) ? proxy.noProxy : [];
  const ipFamily = getVariable(topology, "tkg.tanzu.vmware.com/tkg-ip-family");
  return {
    "tkg.tanzu.vmware.com/tkg-http-proxy": text("httpProxy"),
    "tkg.tanzu.vmware.com/tkg-https-proxy": text("httpsProxy"),
    "tkg.tanzu.vmware.com/tkg-no-proxy": noProxy.filter((item) => typeof item === "string").join(","),
    "tkg.tanzu.vmware.com/tkg-proxy-ca-cert": trustedCertificates(getVariable(topology, "trust")),
    "tkg.tanzu.vmware.com/tkg-ip-family": typeof ipFamily === "string" ? ipFamily : "",
    "tkg.tanzu.vmware.com/skip-tls-verify": "",
  };
}

/** All certificates of the trust variable in one, base64 again. */
function trustedCertificates(trust: unknown): string {
  const entries =
    isRecord(trust) && Array.isArray(trust.additionalTrustedCAs) ? trust.additionalTrustedCAs : [];
  const pem = entries
    .filter(isRecord)
    .map(({ data }) => (typeof data === "string" ? `${Buffer.from(data, "base64").toString("utf8")}\n` : ""));
  return Buffer.from(pem.join("")).toString("base64");
}
