/**
 * `tkg-edge adopt`: the stack of a cluster that runs, read from the management cluster, and the proof that taking it over
 * changes nothing but its ownership.
 */
import type { LiveObject } from "../../clients/live-object.js";
import { clusterKind } from "../../clients/resource-kinds.js";
import type { ManagementConnection } from "../../config/connection.js";
import { liveSections } from "../../config/object-spec/live-sections.js";
import { UserError } from "../../config/problem.js";
import type { RawStack } from "../../config/stack-spec.js";
import { Facts } from "../../environment/facts/facts.js";
import type { ManagementFacts } from "../../environment/facts/management-facts.js";
import { everythingBeside } from "../../environment/facts/site-objects.js";
import { problemOf } from "../../environment/finding.js";
import { siteOwnership } from "../../environment/judgements/site-ownership.js";
import { classOfCluster } from "../../environment/questions/class-of-cluster.js";
import { adoptionProof } from "./adoption-proof.js";
import { managementAddress } from "./management-address.js";
import { ownRecords } from "./own-records.js";
import type { PulumiRunner } from "./store-password.js";
import type { Terminal } from "./terminal.js";
import { connectionOf, writeStack, type StackOptions } from "./write-stack.js";

export interface AdoptOptions extends StackOptions {
  /** `NAMESPACE/NAME` of the Cluster. */
  readonly cluster: string;
}

/** What became of a cluster. */
export interface Adopted {
  readonly cluster: string;
  readonly stack: string;
  /** `unproved`: the stack was written, and no preview could be made for want of the password. */
  readonly result: "changes nothing" | "changes" | "unproved";
}

/**
 * @throws ConfigurationError with everything that a stack cannot express; nothing is written then
 * @throws UserError where the preview fails
 */
export async function adopt(
  options: AdoptOptions,
  terminal: Terminal,
  pulumi: PulumiRunner,
  facts: Facts = new Facts(),
): Promise<Adopted> {
  const { cluster: reference, stack, directory } = options;
  const [namespace, name, ...rest] = reference.split("/");
  if (namespace === undefined || namespace === "" || name === undefined || name === "" || rest.length > 0) {
    throw new UserError(`--cluster "${reference}": expected NAMESPACE/NAME (kubectl get clusters -A)`);
  }
  const management = facts.managementCluster(addressOf(options));
  const live = await existing(management, namespace, name);
  const beside = await everythingBeside(management, { name, namespace });
  const view = await ownRecords(stack, directory, pulumi);
  const ownership = siteOwnership({ name, namespace, adopt: true }, live, beside, view);
  const source = `Cluster ${reference}`;
  const ofClass = await classOfCluster(management, live);
  const classVariables = "variables" in ofClass ? ofClass.variables : undefined;
  const sections = liveSections(live, beside, source, { ...options, classVariables });
  const notes = "unread" in ofClass ? [keepsDefaults(source, ofClass.unread)] : [];
  const { hasPassword } = await writeStack(
    {
      ...sections,
      site: { ...sections.site, adopt: true },
      notes: [...notes, ...sections.notes],
    },
    source,
    options,
    ownership.findings.map((finding) => problemOf(finding)),
    terminal,
    pulumi,
  );
  if (!hasPassword) {
    terminal.err(`not proved: once the password is set, run pulumi preview --stack ${stack}\n`);
    return { cluster: reference, stack, result: "unproved" };
  }
  return { cluster: reference, stack, result: await proved(options, terminal, pulumi) };
}

/** Without the class its defaults cannot be distinguished from configured values. */
const keepsDefaults = (source: string, why: string): string =>
  `${source}: the defaults of its class are not known (${why}): the stack keeps every value that a key can hold`;

/** @throws UserError where no management cluster is named */
export function addressOf(options: StackOptions): ManagementConnection {
  const raw: RawStack = {
    connection: connectionOf(options),
    connectionFile: options.connectionFile,
    secretsSet: new Set(),
  };
  const address = managementAddress(raw, options.directory);
  if (address) return address;
  throw new UserError(
    "no management cluster is named; expected --kubeconfig and --context, or --connection-file with " +
      "managementCluster.kubeconfig and managementCluster.context",
  );
}

async function existing(management: ManagementFacts, namespace: string, name: string): Promise<LiveObject> {
  const live = await management.get(clusterKind, name, namespace);
  if (live) return live;
  const all = (await management.clusters()).map((one) => `${one.namespace}/${one.name}`);
  const there = all.length === 0 ? "it has no Cluster" : `it has ${all.join(", ")}`;
  throw new UserError(`--cluster ${namespace}/${name}: the management cluster has no such Cluster; ${there}`);
}

async function proved(
  { stack, directory }: AdoptOptions,
  terminal: Terminal,
  pulumi: PulumiRunner,
): Promise<"changes nothing" | "changes"> {
  const args = ["preview", "--json", "--stack", stack, "--cwd", directory, "--non-interactive"];
  const { ok, stdout, stderr } = await pulumi(args, undefined, previewAnswers);
  if (!ok) throw new UserError(`the preview of stack ${stack} fails: ${failureOf(stdout, stderr)}`);
  const { changes } = adoptionProof(stdout);
  if (changes.length === 0) {
    terminal.out(`proved by a preview: taking the cluster over changes nothing but labels and annotations\n`);
    terminal.out(`to take it over: pulumi up --stack ${stack}\n`);
    return "changes nothing";
  }
  terminal.err(
    [
      `the preview of stack ${stack} changes more than labels and annotations; correct the stack, or accept it with pulumi up:`,
      ...changes.map((change) => `  ${change}`),
    ].join("\n") + "\n",
  );
  return "changes";
}

/** A preview reads much of vCenter and the management cluster. */
const previewAnswers = 10;

/** With --json a failed preview has its errors among its diagnostics. */
function failureOf(stdout: string, stderr: string): string {
  try {
    const { diagnostics = [] } = JSON.parse(stdout) as {
      readonly diagnostics?: readonly { readonly severity?: string; readonly message?: string }[];
    };
    const errors = diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
    if (errors.length > 0) return errors.join("\n");
  } catch {
    // Then standard error has them.
  }
  return stderr === "" ? stdout : stderr;
}
