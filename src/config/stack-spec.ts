/** A stack's configuration, unchecked and checked: the types, and what holds for them everywhere. */
import type { Connection } from "./connection.js";
import type { OutputsOfStacks } from "./from-stacks.js";
import type { LowerLayers } from "./lower-layers.js";
import type { Management } from "./management.js";
import type { OpenClasses } from "./open-classes.js";
import type { PasswordSources } from "./password-sources.js";
import type { Site } from "./site.js";
import type { Template } from "./template.js";

/** What a stack is made of. The one list: each is a key of `RawStack` and of `StackSpec`. */
export const sections = ["management", "template", "site"] as const;
export type Section = (typeof sections)[number];
/** The same, and what all of them are reached by. */
export const sectionsWithConnection = ["connection", ...sections] as const;

/** Sections and the files that lie below them, unchecked: of a stack, or of one layer of a fleet. */
export interface RawLayer {
  readonly connection?: unknown;
  readonly connectionFile?: string | undefined;
  /** TKG flat configuration file, whose keys lie below those of the layer. */
  readonly flatFile?: string | undefined;
  readonly management?: unknown;
  readonly template?: unknown;
  readonly site?: unknown;
}

/** The configuration of a stack as Pulumi hands it over: unchecked. */
export interface RawStack extends RawLayer {
  /** Fleet that the stack is a site of. */
  readonly fleetFile?: string | undefined;
  /** Name of the site in the fleet, where it is not that of the stack. */
  readonly fleetSite?: string | undefined;
  /** What the fleet configures for the site (`withFleet`). */
  readonly below?: LowerLayers | undefined;
  /** What was read of the stacks that `site.from` names; undefined where nobody has read them. */
  readonly outputsOfStacks?: OutputsOfStacks | undefined;
  /** Which of the secret top-level keys are set. Their values are never needed here. */
  readonly secretsSet: ReadonlySet<string>;
}

/** `tkg-edge:management` with every default filled in. */
export interface ManagementSpec extends Management {
  /** Bundle repository without tag. */
  readonly bundle: string;
}

/** `tkg-edge:template` with every default filled in. */
export interface TemplateSpec extends Template {
  readonly tkrVersion: string;
  readonly name: string;
}

/** What a Cluster was built from, which stays in its rebuild digest when it is rolled to another version. */
export interface BuiltFrom {
  readonly tkrVersion: string;
  /**
   * Version that the cluster had when it was rebuilt with the version of an earlier build, which would otherwise have the
   * digest of that build. @default - the digest differs without it
   */
  readonly rebuiltFrom?: string | undefined;
}

/** `tkg-edge:site` with every default filled in. */
export interface SiteSpec extends Site {
  readonly tkrVersion: string;
  readonly controlPlaneEndpoint: string;
  readonly imageRepository: string;
  /** Inventory path of the template that the stack of `from.template` made. */
  readonly templatePath?: string;
  /** What the existing Cluster was built from (src/program/built-version.ts). @default - the configured version */
  readonly builtFrom?: BuiltFrom | undefined;
}

/** What one stack makes. At least one of the three sections is there. */
export interface StackSpec {
  readonly connection: Connection;
  readonly management?: ManagementSpec;
  readonly template?: TemplateSpec;
  readonly site?: SiteSpec;
  /** Classes that are not configured, and are found on the management cluster. @default - none */
  readonly openClasses?: OpenClasses;
  /** Passwords that are read at run time, and from where. @default - none */
  readonly passwordSources?: PasswordSources;
}

/** TKr versions that a stack installs, each once. */
export function installedVersions({
  management,
}: {
  readonly management?: { readonly tkr: Pick<Management["tkr"], "version" | "alsoInstalled"> };
}): string[] {
  return management ? [...new Set([management.tkr.version, ...management.tkr.alsoInstalled])] : [];
}

/**
 * What a stack is read for: `up` needs the way to everything; `manifests` only what stands in them, so that a stack
 * can be rendered where neither the management cluster nor a password is at hand.
 */
export type Purpose = "up" | "manifests";
