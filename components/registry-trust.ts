import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import type { ManagementConnection } from "../src/config/connection.js";
import { trustRegistryCa } from "../src/contracts/trust-registry-ca.js";
import { commandResource, nothingElse } from "./command-resource.js";

export interface RegistryTrustArgs {
  readonly managementCluster: ManagementConnection;
  /** PEM file of the registry's CA. */
  readonly caFile: string;
  /** SHA-256 of the file, hex: another CA is added when it changes. */
  readonly caDigest: string;
}

/**
 * The registry's CA among those that the management cluster's TKr controller trusts. It stays on destroy: other TKrs may
 * come from the same registry.
 */
export class RegistryTrust extends ComponentResource {
  constructor(name: string, args: RegistryTrustArgs, opts?: ComponentResourceOptions) {
    super("tkg-edge:index:RegistryTrust", name, {}, opts);
    commandResource(
      `${name}-ca`,
      trustRegistryCa,
      {
        input: { management: args.managementCluster, registry: { caFile: args.caFile } },
        ...nothingElse,
        triggers: [args.caDigest],
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
