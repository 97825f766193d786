/**
 * Two versions of a fleet, compared offline: what `pulumi up` would do to each site that was brought up with the version before.
 * Nothing is contacted and no program is run; what files cannot tell is `unknown`.
 */
import { resolve } from "node:path";
import { foreignConnections } from "../../../clients/foreign-connections.js";
import { serverOf } from "../../../clients/kubeconfig.js";
import { checkListedManifests } from "../../../config/after-ready/listed-manifests.js";
import type { Fleet } from "../../../config/fleet/fleet-file.js";
import { FleetLayers, type SiteInFleet } from "../../../config/fleet/fleet-layers.js";
import type { OutputsOfStacks } from "../../../config/from-stacks.js";
import type { Problem } from "../../../config/problem.js";
import type { OwnStackFile } from "../../../config/stack-file.js";
import type { RawStack, StackSpec } from "../../../config/stack-spec.js";
import { siteStack, type SiteStack } from "../../site-stack.js";
import { asSentence, siteProblems } from "../configured-sites.js";
import type { ComparedWith, FleetPlan, PlannedSite } from "../plan-fleet.js";
import { verdict, type Verdict } from "../verdict.js";
import { compareSite } from "./compare-site.js";
import { manifestFiles } from "./manifest-files.js";
import type { SiteVersion } from "./site-version.js";

/** One version of the files of a fleet. */
export interface FleetVersion {
  readonly fleet: Fleet;
  readonly stackFile: (site: string) => OwnStackFile | undefined;
  /** Runs a body that reads files, and has it read those of this version. */
  readonly reading: <T>(body: () => T) => T;
  /** Whether it is the version that is planned. */
  readonly isPlanned: boolean;
}

export interface Comparison {
  /** Absolute path of the project, without symbolic links. */
  readonly directory: string;
  /** Values in place of the outputs of other stacks, which are not read. */
  readonly given: (raw: RawStack) => OutputsOfStacks | undefined;
  readonly against: ComparedWith;
  /** Whether a site is wanted, by its labels in the version in which it is last. @default - all */
  readonly isSelected?: ((site: Pick<SiteInFleet, "labels">) => boolean) | undefined;
}

/** A site as read: whole, or with what is wrong. */
type ReadVersion = { readonly version: SiteVersion } | { readonly wrong: readonly string[] };

interface SiteOfVersion {
  readonly site: SiteInFleet;
  readonly file: OwnStackFile | undefined;
}

export function comparedFleets(before: FleetVersion, after: FleetVersion, comparison: Comparison): FleetPlan {
  const { against, isSelected = () => true } = comparison;
  const [was, is] = [new VersionReader(before, comparison), new VersionReader(after, comparison)];
  const removed = new Map([...was.sites].filter(([name]) => !is.sites.has(name)));
  const former = formerNames(was, is, removed);
  const planned: PlannedSite[] = [];
  for (const [name, one] of is.sites) {
    if (!isSelected(one.site)) continue;
    planned.push(entryOf(one.site, is.clusterOf(name), judge(name, was, is, { removed, former, against })));
  }
  const renamed = new Set(former.values());
  for (const [name, one] of removed) {
    if (renamed.has(name) || !isSelected(one.site)) continue;
    planned.push(entryOf(one.site, was.clusterOf(name), removedVerdict(is.version.fleet)));
  }
  return { sites: planned, strangers: [], against };
}

const entryOf = (
  { name, groups, labels }: SiteInFleet,
  cluster: string | undefined,
  judged: Verdict,
): PlannedSite => ({ ...{ name, groups, labels, cluster }, ...judged });

interface Circumstances {
  readonly removed: ReadonlyMap<string, SiteOfVersion>;
  /** Names of new sites to those that their Clusters had before. */
  readonly former: ReadonlyMap<string, string>;
  readonly against: ComparedWith;
}

function judge(name: string, was: VersionReader, is: VersionReader, circumstances: Circumstances): Verdict {
  const now = is.read(name);
  if ("wrong" in now) return verdict("invalid", now.wrong);
  const { removed, former, against } = circumstances;
  const oldName = former.get(name);
  const before = was.sites.has(name) || oldName !== undefined ? was.read(oldName ?? name, is) : undefined;
  if (!before) return added(now.version, was, removed, against);
  if ("wrong" in before) {
    const [first = "", ...more] = before.wrong;
    const rest = more.length === 0 ? "" : ` (and ${more.length} more)`;
    return verdict("unknown", [
      `its configuration in ${against.revision} is invalid, so that it cannot be compared: ${first}${rest}`,
    ]);
  }
  const judged = compareSite(before.version, now.version);
  if (oldName === undefined) return judged;
  const how = `it was ${oldName}: pulumi stack rename ${name} --stack ${oldName} keeps its state and its Cluster`;
  return judged.word === "nothing"
    ? verdict("renamed", [how])
    : { ...judged, also: [...judged.also, { what: how }] };
}

/** A site that the version before does not have. */
function added(
  { site, management }: SiteVersion,
  was: VersionReader,
  removed: ReadonlyMap<string, SiteOfVersion>,
  { revision }: ComparedWith,
): Verdict {
  if (was.version.fleet.incomplete) {
    return verdict("unknown", [
      `a file of the fleet in ${revision} cannot be read, so that the site may be there`,
    ]);
  }
  if (site.adopt)
    return verdict("unknown", ["site.adopt is true: only what exists shows whether a Cluster is taken over"]);
  const holder = [...removed.keys()].find((name) => {
    const read = was.read(name);
    if (!("version" in read)) return false;
    const other = read.version;
    const isSameWay = wayTo(other.management) === wayTo(management);
    return isSameWay && other.site.controlPlaneEndpoint === site.controlPlaneEndpoint;
  });
  if (holder === undefined) return verdict("create");
  return verdict("refused", [
    `site.controlPlaneEndpoint is ${site.controlPlaneEndpoint}, the address of ${holder}, which is no longer in the fleet: pulumi destroy --stack ${holder} first`,
  ]);
}

function removedVerdict({ incomplete, file }: Fleet): Verdict {
  if (incomplete)
    return verdict("unknown", [`a file of ${file} cannot be read, so that the site may be there`]);
  return verdict("removed", [
    "it is no longer in the fleet, and nothing is destroyed by that; to destroy its cluster: pulumi destroy --stack NAME, then pulumi stack rm NAME",
  ]);
}

/** New sites that have the Cluster of a removed one. */
function formerNames(
  was: VersionReader,
  is: VersionReader,
  removed: ReadonlyMap<string, SiteOfVersion>,
): ReadonlyMap<string, string> {
  const clusters = new Map<string, string>();
  for (const name of removed.keys()) {
    const key = was.identityOf(name);
    if (key !== undefined) clusters.set(key, name);
  }
  const former = new Map<string, string>();
  if (clusters.size === 0) return former;
  for (const name of is.sites.keys()) {
    const oldName = was.sites.has(name) ? undefined : clusters.get(is.identityOf(name) ?? "");
    if (oldName !== undefined) former.set(name, oldName);
  }
  return former;
}

const wayTo = ({ kubeconfig, context }: SiteVersion["management"]): string => `${kubeconfig}#${context}`;

/** Reads the sites of one version; what they share is read once. */
class VersionReader {
  readonly sites: ReadonlyMap<string, SiteOfVersion>;
  readonly #read = new Map<string, ReadVersion>();
  readonly #servers = new Map<string, string | undefined>();
  readonly #manifests = new Map<string, ReadonlyMap<string, string>>();
  readonly #checkedManifests = new Map<string, readonly Problem[]>();

  constructor(
    readonly version: FleetVersion,
    private readonly comparison: Comparison,
  ) {
    const { fleet, reading, stackFile } = version;
    this.sites = reading(() => {
      const layers = new FleetLayers(fleet, comparison.directory);
      const all = [...fleet.sites.keys()].flatMap((name) => {
        const site = layers.site(name);
        return site ? [[name, { site, file: stackFile(name) }] as const] : [];
      });
      return new Map(all);
    });
  }

  /** @param other the version that is read already: what has the same values there is not parsed again */
  read(name: string, other?: VersionReader): ReadVersion {
    const known = this.#read.get(name) ?? this.#readSite(name, other);
    this.#read.set(name, known);
    return known;
  }

  clusterOf(name: string): string | undefined {
    const read = this.read(name);
    return "version" in read ? `${read.version.site.namespace}/${read.version.site.name}` : undefined;
  }

  /** Its Cluster and the way to it; undefined for what cannot be read. */
  identityOf(name: string): string | undefined {
    const read = this.read(name);
    return "version" in read ? `${wayTo(read.version.management)} ${this.clusterOf(name) ?? ""}` : undefined;
  }

  #readSite(name: string, other: VersionReader | undefined): ReadVersion {
    const one = this.sites.get(name);
    if (!one) throw new Error(`there is no site ${name}`);
    return this.version.reading(() => {
      const same = other && this.#specAs(name, one, other);
      if (same) return this.#asVersion(same, one);
      const checked = siteStack(one.site, one.file, this.comparison.directory, this.comparison.given);
      const problems = [
        ...siteProblems(this.version.fleet, one.site, one.file, checked),
        ...(this.version.isPlanned ? this.#furtherProblems(checked) : []),
      ];
      // Without a problem every part of the draft is whole, but for the TKr of another stack.
      if (problems.length === 0) return this.#asVersion(checked.draft as StackSpec, one);
      return { wrong: problems.map(asSentence) };
    });
  }

  /** What a preview refuses beside the rules of a stack. */
  #furtherProblems({ raw, draft }: SiteStack): readonly Problem[] {
    const listed = draft.site?.afterReady?.manifests ?? [];
    const key = JSON.stringify(listed);
    const { directory } = this.comparison;
    const ofManifests = this.#checkedManifests.get(key) ?? checkListedManifests(listed, directory).problems;
    this.#checkedManifests.set(key, ofManifests);
    return [...foreignConnections(raw, directory), ...ofManifests];
  }

  /** What the other version has of a site, where both have the same values. */
  #specAs(name: string, one: SiteOfVersion, other: VersionReader): StackSpec | undefined {
    const [values, twin] = [valuesOf(one), other.sites.get(name)];
    if (values === undefined || !twin || values !== valuesOf(twin)) return undefined;
    const read = other.read(name);
    return "version" in read ? read.version.spec : undefined;
  }

  #asVersion(spec: StackSpec, { file }: SiteOfVersion): ReadVersion {
    const { site, connection } = spec;
    const { vcenter, managementCluster: management } = connection;
    // Undefined where another stack gives it, and nobody has read that.
    const { tkrVersion = "" }: { readonly tkrVersion?: string } = site ?? {};
    if (!site || !vcenter || !management) throw new Error("a site without a problem was taken for whole");
    return {
      version: {
        ...{ spec, vcenter, management },
        site: { ...site, tkrVersion },
        ciphertext: file?.ciphertexts.vcenterPassword,
        server: this.#serverOf(management),
        manifests: this.#manifestsOf(site.afterReady?.manifests),
      },
    };
  }

  #serverOf({ kubeconfig, context }: SiteVersion["management"]): string | undefined {
    const key = `${context} ${kubeconfig}`;
    if (!this.#servers.has(key)) {
      this.#servers.set(key, serverOf(resolve(this.comparison.directory, kubeconfig), context));
    }
    return this.#servers.get(key);
  }

  #manifestsOf(listed: readonly string[] = []): ReadonlyMap<string, string> {
    const key = JSON.stringify(listed);
    const known = this.#manifests.get(key) ?? manifestFiles(listed, this.comparison.directory);
    this.#manifests.set(key, known);
    return known;
  }
}

/** Everything that a site is made of, as one text; undefined where its stack file names files of its own. */
function valuesOf({ site, file }: SiteOfVersion): string | undefined {
  const { connectionFile, flatFile, secretsSet, ...own } = file?.raw ?? { secretsSet: undefined };
  if (connectionFile !== undefined || flatFile !== undefined) return undefined;
  const { layer, problems, inherited } = site;
  if (problems.length + inherited.length + (file?.problems.length ?? 0) > 0) return undefined;
  const sources = layer.sources.map(({ name, connectionFile: path }) => [name, path]);
  return JSON.stringify([layer.values, sources, own, [...(secretsSet ?? [])]]);
}
