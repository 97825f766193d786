/**
 * How the version of an existing cluster changes, and which version its rebuild digest takes. Both come from what was recorded:
 * the way from the gate's input in the state, the version of the build from the annotations of the Cluster.
 */
import type { LiveObject } from "../clients/live-object.js";
import { UserError } from "../config/problem.js";
import type { SiteSpec } from "../config/stack-spec.js";
import { recordedInput } from "../contracts/environment.js";
import { rebuildGate } from "../contracts/rebuild-gate.js";
import { rebuildInputsAnnotation } from "../manifests/rebuild.js";
import { rolledInputsAnnotation } from "../manifests/rolled.js";
import { atBuiltVersion, versionRecord, wasRolled } from "../manifests/version-record.js";
import { buildRecords, recordedAnnotations, recordedPart, type Records } from "./build-record.js";
import { recordedEnvironment } from "./exported-state.js";

type Way = NonNullable<SiteSpec["versionChange"]>;

export interface SeenVersion {
  readonly site: SiteSpec;
  readonly vcenterServer: string;
  /** The site's Cluster as it stands; undefined where there is none. */
  readonly live: LiveObject | undefined;
  readonly state: Records;
}

/**
 * @param isTakenOver whether the Cluster was created by others and is to be taken over, so that the state may not record it yet
 * @returns the site with its way of changing the version, and with the version that the digest takes
 * @throws UserError where a record is needed and cannot be read
 */
export function atRecordedVersion(seen: SeenVersion, isTakenOver: boolean): SiteSpec {
  const { site, vcenterServer, live, state } = seen;
  const versionChange = wayOfChange(state, site, live);
  const known = { ...site, versionChange };
  const candidates = buildRecords(site, live, state);
  const isNew = isTakenOver && recordedAnnotations(site, state) === undefined;
  if (isNew || candidates.length === 0) return known;
  const [record] = candidates.flatMap((one) => versionRecord(one) ?? []);
  if (record) return atBuiltVersion(known, vcenterServer, record, live !== undefined);
  if (versionChange === "roll" || candidates.some(wasRolled)) throw new UserError(unreadable(site));
  return known;
}

/**
 * What another version does to the Cluster of a site: what its key names, else what the gate recorded. A Cluster of a release
 * that knew no other way, or that was taken over, is rebuilt.
 * @param live the site's Cluster as it stands
 * @throws UserError where the gate's input is needed and cannot be read
 */
export function wayOfChange(records: Records, site: SiteSpec, live: LiveObject | undefined): Way {
  if (site.kind === "minimal") return "rebuild";
  if (site.versionChange !== undefined) return site.versionChange;
  const gate = recordedPart(site, records, "rebuild-gate");
  if (!gate) return live || recordedAnnotations(site, records) ? "rebuild" : "roll";
  const input = recordedInput(rebuildGate, recordedEnvironment(gate));
  if (!input) throw new UserError(unreadableGate(site));
  return input.versionChange ?? "rebuild";
}

function unreadable({ name, namespace }: SiteSpec): string {
  return [
    `Cluster ${namespace}/${name}: its annotations ${rebuildInputsAnnotation} and ${rolledInputsAnnotation} cannot be read, neither on the`,
    "  management cluster nor in the state of this stack, so that it is unknown which version it was built from. Nothing was changed.",
    "  Expected: the JSON that tkg-edge wrote. A wrong value would rebuild a cluster that is upgraded in place.",
    "  Restore both annotations from a backup of the Cluster or of the state (pulumi stack export of an earlier version), and run",
    "  the same command again.",
  ].join("\n");
}

const unreadableGate = ({ name }: SiteSpec): string =>
  `The state of this stack holds a gate (${name}-rebuild-gate) whose input cannot be read, so that it is unknown how this cluster ` +
  "changes its version. Nothing was changed. Set tkg-edge:site.versionChange: roll or rebuild, whichever the cluster had, or use the " +
  "version of tkg-edge that wrote the state.";
