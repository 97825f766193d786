/** The values of the packages that talk to vCenter, as the vendor's controllers of the configs write them. Pure. */
import { isRecord } from "../runtime/objects.js";
import type { Cluster } from "../tkg/api.js";

export type Values = Record<string, unknown>;

/** What a Cluster says of its vCenter. */
export type VcenterValues = Readonly<
  Record<"server" | "datacenter" | "network" | "tlsThumbprint" | "username" | "password", string>
>;

type Annotations = Readonly<Record<string, string>> | undefined;

/** @param own `spec.vsphereCPI` of the config, which comes before what the Cluster says */
export function cpiValues(own: Values, vcenter: VcenterValues, annotations: Annotations): Values {
  const vmNetwork = section(own, "vmNetwork");
  const nsxt = section(own, "nsxt");
  const proxy = section(own, "proxy");
  const tlsThumbprint = text(own.tlsThumbprint) || vcenter.tlsThumbprint;
  return {
    mode: text(own.mode) || "vsphereCPI",
    tlsThumbprint,
    server: text(own.vCenterAPIEndpoint) || vcenter.server,
    datacenter: text(own.datacenter) || vcenter.datacenter,
    username: vcenter.username,
    password: vcenter.password,
    region: text(own.region),
    zone: text(own.zone),
    insecureFlag: own.insecure ?? tlsThumbprint === "",
    ipFamily: text(own.ipFamily) || noted(annotations, "tkg-ip-family"),
    vmInternalNetwork: text(vmNetwork.internal),
    vmExternalNetwork: text(vmNetwork.external),
    vmExcludeInternalNetworkSubnetCidr: text(vmNetwork.excludeInternalSubnetCidr),
    vmExcludeExternalNetworkSubnetCidr: text(vmNetwork.excludeExternalSubnetCidr),
    cloudProviderExtraArgs: { "tls-cipher-suites": text(own.tlsCipherSuites) },
    nsxt: {
      podRoutingEnabled: nsxt.podRoutingEnabled ?? false,
      routes: { routerPath: text(section(nsxt, "route").routerPath), clusterCidr: "" },
      username: "",
      password: "",
      host: text(nsxt.apiHost),
      insecureFlag: nsxt.insecure ?? false,
      remoteAuth: nsxt.remoteAuth ?? false,
      vmcAccessToken: text(nsxt.vmcAccessToken),
      vmcAuthHost: text(nsxt.vmcAuthHost),
      clientCertKeyData: text(nsxt.clientCertKeyData),
      clientCertData: text(nsxt.clientCertData),
      rootCAData: text(nsxt.rootCAData),
      secretName: "",
      secretNamespace: "",
    },
    http_proxy: text(proxy.http_proxy) || noted(annotations, "tkg-http-proxy"),
    https_proxy: text(proxy.https_proxy) || noted(annotations, "tkg-https-proxy"),
    no_proxy: text(proxy.no_proxy) || noted(annotations, "tkg-no-proxy"),
  };
}

/** @param own `spec.vsphereCSI.config` of the config, which comes before what the Cluster says */
export function csiValues(
  own: Values,
  vcenter: VcenterValues,
  { metadata: { name, annotations }, spec }: Cluster,
): Values {
  const replicas = Number(own.deploymentReplicas ?? spec.topology?.controlPlane?.replicas ?? 1);
  return {
    tlsThumbprint: text(own.tlsThumbprint) || vcenter.tlsThumbprint,
    namespace: text(own.namespace) || "kube-system",
    clusterName: text(own.clusterName) || name,
    server: text(own.server) || vcenter.server,
    datacenter: text(own.datacenter) || vcenter.datacenter,
    publicNetwork: text(own.publicNetwork) || vcenter.network,
    username: vcenter.username,
    password: vcenter.password,
    region: text(own.region),
    zone: text(own.zone),
    insecureFlag: own.insecureFlag ?? true,
    useTopologyCategories: own.useTopologyCategories ?? false,
    provisionTimeout: text(own.provisionTimeout) || "300s",
    attachTimeout: text(own.attachTimeout) || "300s",
    resizerTimeout: text(own.resizerTimeout) || "300s",
    vSphereVersion: text(own.vSphereVersion),
    http_proxy: text(own.httpProxy) || noted(annotations, "tkg-http-proxy"),
    https_proxy: text(own.httpsProxy) || noted(annotations, "tkg-https-proxy"),
    no_proxy: text(own.noProxy) || noted(annotations, "tkg-no-proxy"),
    deployment_replicas: Math.min(Math.max(replicas, 1), 3),
    windows_support: own.windowsSupport ?? false,
  };
}

/** What the addons manager noted on the Cluster. */
const noted = (annotations: Annotations, name: string): string =>
  annotations?.[`tkg.tanzu.vmware.com/${name}`] ?? "";

export function section(value: Values, name: string): Values {
  const found = value[name];
  return isRecord(found) ? found : {};
}

export const text = (value: unknown): string => (typeof value === "string" ? value : "");
