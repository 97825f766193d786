/** Whose the objects are that a tiny TKr is installed from. */
import type { LiveObject } from "../../clients/live-object.js";
import { installedVersions, type ManagementSpec } from "../../config/stack-spec.js";
import { compatibilityConfigMapName, packageName, tkrName } from "../../config/tkr-version.js";
import type { Finding } from "../finding.js";
import { foreignTkr } from "./not-ours.js";
import { isRecorded, markOf, standingOf, type StackView } from "./standing.js";

export interface TkrOwnership {
  readonly findings: readonly Finding[];
  /** Kinds that an interrupted run of this stack created, by TKr version. */
  readonly interrupted: ReadonlyMap<string, ReadonlySet<string>>;
}

export const noTkrs: TkrOwnership = { findings: [], interrupted: new Map() };

/** @param objects what exists of the ConfigMaps, Packages and TKrs of these versions */
export function tkrOwnership(
  management: Pick<ManagementSpec, "tkr">,
  objects: readonly LiveObject[],
  view: StackView,
): TkrOwnership {
  const judged = installedVersions({ management }).map((version) => {
    const key = `tkg-edge:management.tkr.${version === management.tkr.version ? "version" : "alsoInstalled"}`;
    return { version, ...judge(version, key, objects, view) };
  });
  return {
    findings: judged.flatMap(({ finding }) => finding ?? []),
    interrupted: new Map(judged.map(({ version, interrupted }) => [version, interrupted])),
  };
}

function judge(version: string, key: string, objects: readonly LiveObject[], view: StackView) {
  const find = (kind: string, name: string) =>
    objects.filter((object) => object.kind === kind && object.metadata.name === name);
  const sources = [
    ...find("ConfigMap", compatibilityConfigMapName(version)),
    ...find("Package", packageName(version)),
  ];
  const begun = isRecorded(view, "cluster-class-guard-annotation");
  const standings = sources.map((object) => ({ object, standing: standingOf(object, view, begun) }));
  const ofStanding = (...wanted: readonly string[]) =>
    standings.flatMap(({ object, standing }) => (wanted.includes(standing) ? [object] : []));
  const resource = `tkr-${tkrName(version)}`;
  const installs =
    ofStanding("own", "interrupted").length > 0 ||
    ["compatibility", "package", "ready"].some((part) => isRecorded(view, `${resource}-${part}`));
  const foreign = ofStanding("foreign", "leaving");
  // What people put back by hand for a TKr of this stack is not somebody else's. A TKr without a Package is.
  const inTheWay = installs
    ? foreign.filter((object) => ![undefined, view.mark].includes(markOf(object)))
    : [...foreign, ...find("TanzuKubernetesRelease", tkrName(version))];
  return {
    finding: inTheWay.length > 0 ? foreignTkr(key, version, inTheWay, view) : undefined,
    interrupted: new Set(ofStanding("interrupted").map(({ kind = "" }) => kind)),
  };
}
