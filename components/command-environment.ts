/** The environment variables by which commands reach the stack's environment; the other end is in clients/. */
import type { Input } from "@pulumi/pulumi";
import type { ManagementConnection, RegistryConnection, VcenterConnection } from "../config/connection.js";

type Environment = Record<string, Input<string>>;

export function managementEnvironment(management: ManagementConnection): Environment {
  return { TKG_EDGE_KUBECONFIG: management.kubeconfig, TKG_EDGE_CONTEXT: management.context };
}

/** @param password marked as secret by the caller */
export function vcenterEnvironment(vcenter: VcenterConnection, password: Input<string>): Environment {
  return {
    TKG_EDGE_VCENTER_USERNAME: vcenter.username,
    TKG_EDGE_VCENTER_PASSWORD: password,
    ...vcenterAddressEnvironment(vcenter),
  };
}

/** Where vCenter is and how it is verified, for a command that has its credentials from elsewhere. */
export function vcenterAddressEnvironment(vcenter: VcenterConnection): Environment {
  return {
    TKG_EDGE_VCENTER_SERVER: vcenter.server,
    ...(vcenter.thumbprint !== undefined && { TKG_EDGE_VCENTER_THUMBPRINT: vcenter.thumbprint }),
    ...(vcenter.caFile !== undefined && { TKG_EDGE_VCENTER_CA_FILE: vcenter.caFile }),
  };
}

/** @param password marked as secret by the caller; needed where the registry has a user */
export function registryEnvironment(
  registry: RegistryConnection | undefined,
  password?: Input<string>,
): Environment {
  return {
    ...(registry?.caFile !== undefined && { TKG_EDGE_REGISTRY_CA_FILE: registry.caFile }),
    ...(registry?.username !== undefined && { TKG_EDGE_REGISTRY_USERNAME: registry.username }),
    ...(registry?.username !== undefined &&
      password !== undefined && { TKG_EDGE_REGISTRY_PASSWORD: password }),
  };
}
