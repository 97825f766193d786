/** Proves that sites which are not written yet would change nothing of their Clusters, by the plan of the fleet. */
import { dirname, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { displayValue } from "../../config/display-value.js";
import type { Fleet } from "../../config/fleet/fleet-file.js";
import { FleetLayers, type SiteInFleet } from "../../config/fleet/fleet-layers.js";
import type { OutputsOfStacks } from "../../config/from-stacks.js";
import { siteOf } from "../../config/layers.js";
import { valueAt } from "../../config/lower-layers.js";
import type { Problem } from "../../config/problem.js";
import type { OwnStackFile } from "../../config/stack-file.js";
import type { RawStack } from "../../config/stack-spec.js";
import { isTree, mergeTrees } from "../../config/tree.js";
import { configuredSites } from "../plan/configured-sites.js";
import type { LiveFleet } from "../plan/live-fleet.js";
import { planFleet } from "../plan/plan-fleet.js";
import type { Reason, Verdict, Word } from "../plan/verdict.js";
import { siteStack, type SiteStack } from "../site-stack.js";
import { leavesIn } from "./common-values.js";
import type { LaidOut } from "./lay-out.js";
import { fleetWith, memoryEntry } from "./memory-entries.js";
import { isOfNoCluster, type ReadSite } from "./read-cluster.js";

/** What is planned for a site that was read. */
export interface Proof {
  readonly problems: readonly Problem[];
  /** What is known to be wrong with a Cluster, whatever its configuration. */
  readonly notes: readonly string[];
}

/** `adopt` and `nothing` change nothing; the others show a Cluster that is not well, or that cannot be judged. */
const harmless: readonly Word[] = ["adopt", "nothing", "create", "drifted", "unknown", "unreachable"];

function proofOf({ cluster }: ReadSite, { word, reasons, also }: Verdict, target: string): Proof {
  // The lines of a file that is not written yet are of no use.
  const texts = [...reasons, ...also].map((reason) => textOf(reason).replaceAll(`${target}:1:1 `, ""));
  if (word === "adopt" || word === "nothing") return { problems: [], notes: [] };
  if (harmless.includes(word)) return { problems: [], notes: [`fleet plan: ${word} (${texts.join("; ")})`] };
  const problems = texts.map((text) => ({
    path: `Cluster ${cluster.reference}`,
    found: `${word}: ${text}`,
    expected: "a site of which pulumi up changes nothing",
  }));
  return { problems, notes: [] };
}

const textOf = ({ what, from, to }: Reason): string =>
  from === undefined && to === undefined ? what : `${what}: ${from ?? ""} -> ${to ?? ""}`;

/** Values of the defaults and groups that a Cluster does not have, and that a site cannot take back. */
function inheritedProblems(read: ReadSite, { draft }: SiteStack, site: SiteInFleet): Problem[] {
  const withDefaults = isTree(read.withDefaults.site) ? read.withDefaults.site : {};
  return leavesIn(draft.site ?? {}).flatMap(([steps, value]) => {
    const key = steps.join(".");
    const isSame = [read.complete, withDefaults].some((tree) =>
      isDeepStrictEqual(valueAt(tree, steps), value),
    );
    if (isSame || isOfNoCluster(key)) return [];
    const path = `tkg-edge:site.${key}`;
    const place = site.placeOf(path);
    const where = place ? ` in ${place.file}, line ${place.line}` : "";
    return [
      {
        path: `Cluster ${read.cluster.reference} ${path}`,
        found: `${displayValue(value, steps.at(-1) ?? "")}${where}, which the Cluster does not have`,
        expected:
          "no such value above the site, which cannot take it back; move it to a group of the sites that have it",
      },
    ];
  });
}

/** What a site takes from other stacks is of its own here. */
function given(raw: RawStack): OutputsOfStacks {
  const site = siteOf(raw);
  const { tkrVersion, className } = isTree(site) ? site : {};
  const outputs = { tkrVersion, className, templatePath: "(not read)" };
  return { management: { outputs }, template: { outputs } };
}

export interface ProofOptions {
  readonly directory: string;
  /** File that the sites are written to, relative to the project. */
  readonly target: string;
  readonly project: string;
  readonly toolVersion: string;
  readonly live: LiveFleet;
  readonly stackFile: (site: string) => OwnStackFile | undefined;
}

/** @returns what changes a Cluster, and what is known to be wrong with one */
export async function provedSites(
  reads: readonly ReadSite[],
  added: LaidOut,
  fleet: Fleet,
  { directory, target, project, toolVersion, live, stackFile }: ProofOptions,
): Promise<{
  readonly problems: readonly Problem[];
  readonly notes: readonly (Pick<ReadSite, "cluster"> & Pick<Proof, "notes">)[];
}> {
  const folder = dirname(resolve(directory, target));
  const entries = added.sites.map(({ name, entry }) => memoryEntry("site", name, entry, target, folder));
  const isWider = Object.keys(added.defaults).length > 0;
  const before = isTree(fleet.defaults?.value) ? fleet.defaults.value : {};
  const additions = { groups: added.groups, defaults: isWider ? mergeTrees(before, added.defaults) : {} };
  const future = fleetWith(fleet, additions, entries, dirname(resolve(directory, fleet.file)));
  const layers = new FleetLayers(future, directory);
  const ofSite = new Map(reads.map((read) => [read.name, read]));
  const sites = await configuredSites(future, {
    ...{ directory, stackFile, given },
    outputsOfStack: () => Promise.resolve({ outputs: {} }),
  });
  const { sites: planned } = await planFleet(sites, live, { project, toolVersion, isSelected: () => true });
  const proofs = planned.flatMap((verdict) => {
    const [read, site] = [ofSite.get(verdict.name), layers.site(verdict.name)];
    if (!read || !site) return [];
    const { cluster } = read;
    const stack = siteStack(site, stackFile(read.name), directory, given);
    const wrong = stack.problems.map((problem) => ({
      ...problem,
      path: `Cluster ${cluster.reference} ${problem.path}`,
    }));
    if (wrong.length > 0) return [{ cluster, notes: [], problems: wrong }];
    const inherited = inheritedProblems(read, stack, site);
    const { problems, notes } = proofOf(read, verdict, target);
    return [{ cluster, notes, problems: [...inherited, ...problems] }];
  });
  return { problems: proofs.flatMap(({ problems }) => problems), notes: proofs };
}
