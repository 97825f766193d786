/**
 * What policies judge of a site: values that its Cluster shows too, so that a rule can be applied to a file and to a resource.
 * No value of it is secret. What is undefined is not configured, or is wrong and reported elsewhere.
 */
import type { Draft } from "../../config/draft.js";

export interface GovernedSite {
  readonly name: string | undefined;
  /** Of the Cluster. */
  readonly labels: Readonly<Record<string, string>>;
  readonly protect: boolean | undefined;
  /** Whether vCenter is used without a check of its certificate. */
  readonly insecureVcenter: boolean | undefined;
  /** `host[:port][/path]` by the config path of each. */
  readonly registries: Readonly<Record<string, string | undefined>>;
  readonly tkrVersion: string | undefined;
  readonly className: string | undefined;
  readonly machine: {
    readonly numCPUs: number | undefined;
    readonly memoryMiB: number | undefined;
    readonly diskGiB: number | undefined;
  };
  /** Lines of `authorized_keys`. */
  readonly sshAuthorizedKeys: readonly string[];
}

/** @returns undefined for a stack without a site */
export function governedSite({ connection, site, openClasses }: Draft): GovernedSite | undefined {
  if (!site) return undefined;
  const { machine } = site;
  return {
    name: site.name,
    labels: definedOf(site.labels ?? {}),
    protect: site.protect,
    insecureVcenter: connection.vcenter?.insecure,
    registries: {
      "tkg-edge:connection.registry.host": connection.registry?.host,
      "tkg-edge:site.imageRepository": site.imageRepository,
    },
    tkrVersion: site.tkrVersion,
    // A site that names no class keeps that of its Cluster, whatever the schema fills in.
    className: openClasses?.site ? openClasses.site.offered : site.className,
    machine: { numCPUs: machine?.numCPUs, memoryMiB: machine?.memoryMiB, diskGiB: machine?.diskGiB },
    sshAuthorizedKeys: site.sshAuthorizedKeys ?? [],
  };
}

/** The values that are there. */
const definedOf = (values: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
