/**
 * `tkg-edge adopt`: the stack of a cluster that runs, read from the management cluster, and the proof that taking it over
 * changes nothing but its ownership.
 */
import type { LiveObject } from "../../clients/live-object.js";
import { clusterKind } from "../../clients/resource-kinds.js";
import { dnsName, namespaceName } from "../../config/kubernetes-names.js";
import { liveSections } from "../../config/object-spec/live-sections.js";
import { plainSecrets } from "../../config/object-spec/plain-secrets.js";
import { ConfigurationError, UserError } from "../../config/problem.js";
import { stackFileName } from "../../config/stack-file.js";
import { isTree } from "../../config/tree.js";
import { Facts } from "../../environment/facts/facts.js";
import type { ManagementFacts } from "../../environment/facts/management-facts.js";
import { everythingBeside } from "../../environment/facts/site-objects.js";
import { problemOf } from "../../environment/finding.js";
import { siteOwnership } from "../../environment/judgements/site-ownership.js";
import { markOf } from "../../environment/judgements/standing.js";
import { classOfCluster } from "../../environment/questions/class-of-cluster.js";
import { rebuildInputsAnnotation } from "../../manifests/rebuild.js";
import { provedByPreview, type Proof } from "./adoption-proof.js";
import { keptStack, type ClusterName } from "./kept-stack.js";
import { givenAddress } from "./management-address.js";
import { ownRecords } from "./own-records.js";
import type { PulumiRunner } from "./store-password.js";
import type { Terminal } from "./terminal.js";
import { stackNameProblems, writeStack, type StackOptions } from "./write-stack.js";

export interface AdoptOptions extends StackOptions {
  /** `NAMESPACE/NAME` of the Cluster. */
  readonly cluster: string;
  /** Write passwords that the Cluster itself holds in plain text. */
  readonly plainSecrets: boolean;
}

/** What became of a cluster; `unproved`: the stack has no password, so that no preview could be made. */
export type Adopted = Proof | "unproved";

/**
 * @throws ConfigurationError with everything that a stack cannot express; nothing is written then
 * @throws UserError where the cluster or the state cannot be read, or the password cannot be stored
 */
export async function adopt(
  options: AdoptOptions,
  terminal: Terminal,
  pulumi: PulumiRunner,
  facts: Facts = new Facts(),
): Promise<Adopted> {
  const { cluster: reference, stack, directory } = options;
  const source = `Cluster ${reference}`;
  const name = parsedReference(reference);
  refuse(stackNameProblems(stack), source);
  const address = givenAddress(options);
  const management = facts.managementCluster(address);
  const live = await existing(management, name);
  const beside = await everythingBeside(management, name);
  const view = await ownRecords(stack, directory, pulumi);
  const ownership = siteOwnership({ ...name, adopt: true }, live, beside, view);
  const inTheWay = ownership.findings.map((finding) => problemOf(finding));
  let hasPassword = keptStack(options, name, address)?.hasPassword;
  if (hasPassword === undefined) {
    hasPassword = await written(options, live, beside, management, inTheWay, terminal, pulumi);
  } else {
    refuse(inTheWay, source);
    terminal.out(
      `${stackFileName(stack)} describes ${reference} already and is kept (--force replaces it)\n`,
    );
  }
  if (hasPassword) return provedByPreview(options, ownership.cluster === "own", terminal, pulumi);
  const set = `pulumi config set --secret tkg-edge:vcenterPassword --stack ${stack}`;
  terminal.err(`not proved, since a preview needs the vCenter password: run ${set}, then the same command\n`);
  return "unproved";
}

/** @returns whether the stack has the password */
async function written(
  options: AdoptOptions,
  live: LiveObject,
  beside: readonly LiveObject[],
  management: ManagementFacts,
  inTheWay: readonly ReturnType<typeof problemOf>[],
  terminal: Terminal,
  pulumi: PulumiRunner,
): Promise<boolean> {
  const source = `Cluster ${options.cluster}`;
  const ofClass = await classOfCluster(management, live);
  const classVariables = "variables" in ofClass ? ofClass.variables : undefined;
  const sections = liveSections(live, beside, source, { ...options, classVariables });
  const notes = [
    ...("unread" in ofClass ? [keepsDefaults(source, ofClass.unread)] : []),
    ...(isUnmarkedOwn(live) ? [unmarkedOwn(source)] : []),
  ];
  const { hasPassword } = await writeStack(
    {
      ...sections,
      site: { ...sections.site, adopt: true },
      notes: [...notes, ...sections.notes],
    },
    source,
    options,
    [...inTheWay, ...(options.plainSecrets ? [] : plainSecrets(sections.site))],
    terminal,
    pulumi,
  );
  return hasPassword;
}

/** Without the class its defaults cannot be distinguished from configured values. */
const keepsDefaults = (source: string, why: string): string =>
  `${source}: the defaults of its class are not known (${why}): the stack keeps every value that a key can hold`;

/** Release 0.1.0 writes no mark of its stack. */
const isUnmarkedOwn = (live: LiveObject): boolean =>
  markOf(live) === undefined && live.metadata.annotations?.[rebuildInputsAnnotation] !== undefined;

const unmarkedOwn = (source: string): string =>
  `warning: ${source} was created with tkg-edge and names no stack, as release 0.1.0 leaves it. If a stack still manages it, ` +
  "update that stack instead (pulumi up): two stacks would change one cluster";

function refuse(problems: readonly ReturnType<typeof problemOf>[], source: string): void {
  if (problems.length > 0) throw new ConfigurationError(problems, source);
}

function parsedReference(reference: string): ClusterName {
  const [namespace, name, ...rest] = reference.split("/");
  const isName = namespaceName.safeParse(namespace).success && dnsName.safeParse(name).success;
  if (isName && namespace !== undefined && name !== undefined && rest.length === 0)
    return { namespace, name };
  throw new UserError(`--cluster "${reference}": expected NAMESPACE/NAME (kubectl get clusters -A)`);
}

/** @throws UserError where there is none, or it has no ClusterClass */
async function existing(management: ManagementFacts, { namespace, name }: ClusterName): Promise<LiveObject> {
  const live = await management.get(clusterKind, name, namespace);
  const option = `--cluster ${namespace}/${name}`;
  if (!live) {
    throw new UserError(
      `${option}: the management cluster has no such Cluster; ${await thereIs(management, namespace)}`,
    );
  }
  if (isTree(live.spec) && isTree(live.spec.topology)) return live;
  throw new UserError(
    `${option}: the Cluster has no spec.topology; expected a Cluster of a ClusterClass, since a site is one`,
  );
}

/** Users of one namespace may not list the Clusters of all. */
async function thereIs(management: ManagementFacts, namespace: string): Promise<string> {
  const [all, where] = await management.list(clusterKind).then(
    (found) => [found, ""] as const,
    async () => [await management.list(clusterKind, undefined, namespace), ` in ${namespace}`] as const,
  );
  const names = all.map(({ metadata }) => `${metadata.namespace ?? "default"}/${metadata.name}`);
  return names.length === 0 ? `it has no Cluster${where}` : `it has ${names.join(", ")}`;
}
