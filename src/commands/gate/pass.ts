/**
 * Passing the gate: what is missing is written again, then a Cluster that is about to be deleted is proved and backed up, and
 * one that is about to be rolled to another version is proved.
 */
import type { LiveObject } from "../../clients/live-object.js";
import { ManagementCluster } from "../../clients/management-cluster.js";
import { clusterKind } from "../../clients/resource-kinds.js";
import { UserError } from "../../config/problem.js";
import { closedWindowText, outsideWindows } from "../../config/rebuild-windows/window-text.js";
import type { GateInputs } from "../../contracts/rebuild-gate.js";
import { Facts } from "../../environment/facts/facts.js";
import type { Cluster } from "../../manifests/cluster.js";
import { progress } from "../command.js";
import { runBeforeRebuild } from "./before-rebuild.js";
import { awaitDeletion, deleteInBackground } from "./delete-cluster.js";
import { proofs, proofsOfRoll, type Proof } from "./proofs.js";
import type { Prospect } from "./prospect.js";
import { restoreMissing } from "./restore.js";

export interface GatePassed {
  readonly rebuild: boolean;
  /** What was proved. */
  readonly proved?: readonly string[];
  /** Whether the user's command was run. */
  readonly commandRun?: boolean;
}

/**
 * @param isDeleted whether a running Cluster is about to be deleted, where the program did not announce it by its UID
 * @param now in milliseconds since 1970
 * @throws UserError with everything that stands in the way
 */
export async function passGate(
  input: GateInputs,
  isDeleted: (live: LiveObject, wanted: Cluster) => boolean,
  now: () => number = Date.now,
): Promise<GatePassed> {
  const management = new ManagementCluster(input.management);
  const { cluster } = input;
  await restoreMissing(input, management);
  const { name, namespace } = cluster.metadata;
  const live = await management.get(clusterKind, name, namespace);
  if (!live) return { rebuild: false };
  const prospect: Prospect = { input, management, facts: new Facts(), cluster, live };
  const isAnnounced = live.metadata.uid === input.rebuildOf;
  if (live.metadata.deletionTimestamp !== undefined) {
    // Nothing can keep it any more.
    if (isAnnounced) await awaitDeletion(prospect);
    return { rebuild: false };
  }
  const { uid } = live.metadata;
  if (uid !== undefined && uid === input.rollOf) return { rebuild: false, proved: await proveRoll(prospect) };
  if (!isAnnounced && !isDeleted(live, cluster)) return { rebuild: false };
  refuseOutsideWindows(prospect, now());
  const proved = await proveRebuild(prospect);
  const commandRun = await runBeforeRebuild(prospect);
  if (isAnnounced) await deleteInBackground(prospect);
  return { rebuild: true, proved, commandRun };
}

/**
 * Only a Cluster that runs is kept by its windows: one that is being deleted, or is gone, is always created again.
 * @throws UserError where a rebuild may not start now
 */
function refuseOutsideWindows(prospect: Prospect, now: number): void {
  const closed = closedWindowText(prospect.input.windows, now);
  if (closed === undefined) return;
  throw new UserError(
    `${outsideWindows(nameOf(prospect), closed)}. ` +
      "Run the same command again then, or change the windows (docs/rebuild.md).",
  );
}

/** @throws UserError with everything that stands in the way */
function proveRebuild(prospect: Prospect): Promise<string[]> {
  const name = nameOf(prospect);
  progress(`before ${name} is deleted: proving that it can be recreated`);
  return prove(proofs, prospect, {
    stopped: `the rebuild of ${name} was stopped before anything was deleted; the cluster is as it was. In the way:`,
    remedy: "Fix that and run the same command again: it then rebuilds.",
  });
}

/** @throws UserError like `proveRebuild` */
function proveRoll(prospect: Prospect): Promise<string[]> {
  const name = nameOf(prospect);
  progress(
    `before ${name} is rolled to ${prospect.input.tkrVersion}: proving that Cluster API takes it there`,
  );
  return prove(proofsOfRoll, prospect, {
    stopped: `the roll of ${name} was stopped before anything was changed; the cluster is as it was. In the way:`,
    remedy: "Fix that and run the same command again: it then rolls.",
  });
}

async function prove(
  all: readonly Proof[],
  prospect: Prospect,
  words: { readonly stopped: string; readonly remedy: string },
): Promise<string[]> {
  const results = await Promise.all(
    all.map(async (proof) => ({
      what: proof.what,
      problem: await proof.test(prospect).catch(asProblem),
    })),
  );
  const problems = results.flatMap(({ what, problem }) => (problem === undefined ? [] : [{ what, problem }]));
  if (problems.length === 0) return results.map(({ what }) => what);
  throw new UserError(
    [words.stopped, ...problems.map(({ what, problem }) => `  ${what}: ${problem}`), words.remedy].join("\n"),
  );
}

const nameOf = ({ cluster: { metadata } }: Prospect) => `${metadata.namespace}/${metadata.name}`;

const asProblem = (error: unknown) => (error instanceof Error ? error.message : String(error));
