/** Finds the ClusterClass of a site that names none, before anything is judged by it. */
import type { LiveObject } from "../clients/live-object.js";
import type { Problem } from "../config/problem.js";
import { absentVariables } from "../config/rules/variables.js";
import type { SiteSpec, StackSpec } from "../config/stack-spec.js";
import type { ManagementFacts } from "../environment/facts/management-facts.js";
import {
  keptClass,
  newClass,
  type NewClass,
  type RecordedClass,
} from "../environment/judgements/site-class.js";

export interface SiteClass {
  /** The stack, with the class that the site has. */
  readonly spec: StackSpec;
  /** What the site configures and that class lacks. */
  readonly problems: readonly Problem[];
  /** Which class a new Cluster gets, and why; undefined for a class that is configured, kept or the expected default. */
  readonly notice?: string;
}

/**
 * @param live the site's Cluster as it stands
 * @param recorded reads what the stack's own state holds of the class
 * @throws UserError where the state cannot be read: a class is never chosen for a Cluster that may be recorded
 */
export async function findSiteClass(
  spec: StackSpec,
  management: Pick<ManagementFacts, "clusterClasses">,
  live: LiveObject | undefined,
  recorded: (site: SiteSpec) => Promise<RecordedClass>,
): Promise<SiteClass> {
  const { site, openClasses } = spec;
  const open = openClasses?.site;
  if (!site || !open) return { spec, problems: [] };
  const kept = keptClass(live, await recorded(site));
  const chosen = kept === undefined && !live ? await choose(site, open.offered, management) : undefined;
  const resolved = { ...site, className: kept ?? chosen?.name ?? site.className };
  return {
    spec: { ...spec, site: resolved, openClasses: { ...openClasses, site: undefined } },
    problems: absentVariables(resolved, true),
    ...(chosen && isNews(site, chosen) && { notice: noticeOf(site, chosen) }),
  };
}

interface ChosenClass extends NewClass {
  /** Not found on the management cluster. */
  readonly isGuess?: true;
}

const isNews = ({ className }: SiteSpec, { name, isGuess }: ChosenClass): boolean =>
  isGuess === true || name !== className;

async function choose(
  { namespace, className }: SiteSpec,
  offered: string | undefined,
  management: Pick<ManagementFacts, "clusterClasses">,
): Promise<ChosenClass | undefined> {
  if (offered !== undefined) return newClass(offered, undefined);
  try {
    const classes = await management.clusterClasses(namespace);
    return newClass(
      undefined,
      classes.map(({ name }) => name),
    );
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      name: className,
      from: `the default, because the ClusterClasses of its namespace cannot be listed (${why})`,
      isGuess: true,
    };
  }
}

function noticeOf({ name, namespace }: SiteSpec, { name: className, from }: NewClass): string {
  return (
    `tkg-edge:site.className is not set, and Cluster ${namespace}/${name} does not exist yet: it gets ClusterClass ${className}, ` +
    `${from}, and keeps it. To use another class, set the key before the Cluster exists; later that is a rebuild.`
  );
}
