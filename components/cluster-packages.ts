import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource.js";
import { all, type CustomResourceOptions, type Input, type Resource } from "@pulumi/pulumi";
import type { SiteSpec } from "../src/config/stack-spec.js";
import { forcePatch } from "../src/manifests/applied-metadata.js";
import {
  calicoConfig,
  clusterBootstrap,
  clusterBootstrapIdentity,
  configuredPackages,
  vsphereCpiConfig,
} from "../src/manifests/cluster-bootstrap.js";
import { existingAs, type Existing } from "./adoption.js";
import { owned } from "./field-manager.js";
import { keptAs, type GateTask } from "./gate-task.js";
import type { RebuildChain } from "./rebuild-chain.js";

export interface ClusterPackagesArgs {
  readonly site: SiteSpec;
  /** Full names of the packages that the TKr offers. */
  readonly bootstrapPackages: Input<readonly string[]>;
  readonly chain: RebuildChain;
  readonly task: GateTask;
  /** What exists already and is imported. */
  readonly existing: Existing | undefined;
}

/**
 * The objects that set the packages a Cluster starts with, before the Cluster: configurations first, then the
 * ClusterBootstrap that refers to them.
 * @returns what the Cluster has to wait for; empty for a site that takes the TKr's own packages
 */
export function clusterPackages(
  name: string,
  args: ClusterPackagesArgs,
  opts: CustomResourceOptions & { readonly parent: Resource },
): CustomResource[] {
  const { site, chain, task, existing } = args;
  const wanted = configuredPackages(site);
  if (!wanted.cni && !wanted.cpi) return [];
  const make = (suffix: string, manifest: ReturnType<typeof calicoConfig>) =>
    new CustomResource(
      `${name}-${suffix}`,
      { ...manifest, metadata: forcePatch(owned(manifest.metadata), site.adopt) },
      { ...opts, ...chain.prerequisite(), ...existingAs(existing, manifest), ...keptAs(task, manifest) },
    );
  const cni = wanted.cni ? make("calico", calicoConfig(site)) : undefined;
  const cpi = wanted.cpi ? make("cpi", vsphereCpiConfig(site)) : undefined;
  const configurations = [cni, cpi].filter((resource) => resource !== undefined);
  // Taken from the ids of the configurations too, so that a preview does not send TKG's admission references to
  // what does not exist yet; it would be refused.
  const spec = all([args.bootstrapPackages, ...configurations.map(({ id }) => id)]).apply(
    ([offered]) => clusterBootstrap(site, offered as readonly string[]).spec,
  );
  const identity = clusterBootstrapIdentity(site);
  const bootstrap = new CustomResource(
    `${name}-bootstrap`,
    { ...identity, metadata: forcePatch(owned(identity.metadata), site.adopt), spec },
    { ...opts, ...chain.prerequisite(), ...existingAs(existing, identity), ...keptAs(task, identity) },
  );
  return [bootstrap, ...configurations];
}
