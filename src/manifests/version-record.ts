/**
 * The version that a Cluster was built from and the one that it was rolled to since, as its annotations record them; and
 * which of the two the rebuild digest of a site takes. Pure.
 */
import type { BuiltFrom, SiteSpec } from "../config/stack-spec.js";
import { isTinyTkrVersion } from "../config/tkr-version.js";
import { recordedInputs } from "./input-change.js";
import { rebuildInputs, rebuildInputsAnnotation, rebuildReasons, rebuiltFromInput } from "./rebuild.js";
import { rolledInputsAnnotation } from "./rolled.js";

export interface VersionRecord {
  /** The annotation with the inputs of the build. */
  readonly annotation: string;
  readonly builtFrom: BuiltFrom;
  /** TKr version that it was last brought to. */
  readonly current: string;
}

type Annotations = Readonly<Record<string, string>>;

/** @returns undefined where the annotations are absent or cannot be read */
export function versionRecord(annotations: Annotations): VersionRecord | undefined {
  const { [rebuildInputsAnnotation]: annotation, [rolledInputsAnnotation]: rolledText } = annotations;
  const { tkrVersion, [rebuiltFromInput]: rebuiltFrom } = recordedInputs(annotation) ?? {};
  const rolled = rolledText === undefined ? {} : recordedInputs(rolledText);
  if (annotation === undefined || !isText(tkrVersion) || !rolled) return undefined;
  if (rebuiltFrom !== undefined && !isText(rebuiltFrom)) return undefined;
  const current = rolled.tkrVersion ?? tkrVersion;
  if (!isText(current)) return undefined;
  return {
    annotation,
    builtFrom: { tkrVersion, ...(rebuiltFrom !== undefined && { rebuiltFrom }) },
    current,
  };
}

/** Whether the annotations show that the Cluster was rolled to another version, whether or not the rest can be read. */
export const wasRolled = (annotations: Annotations): boolean =>
  recordedInputs(annotations[rolledInputsAnnotation])?.tkrVersion !== undefined;

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

/**
 * The site with the version that its rebuild digest takes: that of the build for as long as nothing rebuilds the Cluster. Which
 * way of changing the version is configured decides only about a change that is still to come.
 * @param site with its way of changing the version
 * @param exists whether the Cluster is there, so that it can be rolled
 */
export function atBuiltVersion(
  site: SiteSpec,
  vcenterServer: string,
  { annotation, builtFrom, current }: VersionRecord,
  exists: boolean,
): SiteSpec {
  const kept = { ...site, builtFrom };
  const isUnchanged = site.tkrVersion === current;
  const isRolled = exists && canRoll(site, current);
  const reasonsOf = (one: SiteSpec) => rebuildReasons(annotation, rebuildInputs(one, vcenterServer));
  if ((isUnchanged || isRolled) && reasonsOf(kept)?.length === 0) {
    const isRecordOfItself = builtFrom.tkrVersion === site.tkrVersion && builtFrom.rebuiltFrom === undefined;
    return isRecordOfItself ? site : kept;
  }
  if (reasonsOf(site)?.length !== 0) return site;
  // A rebuild with the very inputs of the build before.
  return { ...site, builtFrom: { tkrVersion: site.tkrVersion, rebuiltFrom: current } };
}

/** A node of a tiny TKr is never upgraded in place, nor does one become one. */
const canRoll = ({ versionChange, tkrVersion }: SiteSpec, current: string): boolean =>
  versionChange === "roll" && !isTinyTkrVersion(tkrVersion) && !isTinyTkrVersion(current);
