import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource.js";
import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import {
  all,
  interpolate,
  secret as asSecret,
  type CustomResource as PulumiResource,
  type CustomResourceOptions,
  type Input,
  type Output,
} from "@pulumi/pulumi";
import type { WorkloadObject } from "../src/config/after-ready/workload-object.js";
import { apiServerPortOf } from "../src/config/class-variables.js";
import type { ManagementConnection, VcenterConnection } from "../src/config/connection.js";
import type { SiteSpec } from "../src/config/stack-spec.js";
import { addPackages } from "../src/contracts/add-packages.js";
import { awaitCluster } from "../src/contracts/await-cluster.js";
import type { Finding } from "../src/environment/finding.js";
import { appliedClusterMetadata } from "../src/manifests/applied-cluster.js";
import { forcePatch } from "../src/manifests/applied-metadata.js";
import { cluster as clusterManifest, clusterNameLabel } from "../src/manifests/cluster.js";
import { credentialsSecret } from "../src/manifests/credentials-secret.js";
import { sha256 } from "../src/manifests/digest.js";
import { rebuildDigest, rebuildInputs, replacingFieldsOf } from "../src/manifests/rebuild.js";
import { rolledVersion } from "../src/manifests/rolled.js";
import { AddressPool, type SitePool } from "./address-pool.js";
import { existingAs, type Existing } from "./adoption.js";
import { afterReady } from "./after-ready.js";
import { clusterPackages } from "./cluster-packages.js";
import { commandResource, nothingElse } from "./command-resource.js";
import { ExistingSecret } from "./existing-secret.js";
import { owned } from "./field-manager.js";
import { keptAs, nothingDue, type GateTask } from "./gate-task.js";
import { thisStack } from "./made-by.js";
import { missingObjects } from "./missing-objects.js";
import { RebuildChain } from "./rebuild-chain.js";
import { rebuildGate } from "./rebuild-gate.js";
import type { Under } from "./under.js";

/** A site that was read, and what was found of it. */
export interface SiteParts {
  readonly site: SiteSpec;
  readonly managementCluster: ManagementConnection;
  readonly vcenter: VcenterConnection;
  /** Password of `vcenter.username`, marked as secret. */
  readonly vcenterPassword: Input<string>;
  /** Full names of the packages that the TKr offers. */
  readonly bootstrapPackages: Input<readonly string[]>;
  /** Why the running cluster never recovers by itself: its wait is run again and reports it. @default - nothing */
  readonly failed?: readonly Finding[] | undefined;
  /** What exists already and is imported. @default - nothing */
  readonly existing?: Existing | undefined;
  /** What the gate has to do in this run. @default - only what a change of its inputs requires */
  readonly gateTask?: GateTask | undefined;
  /** The pool that the node's address comes from, where the stack makes it. @default - it makes none */
  readonly addressPool?: SitePool | undefined;
  /** Objects that are applied to the cluster when it is Ready. @default - none */
  readonly objects?: readonly WorkloadObject[];
  /** Types by resource name, of those objects that the state holds with another version of their API. @default - none */
  readonly earlierTypes?: ReadonlyMap<string, string>;
  /** Version of tkg-edge that the Cluster records (src/manifests/cluster-record.ts). @default - none */
  readonly toolVersion?: string;
}

export interface SiteOutputs {
  readonly clusterName: Output<string>;
  readonly namespace: Output<string>;
  /** `https://address:port` */
  readonly endpoint: Output<string>;
  /** Admin kubeconfig of the workload cluster, secret. */
  readonly kubeconfig: Output<string>;
}

/**
 * The resources of a single-node workload cluster (vendor page, step 4): credentials first, because TKG's admission logs in to vCenter
 * with them, then the Cluster, its packages and its kubeconfig.
 *
 * A minimal one cannot be upgraded in place. Whatever forces a rebuild is in one digest, which first has to pass the gate and then
 * replaces everything, the Secret too: Cluster API's vSphere provider deletes it together with the cluster that used it.
 */
export function siteResources(name: string, args: SiteParts, under: Under): SiteOutputs {
  const { parent } = under;
  const { site, vcenter, gateTask: task = nothingDue } = args;
  const manifest = clusterManifest(site, vcenter);
  const digest = rebuildDigest(rebuildInputs(site, vcenter.server));
  const pool =
    args.addressPool &&
    new AddressPool(
      name,
      {
        ...args.addressPool,
        ...{ managementCluster: args.managementCluster, clusterName: site.name },
        timeoutSeconds: site.timeouts.deleteSeconds,
      },
      under,
    );
  const gate = rebuildGate(
    `${name}-rebuild-gate`,
    {
      ...args,
      ...{ cluster: manifest, digest, task },
      missingObjects: missingObjects(site, task.missing, args.bootstrapPackages),
    },
    { parent, ...(pool && { dependsOn: [pool.checked] }) },
  );
  const chain = new RebuildChain(name, task.keptTrigger ?? digest, gate, parent);
  const child = { ...under, protect: site.protect };
  const prerequisites: PulumiResource[] = [];
  if (!site.identityRef) {
    const secret = credentialsSecret(site.name, site.namespace);
    const credentials = new Secret(
      `${name}-credentials`,
      {
        ...secret,
        metadata: forcePatch(owned(secret.metadata), site.adopt),
        // Set, because an imported Secret has it: without it the engine sees a change that replaces the Secret.
        type: "Opaque",
        stringData: { username: vcenter.username, password: args.vcenterPassword },
      },
      { ...child, ...chain.prerequisite(), ...existingAs(args.existing, secret), ...keptAs(task, secret) },
    );
    prerequisites.push(credentials);
  }
  const { bootstrapPackages } = args;
  prerequisites.push(
    ...clusterPackages(name, { site, bootstrapPackages, chain, task, existing: args.existing }, child),
  );
  // What the gate writes again is not there at a preview either.
  const isWritten = task.createsCluster && task.missing.size > 0;
  const before = [...prerequisites.map(({ id }) => id), ...(isWritten ? [gate.stdout] : [])];
  const cluster = new CustomResource(
    `${name}-cluster`,
    {
      ...manifest,
      metadata: {
        ...appliedClusterMetadata(manifest, site, thisStack(), args.toolVersion),
        labels: { ...manifest.metadata.labels, [clusterNameLabel]: deferredName(site, before) },
      },
    },
    {
      ...child,
      ...clusterOptions(site, chain.cluster(prerequisites)),
      ...existingAs(args.existing, manifest),
    },
  );
  const clusterUid = cluster.metadata.apply((metadata) => metadata.uid);
  const waited = {
    management: args.managementCluster,
    clusterName: site.name,
    clusterNamespace: site.namespace,
    timeoutSeconds: site.timeouts.createSeconds,
  };
  const ready = commandResource(
    `${name}-ready`,
    awaitCluster,
    {
      input: { ...waited, vcenter },
      secrets: {},
      first: {},
      // Two TKrs can have one Kubernetes version, which alone stands in the spec.
      unread: { clusterDigest: sha256(JSON.stringify(manifest.spec) + (rolledVersion(site) ?? "")) },
      triggers: [clusterUid],
      found: args.failed ?? [],
    },
    { parent, dependsOn: [cluster] },
  );
  const additional = site.packages?.additional ?? [];
  const packages =
    additional.length > 0
      ? commandResource(
          `${name}-packages`,
          addPackages,
          {
            input: { ...waited, packages: additional },
            ...nothingElse,
            triggers: [clusterUid],
          },
          { parent, dependsOn: [ready] },
        )
      : undefined;
  // Read last, since TKG's controllers still write to it while the packages are installed.
  const stored = new ExistingSecret(
    `${name}-kubeconfig`,
    {
      name: `${site.name}-kubeconfig`,
      namespace: site.namespace,
      id: interpolate`${cluster.id}-kubeconfig`,
    },
    { ...under, dependsOn: packages ? [ready, packages] : [ready] },
  );
  const kubeconfig = asSecret(
    stored.data.apply((data) => Buffer.from(data.value ?? "", "base64").toString("utf8")),
  );
  const { objects = [], earlierTypes = new Map<string, string>() } = args;
  afterReady(
    name,
    {
      ...args,
      ...{ objects, earlierTypes, cluster, clusterUid, chain },
      ...{ kubeconfig, ready: stored },
    },
    parent,
  );
  return {
    clusterName: ready.stdout.apply(() => site.name),
    namespace: ready.stdout.apply(() => site.namespace),
    endpoint: ready.stdout.apply(
      () => `https://${site.controlPlaneEndpoint}:${apiServerPortOf(site.variables)}`,
    ),
    kubeconfig,
  };
}

/**
 * The cluster's name, known only when everything before the Cluster is there. While it is unknown, a preview does not send
 * TKG's admission a Cluster whose Secret does not exist yet, which would be denied for that reason alone.
 */
function deferredName(site: SiteSpec, before: Output<unknown>[]): Output<string> {
  return all(before).apply(() => site.name);
}

/** Options of the Cluster beyond its parent and protection. */
function clusterOptions(site: SiteSpec, rebuild: CustomResourceOptions): CustomResourceOptions {
  return {
    ...rebuild,
    // Single fields: `"*"` would also match a failed create and destroy a cluster that only needs more time.
    replaceOnChanges: [...replacingFieldsOf(site)],
    customTimeouts: {
      create: `${site.timeouts.createSeconds}s`,
      update: `${site.timeouts.createSeconds}s`,
      delete: `${site.timeouts.deleteSeconds}s`,
    },
  };
}
