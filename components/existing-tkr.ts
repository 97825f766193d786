import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";
import {
  ComponentResource,
  output,
  type ComponentResourceOptions,
  type Output,
  type Resource,
} from "@pulumi/pulumi";
import type { ManagementConnection } from "../src/config/connection.js";
import { awaitCompatibleTkr, resolvedTkr, type ResolvedTkr } from "../src/contracts/await-tkr.js";
import { resultOf } from "../src/contracts/environment.js";
import type { TkrFindings } from "../src/environment/judgements/tkr-drift.js";
import type { ExistingTkr as ExistingTkrFound } from "../src/environment/judgements/tkr-ownership.js";
import { compatibilityConfigMap } from "../src/manifests/compatibility-config-map.js";
import { importOf } from "./adoption.js";
import { commandResource, nothingElse } from "./command-resource.js";
import { replaceOnDrift } from "./drift-repair.js";
import { owned } from "./field-manager.js";

export interface ExistingTkrArgs {
  /** TKr version with its `-tkg.N` ending. */
  readonly version: string;
  readonly managementCluster: ManagementConnection;
  /** The TKr as it was found, and what it needs. */
  readonly existing: ExistingTkrFound;
  /** Whether an interrupted run created the ConfigMap, so that it is imported. @default false */
  readonly isInterrupted?: boolean;
  /** How long the TKr may take to become compatible, in seconds. */
  readonly timeoutSeconds: number;
  /** What has to be there before anything is created. @default - nothing */
  readonly after?: readonly Resource[];
  /** Drift of the ConfigMap, which is then created again, and why the TKr is waited for. */
  readonly found: Pick<TkrFindings, "configMap" | "release">;
}

/**
 * A tiny TKr that the stack uses and did not install: nothing of it is created, changed or removed. One that is incompatible
 * with its management cluster gets the compatibility ConfigMap and a wait.
 *
 * The type is that of `TinyTkr`: the ConfigMap keeps its URN where the TKr disappears and the stack then installs it.
 */
export class ExistingTkr extends ComponentResource {
  /** TKr version, known once the TKr can be resolved. */
  readonly version: Output<string>;
  /** What the TKr offers. */
  readonly facts: Output<Pick<ResolvedTkr, "bootstrapPackages">>;

  constructor(name: string, args: ExistingTkrArgs, opts?: ComponentResourceOptions) {
    super("tkg-edge:index:TinyTkr", name, {}, opts);
    const { version, existing, found } = args;
    const dependsOn = [...(args.after ?? [])];
    if (existing.configMap) {
      const configMap = compatibilityConfigMap(version);
      const { metadata, opts: restore } = replaceOnDrift(owned(configMap.metadata), found.configMap);
      const compatibility = new ConfigMap(
        `${name}-compatibility`,
        { ...configMap, metadata },
        { parent: this, dependsOn, ...(args.isInterrupted && importOf(configMap.metadata)), ...restore },
      );
      dependsOn.push(compatibility);
    }
    this.facts = existing.awaits
      ? commandResource(
          `${name}-compatible`,
          awaitCompatibleTkr,
          {
            input: {
              management: args.managementCluster,
              tkrVersion: version,
              timeoutSeconds: args.timeoutSeconds,
            },
            ...nothingElse,
            found: found.release,
          },
          { parent: this, dependsOn },
        ).stdout.apply((text) => resultOf(awaitCompatibleTkr.command, resolvedTkr, text))
      : output({ bootstrapPackages: existing.tkr.packages });
    this.version = this.facts.apply(() => version);
    this.registerOutputs({ version: this.version, facts: this.facts });
  }
}
