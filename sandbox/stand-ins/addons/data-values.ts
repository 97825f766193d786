/**
 * The values that an add-on's package is installed with, from its config and its Cluster, with the keys that the vendor's
 * controllers write (measured F.4). No package is ever rendered here.
 */
import { readCredentials } from "../credentials.js";
import { isRecord } from "../runtime/objects.js";
import type { StandInContext } from "../stand-in.js";
import type { AddonConfig, Cluster } from "../tkg/api.js";
import { getVariable } from "../tkg/variables.js";
import { cpiValues, csiValues, section, text, type Values, type VcenterValues } from "./vsphere-values.js";

/** @throws NoCredentials when the credentials that a CPI or CSI is given are not there. */
export async function dataValues(
  context: StandInContext,
  addon: string,
  config: AddonConfig,
  cluster: Cluster,
): Promise<Values> {
  const spec = config.spec ?? {};
  switch (addon) {
    case "antrea": {
      const antrea = section(spec, "antrea");
      const [serviceCIDR, serviceCIDRv6] = byFamily(cluster.spec.clusterNetwork?.services?.cidrBlocks);
      const services = {
        ...(serviceCIDR !== undefined && { serviceCIDR }),
        ...(serviceCIDRv6 !== undefined && { serviceCIDRv6 }),
      };
      const own = section(antrea, "config");
      return { infraProvider: "vsphere", ...spec, antrea: { ...antrea, config: { ...own, ...services } } };
    }
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
    case "vsphere-cpi":
      return {
        vsphereCPI: cpiValues(
          section(spec, "vsphereCPI"),
          await vcenterValues(context, cluster),
          cluster.metadata.annotations,
        ),
      };
    case "vsphere-csi":
      return {
        vsphereCSI: csiValues(
          section(section(spec, "vsphereCSI"), "config"),
          await vcenterValues(context, cluster),
          cluster,
        ),
      };
    default:
      return spec;
  }
}

async function vcenterValues({ client }: StandInContext, cluster: Cluster): Promise<VcenterValues> {
  const variables =
    cluster.spec.topology === undefined ? undefined : getVariable(cluster.spec.topology, "vcenter");
  const vcenter = isRecord(variables) ? variables : {};
  const credentials = await readCredentials(client, cluster, cluster.metadata.namespace ?? "");
  return {
    server: text(vcenter.server),
    datacenter: text(vcenter.datacenter),
    network: text(vcenter.network),
    tlsThumbprint: text(vcenter.tlsThumbprint),
    ...credentials,
  };
}

/** The first block of IPv4, and that of IPv6. */
const byFamily = (blocks: readonly string[] = []): readonly [string | undefined, string | undefined] => [
  blocks.find((block) => !block.includes(":")),
  blocks.find((block) => block.includes(":")),
];
