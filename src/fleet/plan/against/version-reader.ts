/** Reads the sites of one version of a fleet's files. */
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

export interface ProjectOfFleet {
  /** Absolute path of the project, without symbolic links. */
  readonly directory: string;
  /** Values in place of the outputs of other stacks, which are not read. */
  readonly given: (raw: RawStack) => OutputsOfStacks | undefined;
}

/** A site as read: whole, or with what is wrong. */
export type ReadVersion = { readonly version: SiteVersion } | { readonly wrong: readonly string[] };

export interface SiteOfVersion {
  readonly site: SiteInFleet;
  readonly file: OwnStackFile | undefined;
}

/** Which way leads to a management cluster. */
export const wayTo = ({ kubeconfig, context }: SiteVersion["management"]): string =>
  `${kubeconfig}#${context}`;

/** Reads the sites of one version; what they share is read once. */
export class VersionReader {
  readonly sites: ReadonlyMap<string, SiteOfVersion>;
  readonly #read = new Map<string, ReadVersion>();
  readonly #servers = new Map<string, string | undefined>();
  readonly #manifests = new Map<string, ReadonlyMap<string, string>>();
  readonly #checkedManifests = new Map<string, readonly Problem[]>();

  constructor(
    readonly version: FleetVersion,
    private readonly project: ProjectOfFleet,
  ) {
    const { fleet, reading, stackFile } = version;
    this.sites = reading(() => {
      const layers = new FleetLayers(fleet, project.directory);
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
      const checked = siteStack(one.site, one.file, this.project.directory, this.project.given);
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
    const { directory } = this.project;
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
      this.#servers.set(key, serverOf(resolve(this.project.directory, kubeconfig), context));
    }
    return this.#servers.get(key);
  }

  #manifestsOf(listed: readonly string[] = []): ReadonlyMap<string, string> {
    const key = JSON.stringify(listed);
    const known = this.#manifests.get(key) ?? manifestFiles(listed, this.project.directory);
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
