/** A Cluster that runs as the values of a site, as `tkg-edge adopt` reads it. */
import { effectOf } from "../../config/change-effects.js";
import { liveSections } from "../../config/object-spec/live-sections.js";
import { plainSecrets } from "../../config/object-spec/plain-secrets.js";
import { checkStack } from "../../config/parse-stack.js";
import { passwordNames } from "../../config/password-sources.js";
import type { Problem } from "../../config/problem.js";
import { isTree, type Tree } from "../../config/tree.js";
import { problemOf } from "../../environment/finding.js";
import { siteOwnership } from "../../environment/judgements/site-ownership.js";
import { markOf } from "../../environment/judgements/standing.js";
import { classOfCluster } from "../../environment/questions/class-of-cluster.js";
import { protectedAnnotation } from "../../manifests/cluster-record.js";
import { afterReadyAnnotation } from "../../manifests/kubernetes-object.js";
import { rebuildInputsAnnotation } from "../../manifests/rebuild.js";
import type { FoundCluster } from "./found-clusters.js";

export interface ReadingFlags {
  /** Take kube-vip where the Cluster has NSX Advanced Load Balancer. */
  readonly editLoadBalancer: boolean;
  /** Also take passwords that the Cluster itself holds in plain text. */
  readonly plainSecrets: boolean;
}

export interface ReadSite {
  readonly cluster: FoundCluster;
  /** Of the site in the fleet. */
  readonly name: string;
  /** `connection` and `site`, complete. */
  readonly values: Tree;
  /** The same where defaults of the class count as configured. */
  readonly withDefaults: Tree;
  /** The site with every default of a stack. */
  readonly complete: Tree;
  /** What is left out and why, without the name of the Cluster. */
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * @param name of the site
 * @param mark of the site's stack, `PROJECT/NAME`
 */
export async function readRunningCluster(
  cluster: FoundCluster,
  name: string,
  mark: string,
  flags: ReadingFlags,
): Promise<ReadSite> {
  const { live, beside, management, reference } = cluster;
  const source = `Cluster ${reference}`;
  const isOwn = markOf(live) === mark;
  if (!(isTree(live.spec) && isTree(live.spec.topology))) {
    const expected =
      "a Cluster of a ClusterClass, since a site is one; choose others with --selector or --cluster";
    const problem = { path: source, found: "no spec.topology", expected };
    return { cluster, name, values: {}, withDefaults: {}, complete: {}, notes: [], problems: [problem] };
  }
  const ofClass = await classOfCluster(management, live);
  const classVariables = "variables" in ofClass ? ofClass.variables : undefined;
  const options = { editLoadBalancer: flags.editLoadBalancer, withoutPassword: true };
  const read = liveSections(live, beside, source, { ...options, classVariables });
  const all = classVariables ? liveSections(live, beside, source, options) : read;
  const view = { mark, records: [] };
  const ofOthers = isOwn
    ? []
    : siteOwnership({ ...nameOf(reference), adopt: true }, live, beside, view).findings;
  const more = {
    // An adopted Cluster is taken over by the first up.
    ...(!isOwn && { adopt: true }),
    ...(isOwn && live.metadata.annotations?.[protectedAnnotation] === "false" && { protect: false }),
  };
  const values = { connection: read.connection, site: { ...read.site, ...more } };
  const secretsSet = new Set(passwordNames);
  return {
    ...{ cluster, name, values },
    complete: checkStack({ ...values, secretsSet }, "/", name, "up").draft.site ?? {},
    withDefaults: { connection: all.connection, site: { ...all.site, ...more } },
    notes: [
      ...("unread" in ofClass
        ? [
            `the defaults of its class are not known (${ofClass.unread}): every value that a key can hold is kept`,
          ]
        : []),
      ...read.notes
        .map((note) => (note.startsWith(`${source}: `) ? note.slice(source.length + 2) : note))
        .filter((note) => !note.includes(ownRecord)),
      ...(cluster.areSecretsRead ? withoutCredentials : () => [])(
        read.site,
        beside.map(({ kind }) => kind ?? ""),
      ),
      ...unexpressed(live.metadata.annotations ?? {}, markOf(live)),
    ],
    problems: [
      ...read.problems.map((problem) => ({ ...problem, path: within(problem.path, source) })),
      ...(flags.plainSecrets ? [] : plainSecrets(read.site)).map((problem) => ({
        ...problem,
        path: `${source} ${problem.path}`,
        expected: problem.expected.replaceAll("stack file", "fleet file"),
      })),
      ...ofOthers.map((finding) => ({ ...problemOf(finding), path: source })),
    ],
  };
}

/** What a Cluster records for `fleet plan` is of no interest to a reader. */
const ownRecord = "tkg-edge writes it itself";

const within = (path: string, source: string) => (path.startsWith(source) ? path : `${source} ${path}`);

function nameOf(reference: string): { readonly name: string; readonly namespace: string } {
  const [namespace = "", name = ""] = reference.split("/");
  return { namespace, name };
}

function withoutCredentials(site: Tree, kinds: readonly string[]): string[] {
  if (site.identityRef !== undefined || kinds.includes("Secret")) return [];
  return ["it has no Secret with its name, which pulumi up creates"];
}

/** What the Cluster records only as a digest, or not at all. */
function unexpressed(annotations: Readonly<Record<string, string>>, mark: string | undefined): string[] {
  const isDescribed = annotations[rebuildInputsAnnotation] !== undefined;
  return [
    ...(afterReadyAnnotation in annotations
      ? ["site.afterReady is left out: the Cluster has only a digest of its command"]
      : []),
    ...(isDescribed && mark === undefined
      ? [
          "it was created with tkg-edge and names no stack, as release 0.1.0 leaves it. If a stack still manages it, update " +
            "that stack instead (pulumi up): two stacks would change one cluster",
        ]
      : []),
  ];
}

/** Keys that decide nothing about a Cluster that runs. */
export const isOfNoCluster = (key: string): boolean =>
  key === "name" || key === "templatePath" || effectOf(key)?.effect === "nothing";
