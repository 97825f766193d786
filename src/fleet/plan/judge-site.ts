/**
 * What `pulumi up` would do to a site, from the objects that live and the fleet file alone. The reference is `pulumi preview
 * --refresh`; every comparison is the one that the program makes. What only the state can tell is `unknown`, and in doubt a
 * rebuild is announced. Pure.
 */
import type { LiveObject } from "../../clients/live-object.js";
import type { SiteSpec } from "../../config/stack-spec.js";
import { readCluster } from "../../environment/facts/cluster.js";
import { kindsBeside } from "../../environment/facts/site-objects.js";
import { sentenceOf } from "../../environment/finding.js";
import { differences } from "../../environment/judgements/adoption.js";
import { siteHealth } from "../../environment/judgements/site-health.js";
import { siteOwnership } from "../../environment/judgements/site-ownership.js";
import { markOf, type StackView } from "../../environment/judgements/standing.js";
import { withRecordedGeneration } from "../../manifests/generation.js";
import { rebuildInputsAnnotation } from "../../manifests/rebuild.js";
import { atBuiltVersion, versionRecord } from "../../manifests/version-record.js";
import { compareObjects, type Comparison } from "./applied-objects.js";
import {
  asReasons,
  changesInPlace,
  fieldReason,
  rebuildDue,
  recordedProtection,
  replacedFields,
  rolls,
} from "./live-changes.js";
import { rebuildVerdict } from "./rebuild-verdict.js";
import type { SeenSite } from "./seen-site.js";
import { replacingTaints } from "./state-traces.js";
import { verdict, type Reason, type Verdict } from "./verdict.js";

/** @param given with the class that the site has */
export function judgeSite(given: SeenSite): Verdict {
  const { live } = given;
  const seen = { ...given, site: siteAsBuilt(given) };
  const owner = ownerOf(seen);
  if (owner.refused.length > 0) return verdict("refused", owner.refused);
  if (!live) return absentCluster(seen);
  if (owner.kind === "others") return takeOver(seen, live);
  const due = rebuildOf(seen, live);
  // A preview refuses before it plans; what would be rebuilt is announced all the same.
  if (seen.refusals.length > 0) return verdict("refused", seen.refusals, due?.reasons);
  if (due) return due;
  const { unread, unfinished = [] } = seen.traces ?? {};
  const undecided = [
    ...(owner.undecided === undefined ? [] : [owner.undecided]),
    ...(unread === undefined ? [] : [`the state of its stack was not read: ${unread}`]),
    ...unfinished,
  ];
  return undecided.length > 0 ? verdict("unknown", undecided) : runningCluster(seen, live);
}

/** With the generation and the version that its rebuild digest takes. */
function siteAsBuilt({ site, vcenter, live }: SeenSite): SiteSpec {
  const annotations = live?.metadata.annotations ?? {};
  const kept = withRecordedGeneration(site, annotations[rebuildInputsAnnotation]);
  const record = versionRecord(annotations);
  return record ? atBuiltVersion(kept, vcenter.server, record, true) : kept;
}

interface Owner {
  /** Whose the Cluster is: this stack's, as far as its mark shows, or of others. */
  readonly kind: "stack" | "others";
  readonly refused: readonly string[];
  /** Why only the state knows; undefined where the mark is this stack's. */
  readonly undecided?: string;
}

/** In place of a state, the mark of this stack counts: what it has made, it is taken to own. */
function ownerOf({ site, live, beside, stack }: SeenSite): Owner {
  const mark = live && markOf(live);
  const isDescribed = live?.metadata.annotations?.[rebuildInputsAnnotation] !== undefined;
  const undecided =
    live === undefined || mark === stack || (mark === undefined && !isDescribed)
      ? undefined
      : mark === undefined
        ? "its Cluster was made by a release before 0.2.0, which wrote no mark: only the state shows whose it is"
        : `its Cluster is marked as made by ${mark}: a former name of this stack, or another stack`;
  if (undecided !== undefined) return { kind: "stack", refused: [], undecided };
  const own = [...(live ? [live] : []), ...beside].filter((object) => markOf(object) === stack);
  const view: StackView = {
    mark: stack,
    records: own.map(({ kind, metadata: { name, namespace, uid } }) => ({
      ...{ urn: "", type: "kubernetes:object" },
      outputs: { kind, metadata: { name, namespace, uid } },
    })),
  };
  const kinds = new Set<string>(kindsBeside(site));
  const ofSite = beside.filter(({ kind = "" }) => kinds.has(kind));
  const { cluster, adopted, findings } = siteOwnership(site, live, ofSite, view);
  const isOthers = cluster === "foreign" && adopted.has("Cluster");
  return { kind: isOthers ? "others" : "stack", refused: findings.map(sentenceOf) };
}

function absentCluster({ site, elsewhere, refusals }: SeenSite): Verdict {
  const [other] = elsewhere;
  if (other) {
    const { namespace = "default", name } = other.metadata;
    return verdict("refused", [
      `site.name and site.namespace are ${site.namespace}/${site.name}, and the Cluster of this stack that runs is ${namespace}/${name}`,
    ]);
  }
  return refusals.length > 0 ? verdict("refused", refusals) : verdict("create");
}

function takeOver({ site, vcenter, beside, classVariables, refusals }: SeenSite, live: LiveObject): Verdict {
  const others = new Map(beside.map((object) => [object.kind ?? "", object]));
  const problems = differences(site, vcenter, live, others, classVariables);
  const refused = [
    ...problems.map(({ path, found = "", expected }) => `${path} is ${found}; expected: ${expected}`),
    ...refusals,
  ];
  return refused.length > 0 ? verdict("refused", refused) : verdict("adopt");
}

/** @returns undefined where the Cluster stays */
function rebuildOf(seen: SeenSite, live: LiveObject): Verdict | undefined {
  const { site } = seen;
  const due = rebuildDue(seen, live);
  if (due === undefined) {
    return verdict("unknown", [
      "its Cluster does not record what it was built from; only the state shows it",
    ]);
  }
  const compared = compareObjects(seen, live);
  const others = [...replacedFields(site, compared), ...taintsOf(seen)];
  const reasons = due.length > 0 ? asReasons(due) : others;
  if (reasons.length === 0) return undefined;
  const wasProtected = recordedProtection(live) === "true";
  return rebuildVerdict({ site, due, reasons, wasProtected, also: rolls(seen, live, compared) });
}

const taintsOf = ({ traces }: SeenSite): readonly Reason[] =>
  traces ? replacingTaints(traces).map((what) => ({ what })) : [];

function runningCluster(seen: SeenSite, live: LiveObject): Verdict {
  const { metadata } = live;
  if (metadata.deletionTimestamp !== undefined) {
    return verdict("drifted", [`its Cluster is being deleted since ${metadata.deletionTimestamp}`]);
  }
  const compared = compareObjects(seen, live);
  const facts = readCluster(live);
  const missing = compared.missing.map(
    (kind) => `there is no ${kind} ${seen.site.namespace}/${seen.site.name}`,
  );
  const health = siteHealth(facts, seen.parts).findings.map(({ seen: words }) => words);
  const rolled = rolls(seen, live, compared);
  const inPlace = changesInPlace(seen, live, compared);
  if (rolled.length > 0) return verdict("roll", rolled, [...inPlace, ...missing, ...health]);
  if (inPlace.length > 0) return verdict("in place", inPlace, [...missing, ...health]);
  const drift: readonly (Reason | string)[] = [...missing, ...compared.fields.map(fieldReason), ...health];
  if (drift.length > 0) return verdict("drifted", drift);
  if (compared.records.length > 0) return verdict("in place", compared.records);
  if (!facts.wasReady)
    return verdict("create", ["its Cluster exists and was never ready; pulumi up waits for it"]);
  return withoutChange(seen, compared);
}

/** What is not judged here leaves the rest unknown. */
function withoutChange({ spec, site }: SeenSite, { unread }: Comparison): Verdict {
  const sections = (["management", "template"] as const).filter((section) => spec[section] !== undefined);
  const manifests = site.afterReady?.manifests ?? [];
  const reasons = [
    ...unread,
    ...sections.map((section) => `tkg-edge:${section} of its stack is judged by pulumi preview alone`),
    ...(site.network.addressPool === undefined
      ? []
      : ["the pool of site.network.addressPool is not read here; pulumi preview compares it"]),
    ...(manifests.length > 0
      ? ["objects of site.afterReady.manifests are on the workload cluster, which is not read"]
      : []),
  ];
  return verdict(reasons.length > 0 ? "unknown" : "nothing", reasons);
}
