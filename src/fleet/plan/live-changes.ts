/** Which inputs of a site differ from what its Cluster was configured with, by what a change of them does. */
import type { LiveObject } from "../../clients/live-object.js";
import type { SiteSpec } from "../../config/stack-spec.js";
import { readBootstrap } from "../../environment/facts/cluster-bootstrap.js";
import { loginOf } from "../../environment/facts/credentials.js";
import { wantedPackages } from "../../environment/judgements/packages.js";
import { protectedAnnotation } from "../../manifests/cluster-record.js";
import { sha256 } from "../../manifests/digest.js";
import { inPlaceChanges, inPlaceInputs, inPlaceInputsAnnotation } from "../../manifests/in-place.js";
import { configKeyOf, type InputChange } from "../../manifests/input-change.js";
import { recordedInputs } from "../../manifests/input-change.js";
import { afterReadyAnnotation } from "../../manifests/kubernetes-object.js";
import { mergedPackages } from "../../manifests/merged-packages.js";
import {
  rebuildInputs,
  rebuildInputsAnnotation,
  rebuildReasons,
  replacingFieldsOf,
} from "../../manifests/rebuild.js";
import { rolledChanges, rolledInputs, rolledInputsAnnotation } from "../../manifests/rolled.js";
import type { Comparison } from "./applied-objects.js";
import type { SeenSite } from "./seen-site.js";
import type { Reason } from "./verdict.js";

type Annotations = Readonly<Record<string, string>>;

const annotationsOf = ({ metadata }: LiveObject): Annotations => metadata.annotations ?? {};

const asReason = ({ input, from, to }: InputChange): Reason => ({ what: configKeyOf(input), from, to });

/** @returns undefined where the Cluster does not record what it was built from */
export function rebuildDue(
  { site, vcenter }: SeenSite,
  live: LiveObject,
): readonly InputChange[] | undefined {
  return rebuildReasons(annotationsOf(live)[rebuildInputsAnnotation], rebuildInputs(site, vcenter.server));
}

export const asReasons = (changes: readonly InputChange[]): readonly Reason[] => changes.map(asReason);

/** `site.protect` as the engine's state has it; undefined where the Cluster does not record it. */
export const recordedProtection = (live: LiveObject): string | undefined =>
  annotationsOf(live)[protectedAnnotation];

/** Differences for which the engine would replace the Cluster, although no input changed: others changed it. */
export function replacedFields(site: SiteSpec, { fields }: Comparison): readonly Reason[] {
  // `a["b"]` as `a.b`.
  const replacing = replacingFieldsOf(site).map((field) => field.replace(/\["([^"]+)"\]/g, ".$1"));
  const isReplacing = (field: string) =>
    replacing.some((path) => isWithin(field, path) || isWithin(path, field));
  return fields.filter(({ kind, field }) => kind === "Cluster" && isReplacing(field)).map(fieldReason);
}

const isWithin = (field: string, path: string) => field === path || field.startsWith(`${path}.`);

export const fieldReason = ({ kind, field, from, to }: Comparison["fields"][number]): Reason => ({
  what: `${kind} ${field}`,
  from,
  to,
});

/** @returns changes for which Cluster API replaces the VM */
export function rolls({ site }: SeenSite, live: LiveObject, { fields }: Comparison): readonly Reason[] {
  const annotation = annotationsOf(live)[rolledInputsAnnotation];
  if (recordedInputs(annotation)) return rolledChanges(annotation, rolledInputs(site)).map(asReason);
  // Not recorded: whatever of the topology differs counts as rolled.
  return fields.filter(({ kind, field }) => kind === "Cluster" && isWithin(field, "spec")).map(fieldReason);
}

const thumbprintField = "spec.topology.variables.vcenter.tlsThumbprint";

/** Changes that keep the VM. */
export function changesInPlace(seen: SeenSite, live: LiveObject, compared: Comparison): readonly Reason[] {
  const { site } = seen;
  const recorded = inPlaceChanges(annotationsOf(live)[inPlaceInputsAnnotation], inPlaceInputs(site)) ?? [];
  const thumbprint = compared.fields.filter(({ field }) => field === thumbprintField);
  return [
    ...recorded.map(asReason),
    ...thumbprint.map(({ from, to }) => ({ what: "connection.vcenter.thumbprint", from, to })),
    ...changedUsername(seen),
    ...(recorded.some(({ input }) => input === "packages.additional") ? [] : changedPackages(seen)),
    ...changedCommand(site.afterReady?.command, live),
  ];
}

function changedUsername({ site, vcenter, beside }: SeenSite): readonly Reason[] {
  const secret = site.identityRef ? undefined : beside.find(({ kind }) => kind === "Secret");
  if (!secret) return [];
  const { username } = loginOf(secret);
  return username === vcenter.username
    ? []
    : [{ what: "connection.vcenter.username", from: username, to: vcenter.username }];
}

/** Values of packages are in no record; the ClusterBootstrap has them. */
function changedPackages({ site, beside, tkr }: SeenSite): readonly Reason[] {
  const additional = site.packages?.additional ?? [];
  const bootstrap = beside.find(({ kind }) => kind === "ClusterBootstrap");
  if (additional.length === 0 || !bootstrap) return [];
  const names = wantedPackages(site, tkr?.packages ?? []);
  const wanted = additional.map((entry, index) => ({ ...entry, refName: names[index] ?? entry.refName }));
  const isThere = mergedPackages(readBootstrap(bootstrap).additional, wanted, new Map()) === undefined;
  return isThere ? [] : [{ what: "site.packages.additional" }];
}

function changedCommand(command: string | undefined, live: LiveObject): readonly Reason[] {
  if (command === undefined || annotationsOf(live)[afterReadyAnnotation] === sha256(command)) return [];
  return [{ what: "site.afterReady.command" }];
}
