import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";
import { output, type Resource } from "@pulumi/pulumi";
import type { ManagementConnection } from "../src/config/connection.js";
import { awaitCompatibleTkr, resolvedTkr } from "../src/contracts/await-tkr.js";
import { resultOf } from "../src/contracts/environment.js";
import type { TkrFindings } from "../src/environment/judgements/tkr-drift.js";
import type { ExistingTkr as ExistingTkrFound } from "../src/environment/judgements/tkr-ownership.js";
import { compatibilityConfigMap } from "../src/manifests/compatibility-config-map.js";
import { importOf } from "./adoption.js";
import { commandResource, nothingElse } from "./command-resource.js";
import { replaceOnDrift } from "./drift-repair.js";
import { owned } from "./field-manager.js";
import type { TkrOutputs } from "./tiny-tkr.js";
import type { Under } from "./under.js";

/** A TKr that is there, and what was found of it. */
export interface ExistingTkrParts {
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
 * The resources of a tiny TKr that the stack uses and did not install: nothing of it is created, changed or removed. One that is
 * incompatible with its management cluster gets the compatibility ConfigMap and a wait.
 *
 * They belong to a `TinyTkr` too: the ConfigMap keeps its URN where the TKr disappears and the stack then installs it.
 */
export function existingTkrResources(name: string, args: ExistingTkrParts, under: Under): TkrOutputs {
  const { version, existing, found } = args;
  const dependsOn = [...(args.after ?? [])];
  if (existing.configMap) {
    const configMap = compatibilityConfigMap(version);
    const { metadata, opts: restore } = replaceOnDrift(owned(configMap.metadata), found.configMap);
    const compatibility = new ConfigMap(
      `${name}-compatibility`,
      { ...configMap, metadata },
      { ...under, dependsOn, ...(args.isInterrupted && importOf(configMap.metadata)), ...restore },
    );
    dependsOn.push(compatibility);
  }
  const facts: TkrOutputs["facts"] = existing.awaits
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
        { parent: under.parent, dependsOn },
      ).stdout.apply((text) => resultOf(awaitCompatibleTkr.command, resolvedTkr, text))
    : output({ bootstrapPackages: existing.tkr.packages });
  return { facts, version: facts.apply(() => version) };
}
