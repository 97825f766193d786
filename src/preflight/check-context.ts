/**
 * What the checks of one preflight read and share: each thing is read once, however many checks want it.
 */
import type { LiveObject } from "../clients/live-object.js";
import { clusterKind } from "../clients/resource-kinds.js";
import type { VcenterAddress } from "../clients/vcenter.js";
import type { ManagementConnection } from "../config/connection.js";
import type { OperatingSystem } from "../config/operating-system.js";
import { ConfigurationError, UserError } from "../config/problem.js";
import { installedVersions, type SiteSpec, type StackSpec } from "../config/stack-spec.js";
import { Facts } from "../environment/facts/facts.js";
import type { ManagementFacts } from "../environment/facts/management-facts.js";
import type { RegistryFacts } from "../environment/facts/registry-facts.js";
import { Remembered } from "../environment/facts/remembered.js";
import { tkrObjects } from "../environment/facts/tkr-objects.js";
import type { TkrFacts } from "../environment/facts/tkr.js";
import type { VcenterFacts } from "../environment/facts/vcenter-facts.js";
import type { RecordedClass } from "../environment/judgements/site-class.js";
import type { StackView } from "../environment/judgements/standing.js";
import { noTkrs, tkrOwnership, type TkrOwnership } from "../environment/judgements/tkr-ownership.js";
import type { Bundles } from "../environment/questions/registry.js";
import { findSiteClass } from "./site-class.js";

export interface StackPasswords {
  readonly vcenterPassword?: string | undefined;
  readonly registryPassword?: string | undefined;
}

/** A node image that the stack needs: of which TKr, of which system, in which datacenter. */
export interface WantedImage {
  /** Config section that wants it. */
  readonly section: "template" | "site";
  readonly tkrVersion: string;
  readonly os: OperatingSystem;
  readonly osVersion?: string | undefined;
  readonly datacenter: string;
}

/** What the answers are for: a preflight, or a preview of a site that has no Cluster yet or has one. */
export type Purpose = "preflight" | "new site" | "running site";

type Records = StackView["records"];

/** What the records of a stack hold of its site. */
export interface SiteRecords {
  readonly siteClass: (records: Records, site: SiteSpec) => RecordedClass;
  /** @throws UserError where it cannot be read */
  readonly versionChange: (
    records: Records,
    site: SiteSpec,
    live: LiveObject | undefined,
  ) => NonNullable<SiteSpec["versionChange"]>;
}

export class CheckContext {
  readonly #remembered = new Remembered();

  /**
   * @param ownRecords reads the stack's own state
   * @param facts of the run. @default - nothing was read yet
   * @param purpose which questions are of use. @default preflight
   * @param siteRecords of what a site leaves open. @default - nothing is recorded
   */
  constructor(
    readonly spec: StackSpec,
    readonly passwords: StackPasswords,
    private readonly ownRecords: () => Promise<StackView>,
    readonly facts: Facts = new Facts(),
    readonly purpose: Purpose = "preflight",
    private readonly siteRecords?: SiteRecords,
  ) {}

  /** Its site, for a check that is made for stacks with one. */
  get site(): SiteSpec {
    const { site } = this.spec;
    if (!site) throw new UserError("the stack has no site");
    return site;
  }

  /**
   * The stack with the class that its site has, for a check that judges by it.
   * @throws ConfigurationError for variables that this class lacks
   * @throws UserError where the management cluster or the state does not answer
   */
  withClass(): Promise<StackSpec> {
    return this.#remembered.once(["class of the site"], async () => {
      if (this.spec.openClasses?.site === undefined) return this.spec;
      const recorded = async (site: SiteSpec) =>
        this.siteRecords?.siteClass((await this.view()).records, site) ?? {};
      const live = await this.liveCluster();
      const { spec, problems } = await findSiteClass(this.spec, this.management, live, recorded);
      if (problems.length > 0) throw new ConfigurationError(problems, "the class of the site");
      return spec;
    });
  }

  /** The site with its class. @throws as {@link withClass} does */
  async siteWithClass(): Promise<SiteSpec> {
    const { site } = await this.withClass();
    return site ?? this.site;
  }

  /**
   * What another version does to the Cluster of the site; undefined where that is not configured, and no record is read.
   * @throws UserError where the management cluster or the state does not answer, or the record cannot be read
   */
  async versionChange(): Promise<SiteSpec["versionChange"]> {
    const { site } = this;
    if (!this.siteRecords || site.versionChange !== undefined) return site.versionChange;
    const [live, { records }] = await Promise.all([this.liveCluster(), this.view()]);
    return this.siteRecords.versionChange(records, site, live);
  }

  /**
   * The bundles that the stack pulls: those of each TKr that it names, where the management cluster or the state does not
   * answer.
   * @throws UserError where the stack has no section `management`
   */
  async bundles(): Promise<Bundles> {
    const { management } = this.spec;
    if (!management) throw new UserError("the stack has no tkg-edge:management");
    const versions = await this.installedVersions().catch(() => installedVersions(this.spec));
    return { repository: management.bundle, versions };
  }

  /** @throws UserError where the stack names none */
  get managementAddress(): ManagementConnection {
    const address = this.spec.connection.managementCluster;
    if (!address) throw new UserError("tkg-edge:connection.managementCluster is not set");
    return address;
  }

  /** @throws UserError where the stack names none */
  get management(): ManagementFacts {
    return this.facts.managementCluster(this.managementAddress);
  }

  /** Address and password of vCenter. @throws UserError where the stack names none */
  get vcenterAddress(): VcenterAddress {
    const { vcenter } = this.spec.connection;
    const password = this.passwords.vcenterPassword;
    if (!vcenter || password === undefined) throw new UserError("tkg-edge:connection.vcenter is not set");
    return { ...vcenter, password };
  }

  /** @throws UserError where the stack names none */
  get vcenter(): VcenterFacts {
    return this.facts.vcenter(this.vcenterAddress);
  }

  /** Where bundles are pulled from; without a user there is no password. */
  get registry(): RegistryFacts {
    const { caFile, username } = this.spec.connection.registry ?? {};
    const password = username === undefined ? undefined : this.passwords.registryPassword;
    return this.facts.registry({ caFile, username, password });
  }

  /** The site's own Cluster, where it runs already. */
  liveCluster(): Promise<LiveObject | undefined> {
    const { name, namespace } = this.site;
    return this.#remembered.once(["live cluster"], () => this.management.get(clusterKind, name, namespace));
  }

  /** The stack as its own state records it. */
  view(): Promise<StackView> {
    return this.#remembered.once(["own state"], this.ownRecords);
  }

  tkr(version: string): Promise<TkrFacts | undefined> {
    return this.management.tkr(version);
  }

  /** TKr versions that the stack installs or uses. */
  get tkrVersions(): readonly string[] {
    const { template, site } = this.spec;
    const named = [
      ...installedVersions(this.spec),
      ...(template ? [template.tkrVersion] : []),
      ...(site ? [site.tkrVersion] : []),
    ];
    return [...new Set(named)];
  }

  /** Versions of the TKrs that this stack itself installs; those that it uses as they are there are not among them. */
  async installedVersions(): Promise<readonly string[]> {
    const { existing } = await this.tkrOwnership();
    return installedVersions(this.spec).filter((version) => !existing.has(version));
  }

  /** Whether this stack itself installs a TKr. */
  async installs(version: string): Promise<boolean> {
    return (
      installedVersions(this.spec).includes(version) && (await this.installedVersions()).includes(version)
    );
  }

  /** Whether this stack makes a TKr usable that is not: it installs it, or declares it compatible. */
  async makesUsable(version: string): Promise<boolean> {
    const used = (await this.tkrOwnership()).existing.get(version);
    return used ? used.awaits && used.tkr.isIncompatible : this.installs(version);
  }

  /** Whose the TKrs are that the stack names in its `management` section. */
  tkrOwnership(): Promise<TkrOwnership> {
    return this.#remembered.once(["ownership of the TKrs"], async () => {
      const { management } = this.spec;
      if (!management || !this.spec.connection.managementCluster) return noTkrs;
      const [objects, view] = await Promise.all([
        tkrObjects(this.management, installedVersions({ management })),
        this.view(),
      ]);
      return tkrOwnership(management, objects, view);
    });
  }

  get wantedImages(): readonly WantedImage[] {
    const { template, site } = this.spec;
    return [
      ...(template ? [{ section: "template" as const, ...template }] : []),
      ...(site ? [{ section: "site" as const, ...site, datacenter: site.placement.datacenter }] : []),
    ];
  }
}
