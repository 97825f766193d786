/**
 * Is what this stack made still as it was made? Pulumi's commands have no read and its patches are not put back by a
 * refresh, so the class annotation, the TKrs, their OS images and the template are looked up at every preview and up.
 * What is found makes the program do that part again (components/mending.ts).
 *
 * In: what the stack says. Out: findings, in words. Read-only, everything at once, one tool process for each kind.
 */
import { ManagementCluster } from "../../clients/management-cluster.js";
import type { StackSpec } from "../../config/stack-spec.js";
import { classFindings } from "./class-findings.js";
import type { Finding } from "./finding.js";
import { templateFindings } from "./template-findings.js";
import { noTkrFindings, tkrFindings, type TkrFindings } from "./tkr-findings.js";

/** What is not as this stack says. Empty lists: all is as it should be. */
export interface Drift {
  /** Of the ClusterClass and its copies. */
  readonly guard: readonly Finding[];
  /** By TKr version. */
  readonly tkrs: ReadonlyMap<string, TkrFindings>;
  readonly template: readonly Finding[];
  /** What could not be looked up, and why. It counts as unchanged. */
  readonly unknown: readonly string[];
}

/**
 * @param vcenterPassword of `connection.vcenter.username`
 * @returns findings; it never throws, because what cannot be read here is explained by other checks or does no harm
 */
export async function lookForDrift(spec: StackSpec, vcenterPassword: string | undefined): Promise<Drift> {
  const unknown: string[] = [];
  const attempt = async <T>(what: string, nothing: T, look: () => Promise<T>): Promise<T> => {
    try {
      return await look();
    } catch (error) {
      unknown.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      return nothing;
    }
  };
  const { management, template } = spec;
  const { managementCluster, vcenter } = spec.connection;
  const cluster = management && managementCluster && new ManagementCluster(managementCluster);
  const versions = management ? [management.tkr.version, ...management.tkr.alsoInstalled] : [];
  const [guard, tkrs, templates] = await Promise.all([
    cluster
      ? attempt(`ClusterClass ${management.clusterClass.name}`, [], () =>
          classFindings(cluster, management.clusterClass),
        )
      : [],
    cluster
      ? attempt("the TKrs", new Map<string, TkrFindings>(), () => tkrFindings(cluster, versions))
      : new Map<string, TkrFindings>(),
    template && vcenter && vcenterPassword !== undefined
      ? attempt("the VM template", [], () =>
          templateFindings(template, { ...vcenter, password: vcenterPassword }),
        )
      : [],
  ]);
  return { guard, tkrs, template: templates, unknown };
}

/** Findings of one TKr; none where it was not looked at. */
export function tkrDrift(drift: Drift, version: string): TkrFindings {
  return drift.tkrs.get(version) ?? noTkrFindings;
}
