/** The Cluster of a site (vendor page, step 4.2). */
import type { VcenterConnection } from "../config/connection.js";
import { goDuration } from "../config/go-duration.js";
import { osVersionLabel } from "../config/operating-system.js";
import type { SiteSpec } from "../config/stack-spec.js";
import { isTinyTkrVersion, kubernetesVersion } from "../config/tkr-version.js";
import {
  resolveOsImageAnnotation,
  resolveTkrAnnotation,
  tinyLabel,
  type KubernetesObject,
} from "./kubernetes-object.js";
import { canonicalRebuildInputs, rebuildInputs, rebuildInputsAnnotation } from "./rebuild.js";
import { canonicalRolledInputs, rolledInputs, rolledInputsAnnotation } from "./rolled.js";

/** A ClusterClass variable and its value. */
export interface TopologyVariable {
  readonly name: string;
  readonly value: unknown;
}

export interface Cluster extends KubernetesObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly clusterNetwork: {
      readonly pods: { readonly cidrBlocks: readonly string[] };
      readonly services: { readonly cidrBlocks: readonly string[] };
    };
    readonly topology: {
      readonly class: string;
      readonly version: string;
      readonly controlPlane: {
        readonly metadata: {
          readonly labels?: Readonly<Record<string, string>>;
          readonly annotations: Readonly<Record<string, string>>;
        };
        readonly replicas: 1;
        readonly nodeDrainTimeout?: string;
        readonly nodeVolumeDetachTimeout?: string;
        readonly nodeDeletionTimeout?: string;
      };
      readonly variables: readonly TopologyVariable[];
    };
  };
}

/** Annotation from which TKG reads the address of the Kubernetes API. */
export const endpointAnnotation = "tkg.tanzu.vmware.com/cluster-controlplane-endpoint";

/** Variable from which the ClusterClass takes the same address. */
export const endpointVariable = "apiServerEndpoint";

export const clusterNameLabel = "tkg.tanzu.vmware.com/cluster-name";

/**
 * A single-node Cluster: one control plane replica, no workers, no taint, kube-vip rather than NSX ALB.
 *
 * `topology.version` is the Kubernetes version, not the TKr's: TKG's webhook rewrites every other form to it, which
 * would show as a difference for ever.
 */
export function cluster(site: SiteSpec, vcenter: VcenterConnection): Cluster {
  const inputs = rebuildInputs(site, vcenter.server);
  return {
    apiVersion: "cluster.x-k8s.io/v1beta1",
    kind: "Cluster",
    metadata: {
      name: site.name,
      namespace: site.namespace,
      labels: { ...site.labels, [clusterNameLabel]: site.name },
      annotations: {
        ...site.annotations,
        [endpointAnnotation]: site.controlPlaneEndpoint,
        ...(isTinyTkrVersion(site.tkrVersion) && { [resolveTkrAnnotation]: tinyLabel }),
        [rebuildInputsAnnotation]: canonicalRebuildInputs(inputs),
        [rolledInputsAnnotation]: canonicalRolledInputs(rolledInputs(site)),
      },
    },
    spec: {
      clusterNetwork: {
        pods: { cidrBlocks: site.network.podCidrs },
        services: { cidrBlocks: site.network.serviceCidrs },
      },
      topology: {
        class: site.className,
        controlPlane: {
          metadata: machineMetadata(site),
          replicas: 1,
          ...removalTimeouts(site),
        },
        variables: topologyVariables(site, vcenter),
        version: kubernetesVersion(site.tkrVersion),
      },
    },
  };
}

/** The variables of the vendor page in its order, without empty ones; then the user's further ones. */
function topologyVariables(site: SiteSpec, vcenter: VcenterConnection): TopologyVariable[] {
  const trusted = (["imageRepository", "proxy"] as const).flatMap((name) => {
    const data = site.trustedCa[name];
    return data === undefined ? [] : [{ name, data }];
  });
  const { cloneMode, storagePolicy, ...inventory } = site.placement;
  return [
    { name: "controlPlaneTaint", value: false },
    { name: "auditLogging", value: { enabled: site.auditLogging } },
    { name: endpointVariable, value: site.controlPlaneEndpoint },
    { name: "aviAPIServerHAProvider", value: false },
    { name: "imageRepository", value: imageRepository(site) },
    // An entry with empty data would write an empty certificate on the node, so no CA means no variable.
    ...(trusted.length > 0 ? [{ name: "trust", value: { additionalTrustedCAs: trusted } }] : []),
    {
      name: "vcenter",
      value: {
        cloneMode,
        ...inventory,
        server: vcenter.server,
        storagePolicyID: storagePolicy,
        tlsThumbprint: vcenter.thumbprint ?? "",
      },
    },
    ...(site.sshAuthorizedKeys.length > 0
      ? [{ name: "user", value: { sshAuthorizedKeys: site.sshAuthorizedKeys } }]
      : []),
    { name: "controlPlane", value: controlPlane(site) },
    ...(site.identityRef ? [{ name: "identityRef", value: site.identityRef }] : []),
    // Chooses nothing on Linux, where the ClusterBootstrap does; the vendor's CLI writes it all the same.
    ...(site.cni === "calico" ? [{ name: "cni", value: "calico" }] : []),
    ...Object.entries({ ...site.variables, ...site.extraVariables }).map(([name, value]) => ({
      name,
      value,
    })),
  ];
}

/** What Cluster API puts on the machine; the annotation that selects its image is read from here too. */
function machineMetadata({ os, osVersion, controlPlaneMetadata = {} }: SiteSpec) {
  const { labels = {}, annotations = {} } = controlPlaneMetadata;
  const version = osVersion === undefined ? "" : `,os-version=${osVersionLabel(osVersion)}`;
  return {
    ...(Object.keys(labels).length > 0 && { labels }),
    annotations: { ...annotations, [resolveOsImageAnnotation]: `image-type=ova,os-name=${os}${version}` },
  };
}

function removalTimeouts({ nodeTimeouts = {} }: SiteSpec) {
  const { drainSeconds, volumeDetachSeconds, deletionSeconds } = nodeTimeouts;
  return {
    ...(drainSeconds !== undefined && { nodeDrainTimeout: goDuration(drainSeconds) }),
    ...(volumeDetachSeconds !== undefined && { nodeVolumeDetachTimeout: goDuration(volumeDetachSeconds) }),
    ...(deletionSeconds !== undefined && { nodeDeletionTimeout: goDuration(deletionSeconds) }),
  };
}

/** The class verifies the certificate by default; the vendor page does not mention it. */
function imageRepository({ imageRepository: host, imageRepositoryTlsVerify: verify }: SiteSpec) {
  return verify ? { host } : { host, tlsCertificateValidation: false };
}

/** The class's `controlPlane` variable: what is empty is left to the class. */
function controlPlane({ machine, node }: SiteSpec): Readonly<Record<string, unknown>> {
  const labels = Object.entries(node.labels).map(([key, value]) => ({ key, value }));
  const network = {
    ...(node.nameservers.length > 0 && { nameservers: node.nameservers }),
    ...(node.searchDomains.length > 0 && { searchDomains: node.searchDomains }),
    ...(node.mtu !== undefined && { mtu: node.mtu }),
  };
  return {
    machine,
    ...(Object.keys(network).length > 0 && { network }),
    ...(labels.length > 0 && { nodeLabels: labels }),
  };
}
