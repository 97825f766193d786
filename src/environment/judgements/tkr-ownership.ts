/** Whose the objects are that a tiny TKr is installed from, and what follows from it for the stack. */
import type { LiveObject } from "../../clients/live-object.js";
import { installedVersions, type ManagementSpec } from "../../config/stack-spec.js";
import { compatibilityConfigMapName, packageName, tkrName } from "../../config/tkr-version.js";
import { listedVersions } from "../../manifests/compatibility-config-map.js";
import { readTkr, type TkrFacts } from "../facts/tkr.js";
import type { Finding } from "../finding.js";
import { foreignConfigMap, foreignTkr, installedTkr, leavingTkr, missingTkr } from "./not-ours.js";
import { isRecorded, markOf, standingOf, type Standing, type StackView } from "./standing.js";
import { decideCompatibility, decideTkr, type CompatibilityDecision } from "./tkr-installation.js";

/** A TKr that the stack uses and did not install. */
export interface ExistingTkr extends Omit<CompatibilityDecision, "isBlocked"> {
  readonly tkr: TkrFacts;
  /** Whether the state holds the ConfigMap already. */
  readonly hadConfigMap: boolean;
}

export interface TkrOwnership {
  readonly findings: readonly Finding[];
  /** Kinds that an interrupted run of this stack created, by TKr version. */
  readonly interrupted: ReadonlyMap<string, ReadonlySet<string>>;
  /** By TKr version. The stack installs every other one that it names. */
  readonly existing: ReadonlyMap<string, ExistingTkr>;
}

export const noTkrs: TkrOwnership = { findings: [], interrupted: new Map(), existing: new Map() };

/** Ends of the names of the resources that only a stack has which installs the TKr. */
const partsOfInstaller = ["pull", "package", "ready"];

/** @param objects what exists of the ConfigMaps, Packages and TKrs of these versions */
export function tkrOwnership(
  management: Pick<ManagementSpec, "tkr">,
  objects: readonly LiveObject[],
  view: StackView,
): TkrOwnership {
  const { version: first, install } = management.tkr;
  const judged = installedVersions({ management }).map((version) => {
    const key = `tkg-edge:management.tkr.${version === first ? "version" : "alsoInstalled"}`;
    return { version, ...judge({ version, key, install }, new Sources(version, objects, view)) };
  });
  return {
    findings: judged.flatMap(({ finding }) => finding ?? []),
    interrupted: new Map(judged.map(({ version, interrupted }) => [version, interrupted])),
    existing: new Map(
      judged.flatMap(({ version, existing }) => (existing ? [[version, existing] as const] : [])),
    ),
  };
}

/** What one TKr is installed from, as this stack sees it. */
class Sources {
  readonly tkr: LiveObject | undefined;
  readonly configMap: LiveObject | undefined;
  readonly all: readonly { readonly object: LiveObject; readonly standing: Standing }[];
  readonly #resource: string;

  constructor(
    version: string,
    objects: readonly LiveObject[],
    readonly view: StackView,
  ) {
    const find = (kind: string, name: string) =>
      objects.find((object) => object.kind === kind && object.metadata.name === name);
    this.#resource = `tkr-${tkrName(version)}`;
    this.tkr = find("TanzuKubernetesRelease", tkrName(version));
    this.configMap = find("ConfigMap", compatibilityConfigMapName(version));
    const begun = isRecorded(view, "cluster-class-guard-annotation");
    this.all = [this.configMap, find("Package", packageName(version))].flatMap((object) =>
      object ? [{ object, standing: standingOf(object, view, begun) }] : [],
    );
  }

  /** Those that are not this stack's. */
  get foreign(): readonly LiveObject[] {
    return this.#ofStanding("foreign", "leaving");
  }

  get interrupted(): ReadonlySet<string> {
    return new Set(this.#ofStanding("interrupted").map(({ kind = "" }) => kind));
  }

  get isInstaller(): boolean {
    return this.#isRecorded(partsOfInstaller) || this.#own.some(({ kind }) => kind === "Package");
  }

  /** Whether this stack has begun to install it, or has written its ConfigMap. */
  get isBegun(): boolean {
    return this.#own.length > 0 || this.#isRecorded([...partsOfInstaller, "compatibility"]);
  }

  get hasWaited(): boolean {
    return this.#isRecorded(["compatible"]);
  }

  get hadConfigMap(): boolean {
    return this.#isRecorded(["compatibility"]);
  }

  /** Whose the ConfigMap is. One that the state holds is this stack's, also where it was deleted by hand. */
  get ofConfigMap(): "absent" | "own" | "of-others" {
    if (!this.configMap) return this.hadConfigMap ? "own" : "absent";
    return this.#own.includes(this.configMap) ? "own" : "of-others";
  }

  get isMarked(): boolean {
    return [...this.foreign, ...(this.tkr ? [this.tkr] : [])].some((object) => markOf(object) !== undefined);
  }

  get #own(): readonly LiveObject[] {
    return this.#ofStanding("own", "interrupted");
  }

  #ofStanding(...wanted: readonly Standing[]): readonly LiveObject[] {
    return this.all.flatMap(({ object, standing }) => (wanted.includes(standing) ? [object] : []));
  }

  #isRecorded(parts: readonly string[]): boolean {
    return parts.some((part) => isRecorded(this.view, `${this.#resource}-${part}`));
  }
}

interface Named {
  readonly version: string;
  /** Config key that names it. */
  readonly key: string;
  readonly install: ManagementSpec["tkr"]["install"];
}

interface Judged {
  readonly interrupted: ReadonlySet<string>;
  readonly finding?: Finding | undefined;
  readonly existing?: ExistingTkr;
}

function judge({ version, key, install }: Named, sources: Sources): Judged {
  const { tkr, foreign, view, interrupted, isInstaller, isMarked } = sources;
  const isLeaving = tkr?.metadata.deletionTimestamp !== undefined;
  const present = tkr ? (isLeaving ? "leaving" : "present") : "absent";
  switch (decideTkr({ install, isInstaller, isMarked, tkr: present })) {
    case "install": {
      // What was restored by hand for a TKr of this stack is still this stack's.
      const inTheWay = sources.isBegun
        ? foreign.filter((object) => ![undefined, view.mark].includes(markOf(object)))
        : foreign;
      return {
        interrupted,
        finding: inTheWay.length > 0 ? foreignTkr(key, version, inTheWay, view) : undefined,
      };
    }
    case "use":
      return tkr ? use({ version, key }, tkr, sources) : { interrupted };
    case "of-others":
      return {
        interrupted,
        finding: foreignTkr(key, version, [...foreign, ...(tkr ? [tkr] : [])], view),
      };
    case "of-this-stack":
      return { interrupted, finding: installedTkr(version) };
    case "missing":
      return { interrupted, finding: missingTkr(key, version) };
    case "leaving":
      return { interrupted, finding: leavingTkr(key, version) };
  }
}

function use({ version, key }: Omit<Named, "install">, object: LiveObject, sources: Sources): Judged {
  const { configMap, interrupted, hasWaited, hadConfigMap } = sources;
  const tkr = readTkr(object);
  const { isBlocked, ...decision } = decideCompatibility({
    isIncompatible: tkr.isIncompatible,
    configMap: sources.ofConfigMap,
    isListed: listedVersions(configMap?.data?.tkrVersions).includes(version),
    hasWaited,
  });
  return {
    interrupted,
    existing: { tkr, hadConfigMap, ...decision },
    finding: isBlocked ? foreignConfigMap(key, version) : undefined,
  };
}
