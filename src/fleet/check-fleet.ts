/** Every site of a fleet by the rules of a stack, and all sites together. */
import { resolve } from "node:path";
import { checkListedManifests, manifestsKey } from "../config/after-ready/listed-manifests.js";
import type { PlacedProblem } from "../config/fleet/fleet-document.js";
import type { Fleet } from "../config/fleet/fleet-file.js";
import { FleetLayers, type SiteInFleet } from "../config/fleet/fleet-layers.js";
import { namedStacks, type OutputsOfStacks } from "../config/from-stacks.js";
import { siteOf } from "../config/layers.js";
import type { OwnStackFile } from "../config/stack-file.js";
import type { RawStack, StackSpec } from "../config/stack-spec.js";
import { warnings } from "../config/warnings.js";
import { gathered, type FleetFinding } from "./finding.js";
import { managementClusters } from "./management-clusters.js";
import { governedSite, type GovernedSite } from "./policy/governed-site.js";
import type { PolicyFile } from "./policy/policy-file.js";
import { policyFindings, unmetPolicies } from "./policy/policy-findings.js";
import { endpointsInPools, poolsTwice } from "./rules/address-pools.js";
import { addressesInRanges, addressesTwice } from "./rules/addresses.js";
import { namesTwice } from "./rules/names.js";
import { poolsInNetworks } from "./rules/pools-in-networks.js";
import { routedOverlaps } from "./rules/routed-networks.js";
import { differentTemplates } from "./rules/template-stacks.js";
import { unknownCanaries } from "./rules/unknown-canaries.js";
import { unusedGroups } from "./rules/unused-groups.js";
import { factsOf, type SiteFacts } from "./site-facts.js";
import { siteStack } from "./site-stack.js";
import { layerFindings } from "./unshared-values.js";

export interface FleetCheck {
  readonly file: string;
  readonly sites: number;
  readonly groups: number;
  readonly managementClusters: number;
  readonly findings: readonly FleetFinding[];
  /** Sites without a stack file. */
  readonly withoutStack: readonly string[];
  /** Stacks whose outputs sites take, which are not read here. */
  readonly otherStacks: readonly string[];
  /** Kustomizations, which may have remote bases. */
  readonly notBuilt: readonly string[];
}

type ListedManifests = ReturnType<typeof checkListedManifests>;

export interface FleetContext {
  /** Absolute path of the project. */
  readonly directory: string;
  /** The stack file of a site; undefined where there is none. */
  readonly stackFile: (site: string) => OwnStackFile | undefined;
  /** In place of the outputs of the stacks that a site names. */
  readonly outputsOf: (raw: RawStack) => OutputsOfStacks | undefined;
  /** What sites have to keep in addition to the rules of a stack. @default - nothing */
  readonly policies?: PolicyFile | undefined;
}

export function checkFleet(fleet: Fleet, context: FleetContext): FleetCheck {
  const { directory } = context;
  const layers = new FleetLayers(fleet, directory);
  const manifests = new Map<string, ListedManifests>();
  const manifestsOf = (listed: readonly string[] = []): ListedManifests => {
    const key = JSON.stringify(listed);
    const known = manifests.get(key) ?? checkListedManifests(listed, directory);
    manifests.set(key, known);
    return known;
  };
  const shared = layers.sharedEntries();
  const findings: FleetFinding[] = [
    ...fleet.problems.map((problem) => asError("fleet", problem)),
    ...shared.flatMap(({ problems }) => problems.map((problem) => asError("fleet", problem))),
    ...shared.flatMap(layerFindings),
  ];
  const facts: SiteFacts[] = [];
  const governed: GovernedSite[] = [];
  const used = new Set<string>();
  const labelled: SiteInFleet[] = [];
  const withoutStack: string[] = [];
  const otherStacks = new Set<string>();
  for (const name of fleet.sites.keys()) {
    const site = layers.site(name);
    if (!site) continue;
    labelled.push(site);
    for (const group of site.groups) used.add(group);
    const file = context.stackFile(name);
    if (!file) withoutStack.push(name);
    const { found, fact, others, policed } = checkSite(fleet, site, file, { ...context, manifestsOf });
    findings.push(...found);
    if (fact) facts.push(fact);
    if (policed) governed.push(policed);
    for (const other of others) otherStacks.add(other);
  }
  const clusters = managementClusters(facts);
  findings.push(
    ...addressesTwice(facts, clusters),
    ...addressesInRanges(facts, clusters),
    ...poolsTwice(facts, clusters),
    ...endpointsInPools(facts, clusters),
    ...poolsInNetworks(facts, clusters),
    ...namesTwice(facts, clusters),
    ...routedOverlaps(facts),
    ...differentTemplates(facts),
    ...unusedGroups(fleet, used),
    ...unknownCanaries(fleet, labelled),
    ...(context.policies ? unmetPolicies(context.policies, governed) : []),
  );
  return {
    ...{ file: fleet.file, sites: fleet.sites.size, groups: fleet.groups.size },
    ...{ managementClusters: clusters.count, findings: gathered(findings) },
    ...{ withoutStack, otherStacks: [...otherStacks].sort() },
    notBuilt: [...new Set([...manifests.values()].flatMap(({ notBuilt }) => notBuilt))].sort(),
  };
}

interface SiteContext extends FleetContext {
  /** Manifests that a site lists, which sites share and are read once. */
  readonly manifestsOf: (listed: readonly string[] | undefined) => ListedManifests;
}

interface CheckedSite {
  readonly found: readonly FleetFinding[];
  readonly fact: SiteFacts | undefined;
  /** Stacks that the site takes values from, where these were not given. */
  readonly others: readonly string[];
  /** What policies judge of it, where there are any. */
  readonly policed?: GovernedSite | undefined;
}

function checkSite(
  fleet: Fleet,
  site: SiteInFleet,
  file: OwnStackFile | undefined,
  { directory, outputsOf, manifestsOf, policies }: SiteContext,
): CheckedSite {
  const ofEntry = site.problems.map((problem) => ({ ...asError("fleet", problem), sites: [site.name] }));
  // Without a mapping there is nothing to check, and all would be missing.
  if (!site.readable) return { found: ofEntry, fact: undefined, others: [] };
  const { raw, outputsOfStacks, draft, problems, placed } = siteStack(site, file, directory, outputsOf);
  const error = (problem: PlacedProblem) => ({ ...asError("stack", problem), sites: [site.name] });
  const ofFile = file ? [...file.problems.map(error), ...otherFleet(fleet, site, file, directory)] : [];
  const found: FleetFinding[] = [...ofEntry, ...ofFile];
  const listed = manifestsOf(draft.site?.afterReady?.manifests).problems;
  const { place } = placed({ path: manifestsKey, expected: "" });
  found.push(...problems.map((problem) => error(placed(problem))));
  found.push(...listed.map((problem) => error({ ...problem, place })));
  const others = outputsOfStacks ? [] : Object.values(namedStacks(siteOf(raw)));
  if (problems.length + listed.length === 0 && others.length === 0) {
    found.push(...warnings(draft as StackSpec).map((text) => warningOf(site, text)));
  }
  const placeOf: SiteFacts["placeOf"] = (path) => placed({ path, expected: "" }).place;
  const policed = policies && governedSite(draft);
  if (policed) found.push(...policyFindings(policies, policed, site.name, placeOf));
  return { found, fact: factsOf(draft, site, placeOf, directory), others, policed };
}

function warningOf(site: SiteInFleet, text: string): FleetFinding {
  return { severity: "warning", rule: "stack", path: "", note: text, sites: [site.name] };
}

/** A stack file of a site's name that is no stack of this fleet, or another site of it. */
function otherFleet(fleet: Fleet, site: SiteInFleet, file: OwnStackFile, directory: string): FleetFinding[] {
  const { fleetFile, fleetSite } = file.raw;
  if (!file.readable) return [];
  const isThis = fleetFile !== undefined && resolve(directory, fleetFile) === resolve(directory, fleet.file);
  if (isThis && (fleetSite ?? site.name) === site.name) return [];
  const found =
    fleetFile === undefined
      ? "no tkg-edge:fleetFile"
      : `"${fleetFile}"${isThis ? `, site "${fleetSite ?? ""}"` : ""}`;
  const problem = {
    path: file.name,
    found,
    expected: `tkg-edge:fleetFile: ${fleet.file}, since this stack has the name of a site of it`,
  };
  return [{ ...problem, severity: "warning", rule: "fleet", sites: [site.name] }];
}

function asError(rule: string, problem: PlacedProblem): FleetFinding {
  return { ...problem, severity: "error", rule, sites: [] };
}
