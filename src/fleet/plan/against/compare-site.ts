/**
 * What `pulumi up` would do to a Cluster that was brought up with one version of its configuration and now has another, from the
 * files alone. By the comparisons of the plan that reads what exists: a Cluster records its inputs, and here they are those of
 * the version before. What a change does is never less than in `change-effects`; what files cannot tell is `unknown`. Pure.
 */
import { isDeepStrictEqual } from "node:util";
import type { SiteSpec } from "../../../config/stack-spec.js";
import { withRecordedGeneration } from "../../../manifests/generation.js";
import { canonicalInPlaceInputs, inPlaceChanges, inPlaceInputs } from "../../../manifests/in-place.js";
import type { InputChange } from "../../../manifests/input-change.js";
import {
  canonicalRebuildInputs,
  rebuildInputs,
  rebuildInputsAnnotation,
  rebuildReasons,
} from "../../../manifests/rebuild.js";
import {
  canonicalRolledInputs,
  rolledChanges,
  rolledInputs,
  rolledInputsAnnotation,
} from "../../../manifests/rolled.js";
import { atBuiltVersion, versionRecord } from "../../../manifests/version-record.js";
import { someOf } from "../../finding.js";
import { asReasons } from "../live-changes.js";
import { rebuildVerdict } from "../rebuild-verdict.js";
import { verdict, type Reason, type Verdict } from "../verdict.js";
import { openQuestions, settled, type SiteVersion } from "./site-version.js";

/** @param was the version that its Cluster has; @param is the version that is planned */
export function compareSite(was: SiteVersion, is: SiteVersion): Verdict {
  if (was.site.name !== is.site.name || was.site.namespace !== is.site.namespace) {
    return verdict("refused", [
      {
        ...{ what: "site.namespace and site.name", from: clusterOf(was.site), to: clusterOf(is.site) },
      },
      "it is another Cluster: destroy the stack with the old values first, or both want the same address",
    ]);
  }
  const record = recordOf(was);
  const site = asBuilt(settled(was, is), is, record);
  const due = rebuildReasons(record.rebuild, rebuildInputs(site, is.vcenter.server)) ?? [];
  const rolled = asReasons(rolledChanges(record.rolled, rolledInputs(site)));
  const questions = openQuestions(was, is);
  if (due.length > 0) {
    const reasons = asReasons(due);
    const wasProtected = was.site.protect;
    return rebuildVerdict({ site, due, reasons, wasProtected, also: [...rolled, ...questions] });
  }
  const kept = changesInPlace(was, is, inPlaceChanges(record.inPlace, inPlaceInputs(site)) ?? []);
  if (questions.length > 0) return verdict("unknown", questions, [...rolled, ...kept]);
  if (rolled.length > 0) return verdict("roll", rolled, kept);
  return verdict(kept.length > 0 ? "in place" : "nothing", kept);
}

const clusterOf = ({ namespace, name }: SiteSpec): string => `${namespace}/${name}`;

/** The inputs in the form in which a Cluster carries them. */
interface Recorded {
  readonly rebuild: string;
  readonly rolled: string;
  readonly inPlace: string;
}

const recordOf = ({ site, vcenter }: SiteVersion): Recorded => ({
  rebuild: canonicalRebuildInputs(rebuildInputs(site, vcenter.server)),
  rolled: canonicalRolledInputs(rolledInputs(site)),
  inPlace: canonicalInPlaceInputs(inPlaceInputs(site)),
});

/** With the generation and the version that its rebuild digest takes. */
function asBuilt(site: SiteSpec, { vcenter }: SiteVersion, { rebuild, rolled }: Recorded): SiteSpec {
  const kept = withRecordedGeneration(site, rebuild);
  const record = versionRecord({ [rebuildInputsAnnotation]: rebuild, [rolledInputsAnnotation]: rolled });
  return record ? atBuiltVersion(kept, vcenter.server, record, true) : kept;
}

/** Changes that keep the VM. Values that may hold a password are not shown. */
function changesInPlace(
  was: SiteVersion,
  is: SiteVersion,
  recorded: readonly InputChange[],
): readonly Reason[] {
  const [before, after] = [was.vcenter, is.vcenter];
  const known = new Set(recorded.map(({ input }) => input));
  const hasSecret = is.site.identityRef === undefined;
  return [
    ...asReasons(recorded),
    ...changed("connection.vcenter.thumbprint", before.thumbprint, after.thumbprint),
    ...(hasSecret ? changed("connection.vcenter.username", before.username, after.username) : []),
    ...(hasSecret ? changedPassword(was, is) : []),
    ...unlessEqual("site.packages.additional", was.site.packages, is.site.packages, known),
    ...(is.site.afterReady?.command === undefined
      ? []
      : unlessEqual(
          "site.afterReady.command",
          was.site.afterReady?.command,
          is.site.afterReady.command,
          known,
        )),
    ...changedManifests(was, is),
    // The Cluster records the first, and both are in the engine's options.
    ...changed("site.protect", String(was.site.protect), String(is.site.protect)),
    ...changed("site.adopt", String(was.site.adopt), String(is.site.adopt)),
  ];
}

function changed(what: string, from: string | undefined, to: string | undefined): readonly Reason[] {
  return from === to ? [] : [{ what, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }];
}

function unlessEqual(
  what: string,
  from: unknown,
  to: unknown,
  known: ReadonlySet<string>,
): readonly Reason[] {
  return known.has(what.replace(/^site\./, "")) || isDeepStrictEqual(from, to) ? [] : [{ what }];
}

/** Neither source nor encrypted text is shown: a change of either is all that is known. */
function changedPassword(was: SiteVersion, is: SiteVersion): readonly Reason[] {
  const sources = [was, is].map(({ spec }) => spec.passwordSources?.vcenterPassword?.source);
  if (!isDeepStrictEqual(sources[0], sources[1])) return [{ what: "connection.vcenter.passwordFrom" }];
  const both = was.ciphertext !== undefined && is.ciphertext !== undefined;
  return both && was.ciphertext !== is.ciphertext ? [{ what: "vcenterPassword (its encrypted text)" }] : [];
}

function changedManifests(
  { manifests: before }: SiteVersion,
  { manifests: after }: SiteVersion,
): readonly Reason[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => before.get(name) !== after.get(name),
  );
  return names.length === 0 ? [] : [{ what: `site.afterReady.manifests: ${someOf(names.sort())}` }];
}
