import { output, type Input } from "@pulumi/pulumi";
import type { SiteSpec } from "../src/config/stack-spec.js";
import { forcePatch } from "../src/manifests/applied-metadata.js";
import {
  calicoConfig,
  clusterBootstrap,
  configuredPackages,
  vsphereCpiConfig,
} from "../src/manifests/cluster-bootstrap.js";
import { credentialsSecret } from "../src/manifests/credentials-secret.js";
import type { KubernetesObject } from "../src/manifests/kubernetes-object.js";
import { owned } from "./field-manager.js";

/**
 * The objects that the gate writes again, as the engine wrote them, in the order in which they refer to each other. The
 * Secret is without its values: the gate has them.
 * @param kinds what is missing
 * @param bootstrapPackages full names of the packages that the TKr offers
 * @returns undefined where nothing is missing
 */
export function missingObjects(
  site: SiteSpec,
  kinds: ReadonlySet<string>,
  bootstrapPackages: Input<readonly string[]>,
): Input<readonly KubernetesObject[]> | undefined {
  const packages = configuredPackages(site);
  const wants = (kind: string, configured: boolean) => configured && kinds.has(kind);
  const objectsWith = (offered: readonly string[]): KubernetesObject[] => [
    ...(wants("Secret", !site.identityRef) ? [credentialsSecret(site.name, site.namespace)] : []),
    ...(wants("CalicoConfig", packages.cni) ? [calicoConfig(site)] : []),
    ...(wants("VSphereCPIConfig", packages.cpi) ? [vsphereCpiConfig(site)] : []),
    ...(wants("ClusterBootstrap", packages.cni || packages.cpi) ? [clusterBootstrap(site, offered)] : []),
  ];
  const written = (object: KubernetesObject) => ({
    ...object,
    metadata: forcePatch(owned(object.metadata), site.adopt),
  });
  if (kinds.size === 0) return undefined;
  return output(bootstrapPackages).apply((offered) => objectsWith(offered).map(written));
}
