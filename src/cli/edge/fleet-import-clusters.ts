/** `tkg-edge fleet import --from-cluster`: the Clusters of the fleet's management clusters as sites of it. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { displayValue } from "../../config/display-value.js";
import { withPlace } from "../../config/fleet/fleet-document.js";
import { groupNameExpectation, isGroupName, type Fleet } from "../../config/fleet/fleet-file.js";
import { ConfigurationError, UserError, type Problem } from "../../config/problem.js";
import { isTree } from "../../config/tree.js";
import { Facts } from "../../environment/facts/facts.js";
import { counted, someOf } from "../../fleet/finding.js";
import { foundClusters, type FoundCluster } from "../../fleet/import/found-clusters.js";
import { layOut, type LaidOut } from "../../fleet/import/lay-out.js";
import { provedSites } from "../../fleet/import/prove.js";
import { readRunningCluster, type ReadingFlags } from "../../fleet/import/read-cluster.js";
import { siteNames } from "../../fleet/import/site-names.js";
import { addressKey, wayOf, waysOf, type Way } from "../../fleet/import/ways.js";
import { LiveFleet } from "../../fleet/plan/live-fleet.js";
import { labelSelector } from "../../fleet/plan/selector.js";
import { readFleet, stackFileOf, type FleetOptions } from "./fleet-input.js";
import {
  printedValues,
  problemsBefore,
  targetProblems,
  textsWith,
  writeTexts,
  type ImportTarget,
} from "./import-target.js";
import { givenAddress, type ConnectionOptions } from "./management-address.js";
import { projectName } from "./own-records.js";
import type { Terminal } from "./terminal.js";

export interface FleetImportClustersOptions
  extends FleetOptions, ImportTarget, ConnectionOptions, ReadingFlags {
  readonly directory: string;
  /** Labels of the Clusters. @default - all */
  readonly selector?: string | undefined;
  /** `NAMESPACE/NAME` of each. @default - all */
  readonly cluster: readonly string[];
  /** Name of a group that is created for what the sites share. */
  readonly common: string;
  /** Print what would be added, and write nothing. */
  readonly print: boolean;
}

/**
 * Reads what runs and writes what is no site yet; nothing is written unless the plan of every one of them changes nothing.
 * @param version of this program
 * @throws ConfigurationError with the problems of all Clusters; nothing is written then
 */
export async function fleetImportClusters(
  options: FleetImportClustersOptions,
  terminal: Terminal,
  version: string,
  facts: Facts = new Facts(),
): Promise<void> {
  const { directory, to } = options;
  const fleet = fleetOrNone(options);
  const target = to ?? fleet.file;
  refuse(problemsBefore(fleet, directory, target).map(withPlace), `fleet ${fleet.file}`);
  refuse([...targetProblems(options, fleet), ...commonProblems(options)], "the options");
  const project = projectName(directory);
  // The files that stacks name are relative to their project.
  const before = process.cwd();
  process.chdir(directory);
  try {
    const live = new LiveFleet(facts);
    const stackFile = (site: string) => stackFileOf(directory, site);
    const found = await foundClusters(chosenWays(fleet, options), fleet, directory, stackFile, live);
    refuse(found.problems, "the management clusters");
    const { clusters, missing } = chosen(found.clusters, options);
    refuse(missing, "the options");
    const where = `management cluster ${someOf(found.contexts, 5)}`;
    const { named, ofOthers, problems: ofNames } = siteNames(clusters, fleet, project);
    for (const line of [...found.notes, ...ofOthers]) terminal.err(`${line}\n`);
    if (named.length === 0) {
      const existing = `${counted(found.existing, "Cluster")} of ${where}`;
      terminal.out(`${existing} in ${fleet.file} already, and no other to import: nothing changes\n`);
      return;
    }
    const reads = await Promise.all(
      named.map(({ cluster, name }) => readRunningCluster(cluster, name, `${project}/${name}`, options)),
    );
    const ofReading = [...ofNames, ...reads.flatMap(({ problems }) => problems)];
    // What cannot be read is not laid out; what it lacks would be reported a second time.
    const whole = ofReading.length > 0 ? [] : reads;
    const added = layOut(whole, fleet, { ...options, target });
    const proof = await provedSites(whole, added, fleet, {
      ...{ directory, target, project, toolVersion: version, live, stackFile },
    });
    for (const line of gatheredNotes([...reads, ...proof.notes])) terminal.err(`${line}\n`);
    refuse(gatheredProblems([...ofReading, ...proof.problems]), `the Clusters of ${where}`);
    if (options.print) terminal.out(printedValues(added));
    else {
      writeTexts(textsWith(target, fleet, directory, added));
      terminal.out(closing(added, target, fleet, found.existing, where, stackFile));
    }
  } finally {
    process.chdir(before);
  }
}

function refuse(problems: readonly Problem[], subject: string): void {
  if (problems.length > 0) throw new ConfigurationError(problems, subject);
}

function commonProblems({ common }: FleetImportClustersOptions): Problem[] {
  if (isGroupName(common)) return [];
  return [{ path: "--common", found: displayValue(common), expected: groupNameExpectation }];
}

/** A first fleet file is created, where the options name the management cluster. */
function fleetOrNone(options: FleetImportClustersOptions): Fleet {
  const { directory, fleet: file } = options;
  if (existsSync(resolve(directory, file)) || !isNamed(options)) return readFleet(options);
  return {
    ...{ file, defaults: undefined, groups: new Map(), sites: new Map(), patterns: [] },
    ...{ problems: [], incomplete: false },
  };
}

const isNamed = ({ connectionFile, kubeconfig, context }: ConnectionOptions): boolean =>
  [connectionFile, kubeconfig, context].some((option) => option !== undefined);

/** The ways of the fleet, or those to the management cluster that the options name. */
function chosenWays(fleet: Fleet, options: FleetImportClustersOptions): readonly Way[] {
  const { directory, group, connectionFile, kubeconfig, context } = options;
  const ofFleet = () => waysOf(fleet, directory, group);
  if (!isNamed(options)) {
    const ways = ofFleet();
    if (ways.length > 0) return ways;
    throw new UserError(
      `${fleet.file} names no management cluster; expected: connectionFile in its defaults or in a group, or --connection-file FILE`,
    );
  }
  const managementCluster = {
    ...(kubeconfig !== undefined && { kubeconfig }),
    ...(context !== undefined && { context }),
  };
  const isOwn = Object.keys(managementCluster).length > 0;
  const own = {
    ...(connectionFile !== undefined && { connectionFile }),
    ...(isOwn && { connection: { managementCluster } }),
  };
  // The options alone name it: nothing of the fleet completes them.
  const address = givenAddress(options);
  const given = wayOf(fleet, directory, group, own);
  if (!given) throw new Error(`the options lead to no management cluster, and to ${address.context}`);
  const same = (way: Way) => addressKey(way.address, directory) === addressKey(given.address, directory);
  const known = ofFleet().filter(same);
  return known.length > 0 ? known : [given];
}

function chosen(
  clusters: readonly FoundCluster[],
  { selector, cluster }: FleetImportClustersOptions,
): { readonly clusters: readonly FoundCluster[]; readonly missing: readonly Problem[] } {
  const isSelected = selector === undefined ? () => true : labelSelector(selector);
  const selected = clusters.filter(
    ({ live, reference }) =>
      isSelected({ labels: live.metadata.labels ?? {} }) &&
      (cluster.length === 0 || cluster.includes(reference)),
  );
  const names = clusters.map(({ reference }) => reference);
  const missing = cluster
    .filter((reference) => !names.includes(reference))
    .map((reference) => ({
      path: "--cluster",
      found: `"${reference}"`,
      expected: `NAMESPACE/NAME of a Cluster that is no site yet: ${names.length === 0 ? "there is none" : someOf(names, 10)}`,
    }));
  return { clusters: selected, missing };
}

/** Equal problems of many Clusters as one. */
function gatheredProblems(problems: readonly Problem[]): Problem[] {
  const byText = new Map<
    string,
    { readonly first: Problem; readonly rest: string; readonly references: string[] }
  >();
  for (const problem of problems) {
    const [, reference = "", rest = ""] = /^Cluster (\S+)(.*)$/s.exec(problem.path) ?? [];
    const { found = "", expected } = problem;
    const texts =
      reference === "" ? [problem.path, found] : [rest, found.replaceAll(reference, "NAMESPACE/NAME")];
    const key = JSON.stringify([...texts, expected]);
    const known = byText.get(key) ?? { first: problem, rest, references: [] };
    byText.set(key, known);
    known.references.push(reference);
  }
  return [...byText.values()].map(({ first, rest, references }) =>
    references.length === 1
      ? first
      : { ...first, path: `Clusters ${someOf([...new Set(references)], 3)}${rest}` },
  );
}

interface Noted {
  readonly cluster: FoundCluster;
  readonly notes: readonly string[];
}

/** Each text once, with the Clusters that it is about. */
function gatheredNotes(noted: readonly Noted[]): string[] {
  const byText = new Map<string, { readonly first: string; readonly references: Set<string> }>();
  for (const { cluster, notes } of noted) {
    for (const note of notes) {
      const text = note.replaceAll(cluster.reference, "NAMESPACE/NAME");
      const known = byText.get(text) ?? { first: note, references: new Set<string>() };
      byText.set(text, known);
      known.references.add(cluster.reference);
    }
  }
  return [...byText].map(
    ([text, { first, references }]) =>
      `${someOf([...references], 3)}: ${references.size === 1 ? first : text}`,
  );
}

function closing(
  { defaults, groups, sites }: LaidOut,
  target: string,
  { file }: Fleet,
  existing: number,
  where: string,
  stackFile: (site: string) => ReturnType<typeof stackFileOf>,
): string {
  const names = sites.map(({ name }) => name);
  const shared = [...(Object.keys(defaults).length > 0 ? ["defaults"] : []), ...groups.keys()];
  const adopted = sites.filter(({ entry }) => isTree(entry.site) && entry.site.adopt === true);
  const unlinked = names.filter((name) => {
    const own = stackFile(name);
    return own !== undefined && own.raw.fleetFile === undefined;
  });
  const next = [
    "tkg-edge fleet validate",
    "tkg-edge fleet init         creates the stacks of these sites",
    "tkg-edge fleet plan         adopt or nothing for each of them",
    ...(adopted.length > 0
      ? [`pulumi up --stack ${adopted[0]?.name ?? ""}   takes a Cluster over; so for each`]
      : []),
  ];
  return [
    `${where}: ${counted(names.length, "Cluster")} added to ${target} as sites, ${existing} there already`,
    ...(shared.length > 0 ? [`what they share is in ${shared.join(", ")} of ${file}`] : []),
    `added: ${someOf(names, 10)}`,
    ...(unlinked.length > 0
      ? [
          `these stacks have a stack file already, whose keys win: ${someOf(unlinked, 10)}. ` +
            `add tkg-edge:fleetFile: ${file} to each, and remove the keys that ${target} has now`,
        ]
      : []),
    "next:",
    ...next.map((line) => `  ${line}`),
    "",
  ].join("\n");
}
