/** What the resources of a tiny TKr are made of: it is installed, or used as it is there. */
import type { Resource } from "@pulumi/pulumi";
import type { ExistingTkrParts } from "../../components/existing-tkr.js";
import type { TkrParts } from "../../components/tiny-tkr.js";
import { drifted } from "../environment/finding.js";
import { tkrDrift } from "../preflight/drift/drift.js";
import type { ObservedEnvironment } from "./read-environment.js";
import type { Stack } from "./stack.js";

/** A TKr that the stack installs, or one that others did. */
export type CheckedTkr = { readonly installed: TkrParts } | { readonly existing: ExistingTkrParts };

/** @param after what comes before anything of the TKr */
export function partsOfTkr(
  version: string,
  { spec, secrets: { registryPassword } }: Stack,
  { management, cluster, managementCluster }: NonNullable<ObservedEnvironment["management"]>,
  { drift, ownership }: ObservedEnvironment,
  after: readonly Resource[],
): CheckedTkr {
  const { interrupted, existing } = ownership.tkrs;
  const { timeoutSeconds } = management.tkr;
  const common = { version, managementCluster, timeoutSeconds, after, found: tkrDrift(drift, version) };
  const ofInterrupted = interrupted.get(version);
  const there = existing.get(version);
  if (there) {
    const isInterrupted = ofInterrupted?.has("ConfigMap") ?? false;
    const { isIncompatible } = there.tkr;
    const release = isIncompatible ? [drifted(`TKr ${version} is not compatible`)] : [];
    return {
      existing: { ...common, existing: there, isInterrupted, found: { ...common.found, release } },
    };
  }
  const { bundle } = management;
  const { registry } = spec.connection;
  const packageProvider = cluster.providers.packages;
  return {
    installed: { ...common, bundle, registry, registryPassword, packageProvider, interrupted: ofInterrupted },
  };
}
