/**
 * Is what this stack made still as it was made? Pulumi's commands have no read and its patches are not put back by a
 * refresh, so the class annotation, the TKrs, their OS images and the template are read at every preview and up.
 * What is found makes the program do that part again (components/drift-repair.ts).
 *
 * In: the stack's configuration. Out: findings, in words. Read-only, everything at once, one tool process for each kind.
 */
import type { ManagementReader } from "../../clients/management-cluster.js";
import { installedVersions, type StackSpec } from "../../config/stack-spec.js";
import { machineParts, type ClusterPart } from "../../environment/facts/cluster-part.js";
import type { VcenterFacts } from "../../environment/facts/vcenter-facts.js";
import type { Finding } from "../../environment/finding.js";
import type { SystemClasses } from "../../environment/judgements/cluster-class.js";
import type { TemplateFindings } from "../../environment/judgements/template-drift.js";
import { noTkrFindings, type TkrFindings } from "../../environment/judgements/tkr-drift.js";
import type { TkrOwnership } from "../../environment/judgements/tkr-ownership.js";
import { checkGuardDrift, checkTkrDrift } from "../../environment/questions/drift.js";
import { checkTemplateDrift } from "../../environment/questions/template-drift.js";

/** What differs from this stack's configuration. Empty lists: nothing drifted. */
export interface Drift {
  /** Of the ClusterClass that the stack names and its copies. */
  readonly guard: readonly Finding[];
  /** The classes of the management cluster; undefined where they were not read. */
  readonly classes?: SystemClasses | undefined;
  /** By TKr version. */
  readonly tkrs: ReadonlyMap<string, TkrFindings>;
  readonly template: readonly Finding[];
  /** Where the template is under other names, if not at its place. */
  readonly templateElsewhere: readonly string[];
  /** SHA-256 of the OVA that the template at its place records, where it does. */
  readonly templateRecorded?: string;
  /** The objects of the machine of the site's cluster. */
  readonly siteParts: readonly ClusterPart[];
  /** What could not be read, and why. It counts as unchanged. */
  readonly unknown: readonly string[];
}

/**
 * @param cluster the stack's management cluster
 * @param vcenter the stack's, once it was seen to be the right one and to take the password
 * @param ovaSha256 of the stack's OVA; undefined where it is not known
 * @returns findings; it never throws, because what cannot be read here is explained by other checks or does no harm
 */
export async function findDrift(
  { management, template, site }: StackSpec,
  cluster: ManagementReader | undefined,
  vcenter: Promise<VcenterFacts | undefined>,
  ovaSha256: Promise<string | undefined> = Promise.resolve(undefined),
): Promise<Drift> {
  const unseen = new Map<string, string>();
  const attempt = async <T>(what: string, nothing: T, read: () => Promise<T>): Promise<T> => {
    try {
      return await read();
    } catch (error) {
      unseen.set(what, error instanceof Error ? error.message : String(error));
      return nothing;
    }
  };
  const [{ guard, classes }, tkrs, templates, siteParts] = await Promise.all([
    cluster && management
      ? attempt(`ClusterClass ${management.clusterClass.name}, and those of the vendor`, noGuard, () =>
          checkGuardDrift(cluster, management.clusterClass),
        )
      : noGuard,
    cluster && management
      ? attempt("the TKrs", new Map<string, TkrFindings>(), () =>
          checkTkrDrift(cluster, installedVersions({ management })),
        )
      : new Map<string, TkrFindings>(),
    attempt("the VM template", noTemplate, async () => {
      const accepted = await vcenter;
      if (!template || !accepted) return noTemplate;
      return checkTemplateDrift(accepted, template, await ovaSha256.catch(() => undefined));
    }),
    cluster && site
      ? attempt(`the machine of Cluster ${site.namespace}/${site.name}`, [], () =>
          machineParts(cluster, site.namespace, site.name),
        )
      : [],
  ]);
  // In a fixed order, whichever failed first.
  const unknown = [...unseen].sort(([a], [b]) => (a < b ? -1 : 1)).map(([what, why]) => `${what}: ${why}`);
  const { findings, elsewhere, recorded } = templates;
  return {
    ...{ guard, classes, tkrs, template: findings, templateElsewhere: elsewhere, siteParts, unknown },
    ...(recorded !== undefined && { templateRecorded: recorded }),
  };
}

const noGuard: Pick<Drift, "guard" | "classes"> = { guard: [] };

const noTemplate: TemplateFindings = { findings: [], elsewhere: [] };

/** Without what was found of TKrs that the stack did not install, but for a ConfigMap that it created. */
export function ofOwnTkrs(drift: Drift, existing: TkrOwnership["existing"]): Drift {
  const tkrs = [...drift.tkrs].map(([version, findings]) => {
    const used = existing.get(version);
    if (!used) return [version, findings] as const;
    const { configMap } = used.hadConfigMap ? findings : noTkrFindings;
    return [version, { ...noTkrFindings, configMap }] as const;
  });
  return { ...drift, tkrs: new Map(tkrs) };
}

/** Findings of one TKr; none where it was not read. */
export function tkrDrift(drift: Drift, version: string): TkrFindings {
  return drift.tkrs.get(version) ?? noTkrFindings;
}
