import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource.js";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";
import { unsecret, type Input, type Output, type ProviderResource, type Resource } from "@pulumi/pulumi";
import type { ManagementConnection, RegistryConnection } from "../src/config/connection.js";
import { packageName } from "../src/config/tkr-version.js";
import { awaitTkr, removeTkr, resolvedTkr, type ResolvedTkr } from "../src/contracts/await-tkr.js";
import { resultOf } from "../src/contracts/environment.js";
import { pulledPackage, pullTkrPackage } from "../src/contracts/pull-tkr-package.js";
import type { TkrFindings } from "../src/environment/judgements/tkr-drift.js";
import { compatibilityConfigMap } from "../src/manifests/compatibility-config-map.js";
import { systemNamespace } from "../src/manifests/kubernetes-object.js";
import { importOf } from "./adoption.js";
import { commandResource } from "./command-resource.js";
import { replaceOnDrift } from "./drift-repair.js";
import { owned } from "./field-manager.js";
import { marked, thisStack } from "./made-by.js";
import type { Under } from "./under.js";

/** A tiny TKr that was read, and what was found of it. */
export interface TkrParts {
  /** TKr version with its `-tkg.N` ending. */
  readonly version: string;
  /** Repository bundle, without tag. */
  readonly bundle: string;
  readonly managementCluster: ManagementConnection;
  /** @default - the bundle is pulled anonymously, trusting the system's CAs */
  readonly registry?: RegistryConnection | undefined;
  /** Password of `registry.username`, marked as secret. */
  readonly registryPassword?: Input<string> | undefined;
  /**
   * Provider with client-side apply, for the Package alone: its API records a server-side apply as an update, and
   * then conflicts with itself at the next preview.
   */
  readonly packageProvider: ProviderResource;
  /** Kinds of the objects that an interrupted run created, and that are imported. @default - none */
  readonly interrupted?: ReadonlySet<string> | undefined;
  /** How long the TKr may take to become resolvable, in seconds. @default 600 */
  readonly timeoutSeconds?: number;
  /** What has to be there before anything of the TKr is; its bundle is pulled meanwhile. @default - nothing */
  readonly after?: readonly Resource[];
  /** What is not as this component made it; that part is then done again. */
  readonly found: TkrFindings;
}

export interface TkrOutputs {
  /** TKr version, known once the TKr can be resolved. */
  readonly version: Output<string>;
  /** What the TKr offers, known once it can be resolved. */
  readonly facts: Output<Pick<ResolvedTkr, "bootstrapPackages">>;
}

/**
 * The resources of a tiny TKr that the stack installs (vendor page, step 2): first the ConfigMap, since the controller does not
 * watch it, then the Package, then the wait until a cluster can be resolved from it. Destroy removes the TKr and its OS
 * images as well, which belong to nobody, and refuses while a Cluster runs it.
 */
export function tkrResources(name: string, args: TkrParts, under: Under): TkrOutputs {
  const { parent } = under;
  const { registry } = args;
  const configMap = compatibilityConfigMap(args.version);
  const { metadata, opts: restore } = replaceOnDrift(owned(configMap.metadata), args.found.configMap);
  const packageIdentity = { name: packageName(args.version), namespace: systemNamespace };
  const compatibility = new ConfigMap(
    `${name}-compatibility`,
    { ...configMap, metadata },
    {
      ...under,
      dependsOn: [...(args.after ?? [])],
      ...(args.interrupted?.has("ConfigMap") && importOf(configMap.metadata)),
      ...restore,
    },
  );
  const pulled = commandResource(
    `${name}-pull`,
    pullTkrPackage,
    {
      input: {
        tkrVersion: args.version,
        bundle: args.bundle,
        registry: { caFile: registry?.caFile, username: registry?.username },
      },
      secrets: { registryPassword: registry?.username === undefined ? undefined : args.registryPassword },
      first: {},
      unread: {},
    },
    { parent },
  );
  // A registry's password in the environment makes the output secret; the manifest holds none.
  const manifest = unsecret(pulled.stdout).apply(
    (text) => resultOf(pullTkrPackage.command, pulledPackage, text).package,
  );
  const restored = replaceOnDrift(marked(packageIdentity), args.found.package);
  const tkrPackage = new CustomResource(
    `${name}-package`,
    {
      apiVersion: "data.packaging.carvel.dev/v1alpha1",
      kind: "Package",
      metadata: {
        ...restored.metadata,
        labels: manifest.apply((text) => ({ ...text.metadata.labels })),
      },
      spec: manifest.apply(({ spec }) => spec),
    },
    {
      parent,
      provider: args.packageProvider,
      dependsOn: [compatibility],
      ...(args.interrupted?.has("Package") && importOf(packageIdentity)),
      ...restored.opts,
    },
  );
  const ready = commandResource(
    `${name}-ready`,
    awaitTkr,
    {
      input: {
        management: args.managementCluster,
        tkrVersion: args.version,
        timeoutSeconds: args.timeoutSeconds ?? 600,
      },
      secrets: {},
      first: { madeBy: thisStack() },
      unread: { packageUid: tkrPackage.metadata.apply(({ uid }) => uid) },
      onDelete: removeTkr.command,
      // With a new Package everything is reinstalled.
      found: [...args.found.package, ...args.found.release],
    },
    { parent, dependsOn: [compatibility] },
  );
  const facts = ready.stdout.apply((text) => resultOf(awaitTkr.command, resolvedTkr, text));
  return { facts, version: facts.apply(() => args.version) };
}
