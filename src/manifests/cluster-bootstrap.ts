/**
 * Objects that set the packages a Cluster starts with, where the TKr's own template is not what the site wants: the
 * container network, and addresses that the cloud provider must not take for the node's.
 */
import type { AdditionalPackage } from "../config/package-fields.js";
import type { SiteSpec } from "../config/stack-spec.js";
import { tkrName } from "../config/tkr-version.js";
import type { KubernetesObject } from "./kubernetes-object.js";

interface Configured extends KubernetesObject {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

const metadataOf = ({ name, namespace }: SiteSpec) => ({ name, namespace });

/** Calico's settings, as the vendor's CLI writes them. */
export function calicoConfig(site: SiteSpec): Configured {
  return {
    apiVersion: "cni.tanzu.vmware.com/v1alpha1",
    kind: "CalicoConfig",
    metadata: metadataOf(site),
    spec: { calico: { config: { vethMTU: 0, skipCNIBinaries: true } } },
  };
}

/**
 * Keeps the cloud provider from taking the API's own address for the node's, as the vendor's CLI does for every cluster
 * with kube-vip; the vendor page's manifest leaves it out.
 */
export function vsphereCpiConfig(site: SiteSpec): Configured {
  const endpoint = `${site.controlPlaneEndpoint}/32`;
  return {
    apiVersion: "cpi.tanzu.vmware.com/v1alpha1",
    kind: "VSphereCPIConfig",
    metadata: metadataOf(site),
    spec: {
      vsphereCPI: {
        mode: "vsphereCPI",
        vmNetwork: { excludeInternalSubnetCidr: endpoint, excludeExternalSubnetCidr: endpoint },
      },
    },
  };
}

export interface ClusterBootstrap extends KubernetesObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly spec: Readonly<Partial<Record<"cni" | "cpi", BootstrapPackage>>> & {
    readonly additionalPackages?: readonly AdditionalPackage[];
  };
}

interface BootstrapPackage {
  readonly refName: string;
  readonly valuesFrom: {
    readonly providerRef: { readonly apiGroup: string; readonly kind: string; readonly name: string };
  };
}

/** Which of a site's packages are configured by objects of their own. */
export function configuredPackages(site: SiteSpec): { readonly cni: boolean; readonly cpi: boolean } {
  return { cni: site.cni === "calico", cpi: site.cpi.excludeEndpoint };
}

/** What is known of a ClusterBootstrap before its TKr is. */
export function clusterBootstrapIdentity(site: SiteSpec): Omit<ClusterBootstrap, "spec"> {
  return {
    apiVersion: "run.tanzu.vmware.com/v1alpha3",
    kind: "ClusterBootstrap",
    metadata: {
      ...metadataOf(site),
      annotations: { "tkg.tanzu.vmware.com/add-missing-fields-from-tkr": tkrName(site.tkrVersion) },
    },
  };
}

/**
 * The ClusterBootstrap of a site; what it does not name is filled in from the TKr's template by admission. Additional
 * packages are not in it: their list is one field, which admission and controllers write too, so they are added to the
 * live list (src/commands/add-packages.ts).
 *
 * Package names are given in full: a prefix such as `calico*` is expanded only until the cluster has adopted the
 * object, and is refused ever after.
 * @param bootstrapPackages full names that the TKr offers
 * @throws Error when the TKr offers no package for what the site wants
 */
export function clusterBootstrap(site: SiteSpec, bootstrapPackages: readonly string[]): ClusterBootstrap {
  const configured = configuredPackages(site);
  const from = (apiGroup: string, kind: string) => ({ providerRef: { apiGroup, kind, name: site.name } });
  return {
    ...clusterBootstrapIdentity(site),
    spec: {
      ...(configured.cni && {
        cni: {
          refName: fullName("calico", bootstrapPackages, site),
          valuesFrom: from("cni.tanzu.vmware.com", "CalicoConfig"),
        },
      }),
      ...(configured.cpi && {
        cpi: {
          refName: fullName("vsphere-cpi", bootstrapPackages, site),
          valuesFrom: from("cpi.tanzu.vmware.com", "VSphereCPIConfig"),
        },
      }),
    },
  };
}

/** The configurations to which the ClusterBootstrap of a site refers. */
export function packageConfigs(site: SiteSpec): readonly Configured[] {
  const { cni, cpi } = configuredPackages(site);
  return [...(cni ? [calicoConfig(site)] : []), ...(cpi ? [vsphereCpiConfig(site)] : [])];
}

/** Every object that configures packages of a site, in the order in which they are created. */
export function packageObjects(
  site: SiteSpec,
  bootstrapPackages: readonly string[],
): readonly (Configured | ClusterBootstrap)[] {
  const configs = packageConfigs(site);
  return configs.length === 0 ? [] : [...configs, clusterBootstrap(site, bootstrapPackages)];
}

function fullName(short: string, offered: readonly string[], site: SiteSpec): string {
  const name = offered.find((candidate) => candidate.startsWith(`${short}.`));
  if (name === undefined) {
    throw new Error(
      `TKr ${site.tkrVersion} offers no package ${short}; it offers ${offered.join(", ") || "none"}`,
    );
  }
  return name;
}
