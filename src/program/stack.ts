/** A stack that was read, with what each of its sections is reached by: what its parser has proved is in its type. */
import type { Output } from "@pulumi/pulumi";
import type { ManagementConnection, VcenterConnection } from "../config/connection.js";
import type { ManagementSpec, SiteSpec, StackSpec, TemplateSpec } from "../config/stack-spec.js";

export interface StackSecrets {
  readonly vcenterPassword?: Output<string> | undefined;
  readonly registryPassword?: Output<string> | undefined;
}

/** `tkg-edge:management` with its management cluster. */
export interface ManagementPart {
  readonly management: ManagementSpec;
  readonly managementCluster: ManagementConnection;
}

/** `tkg-edge:template` with its vCenter. */
export interface TemplatePart {
  readonly template: TemplateSpec;
  readonly vcenter: VcenterConnection;
  readonly vcenterPassword: Output<string>;
}

/** `tkg-edge:site` with its management cluster and its vCenter. */
export interface SitePart {
  readonly site: SiteSpec;
  readonly managementCluster: ManagementConnection;
  readonly vcenter: VcenterConnection;
  readonly vcenterPassword: Output<string>;
}

export interface Stack {
  readonly spec: StackSpec;
  readonly secrets: StackSecrets;
  readonly management: ManagementPart | undefined;
  readonly template: TemplatePart | undefined;
  readonly site: SitePart | undefined;
}

/** @param spec without problems (src/config/missing-connections.ts), so that whatever a section needs is there */
export function stackOf(spec: StackSpec, secrets: StackSecrets): Stack {
  const { management, template, site, connection } = spec;
  const cluster = () => ({
    managementCluster: proved(connection.managementCluster, "connection.managementCluster"),
  });
  const vcenter = () => ({
    vcenter: proved(connection.vcenter, "connection.vcenter"),
    vcenterPassword: proved(secrets.vcenterPassword, "vcenterPassword"),
  });
  return {
    ...{ spec, secrets },
    management: management && { management, ...cluster() },
    template: template && { template, ...vcenter() },
    site: site && { site, ...cluster(), ...vcenter() },
  };
}

/** The same stack with what was found of its configuration. */
export function withSpec(stack: Stack, spec: StackSpec): Stack {
  const site = stack.site && { ...stack.site, site: proved(spec.site, "a site") };
  return { ...stack, spec, site };
}

/** @throws Error where it is absent, which is a mistake of this program and not of the stack */
export function proved<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`a stack without ${what} was taken for a whole one`);
  return value;
}
