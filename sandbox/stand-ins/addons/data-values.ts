/**
 * The values that an add-on's package is installed with, from its config and its Cluster. Only the keys that
 * users check on a vSphere site is worked out (vCenter, credentials, excluded networks, pod CIDRs); no
 * package is ever rendered here.
 */
import { readCredentials } from "../credentials.js";
import { isRecord } from "../runtime/objects.js";
import type { StandInContext } from "../stand-in.js";
import type { AddonConfig, Cluster } from "../tkg/api.js";
import { getVariable } from "../tkg/variables.js";

type Values = Record<string, unknown>;

/** @throws NoCredentials when the credentials that a CPI or CSI is given are not there. */
export async function dataValues(
  context: StandInContext,
  addon: string,
  config: AddonConfig,
  cluster: Cluster,
): Promise<Values> {
  const spec = config.spec ?? {};
  switch (addon) {
    case "calico": {
      const calico = section(section(spec, "calico"), "config");
      const podCidrs = cluster.spec.clusterNetwork?.pods?.cidrBlocks ?? [];
      return {
        infraProvider: "vsphere",
        ipFamily: podCidrs.map((cidr) => (cidr.includes(":") ? "ipv6" : "ipv4")).join(","),
        calico: {
          config: { ...calico, vethMTU: `${Number(calico.vethMTU ?? 0)}`, clusterCIDR: podCidrs.join(",") },
        },
      };
    }
    case "vsphere-cpi": {
      const own = section(spec, "vsphereCPI");
      const vcenter = await vcenterValues(context, cluster);
      const network = section(own, "vmNetwork");
      const thumbprint = text(own.tlsThumbprint) || vcenter.tlsThumbprint;
      return {
        vsphereCPI: {
          mode: text(own.mode) || "vsphereCPI",
          ...vcenter,
          server: text(own.vCenterAPIEndpoint) || vcenter.server,
          datacenter: text(own.datacenter) || vcenter.datacenter,
          tlsThumbprint: thumbprint,
          insecureFlag: own.insecure ?? thumbprint === "",
          vmInternalNetwork: text(network.internal),
          vmExternalNetwork: text(network.external),
          vmExcludeInternalNetworkSubnetCidr: text(network.excludeInternalSubnetCidr),
          vmExcludeExternalNetworkSubnetCidr: text(network.excludeExternalSubnetCidr),
        },
      };
    }
    case "vsphere-csi": {
      const own = section(section(spec, "vsphereCSI"), "config");
      const vcenter = await vcenterValues(context, cluster);
      return { vsphereCSI: { clusterName: cluster.metadata.name, ...vcenter, insecureFlag: true, ...own } };
    }
    default:
      return spec;
  }
}

async function vcenterValues(
  { client }: StandInContext,
  cluster: Cluster,
): Promise<Record<"server" | "datacenter" | "tlsThumbprint" | "username" | "password", string>> {
  const variables =
    cluster.spec.topology === undefined ? undefined : getVariable(cluster.spec.topology, "vcenter");
  const vcenter = isRecord(variables) ? variables : {};
  const credentials = await readCredentials(client, cluster, cluster.metadata.namespace ?? "");
  return {
    server: text(vcenter.server),
    datacenter: text(vcenter.datacenter),
    tlsThumbprint: text(vcenter.tlsThumbprint),
    ...credentials,
  };
}

function section(value: Values, name: string): Values {
  const found = value[name];
  return isRecord(found) ? found : {};
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
