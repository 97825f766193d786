/** The sites of a fleet as their stacks are configured, before anything is contacted. */
import { foreignConnections, refuseLoginProgram } from "../../clients/foreign-connections.js";
import { whereText, type PlacedProblem } from "../../config/fleet/fleet-document.js";
import type { Fleet } from "../../config/fleet/fleet-file.js";
import { FleetLayers, type SiteInFleet } from "../../config/fleet/fleet-layers.js";
import {
  namedStacks,
  type FromKind,
  type OutputsOfStacks,
  type StackOutputs,
} from "../../config/from-stacks.js";
import { siteOf } from "../../config/layers.js";
import { UserError } from "../../config/problem.js";
import type { OwnStackFile } from "../../config/stack-file.js";
import type { RawStack, StackSpec } from "../../config/stack-spec.js";
import { rawSite, siteStack, type SiteStack } from "../site-stack.js";
import { verdict, type Verdict } from "./verdict.js";

export interface ConfiguredSite {
  readonly name: string;
  readonly groups: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** `namespace/name` of its Cluster; undefined where that cannot be read. */
  readonly cluster: string | undefined;
  /** What its stack makes, or why that is not known. */
  readonly result: { readonly spec: StackSpec } | { readonly verdict: Verdict };
}

export interface ConfiguredFleet {
  /** Absolute path of the project. */
  readonly directory: string;
  readonly stackFile: (site: string) => OwnStackFile | undefined;
  /** Values in place of the outputs of other stacks; undefined where those are to be read. */
  readonly given: (raw: RawStack) => OutputsOfStacks | undefined;
  /** Reads all outputs of one stack. */
  readonly outputsOfStack: (stack: string) => Promise<StackOutputs>;
}

/** Each of the other stacks is read once, however many sites name it. */
export async function configuredSites(fleet: Fleet, project: ConfiguredFleet): Promise<ConfiguredSite[]> {
  const layers = new FleetLayers(fleet, project.directory);
  const sites = [...fleet.sites.keys()].flatMap((name) => {
    const site = layers.site(name);
    return site ? [{ site, file: project.stackFile(name) }] : [];
  });
  const named = new Set(
    sites.flatMap(({ site, file }) => {
      const raw = rawSite(site, file);
      return project.given(raw) ? [] : Object.values(namedStacks(siteOf(raw)));
    }),
  );
  const outputs = new Map(
    await Promise.all([...named].map(async (stack) => [stack, await project.outputsOfStack(stack)] as const)),
  );
  const outputsOf = (raw: RawStack) => project.given(raw) ?? outputsFor(raw, outputs);
  return sites.map(({ site, file }) => {
    const { draft, problems, raw, placed } = siteStack(site, file, project.directory, outputsOf);
    const { name, groups, labels } = site;
    const { namespace, name: cluster } = draft.site ?? {};
    const common = { name, groups, labels, cluster: cluster && namespace && `${namespace}/${cluster}` };
    const unread = project.given(raw) ? [] : unreadStacks(raw, outputs);
    if (unread.length > 0) return { ...common, result: { verdict: verdict("unreachable", unread) } };
    const all = [
      ...siteProblems(fleet, site, file, { draft, problems, placed }),
      ...foreignConnections(raw, project.directory),
    ];
    if (all.length > 0) return { ...common, result: { verdict: verdict("invalid", all.map(asSentence)) } };
    // Without a problem every part of the draft is whole.
    const spec = draft as StackSpec;
    const program = loginProgramOf(spec, raw, project.directory);
    return {
      ...common,
      result: program === undefined ? { spec } : { verdict: verdict("unreachable", [program]) },
    };
  });
}

/** Everything that is wrong with a site in the fleet's files and in its own. */
export function siteProblems(
  fleet: Fleet,
  { name, problems: ofSite, inherited }: SiteInFleet,
  file: OwnStackFile | undefined,
  { draft, problems, placed }: Pick<SiteStack, "draft" | "problems" | "placed">,
): readonly PlacedProblem[] {
  const ofEntry = fleet.problems.filter(({ path }) => path === `sites.${name}`);
  return [
    ...[...ofEntry, ...ofSite, ...inherited],
    ...[...(file?.problems ?? []), ...problems].map(placed),
    ...(draft.site ? [] : [{ path: "tkg-edge:site", found: "nothing", expected: "a site" }]),
  ];
}

/** @returns why a kubeconfig is not used here; undefined where it starts no program that the repository names */
function loginProgramOf({ connection }: StackSpec, raw: RawStack, directory: string): string | undefined {
  try {
    if (connection.managementCluster) refuseLoginProgram(connection.managementCluster, raw, directory);
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

type Outputs = ReadonlyMap<string, StackOutputs>;

function outputsFor(raw: RawStack, outputs: Outputs): OutputsOfStacks {
  const named = Object.entries(namedStacks(siteOf(raw))) as [FromKind, string][];
  return Object.fromEntries(
    named.flatMap(([kind, stack]) => {
      const read = outputs.get(stack);
      return read ? [[kind, read] as const] : [];
    }),
  );
}

function unreadStacks(raw: RawStack, outputs: Outputs): string[] {
  return Object.entries(namedStacks(siteOf(raw))).flatMap(([kind, stack]) => {
    const read = outputs.get(stack);
    if (!read || !("problem" in read)) return [];
    const { found = "", expected } = read.problem;
    return [`tkg-edge:site.from.${kind} is ${found}; expected: ${expected}`];
  });
}

/** A problem as a reason. */
export const asSentence = (problem: PlacedProblem): string =>
  `${whereText(problem)}${problem.found === undefined ? "" : ` is ${problem.found}`}; expected: ${problem.expected}`;
