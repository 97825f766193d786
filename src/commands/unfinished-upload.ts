/** The VM that an OVA is uploaded to, before it is a template: whose upload it is, how one fails, what a dead one leaves. */
import { setTimeout as delay } from "node:timers/promises";
import { failureCause, isLocal } from "../clients/failure-cause.js";
import { shellArgument } from "../clients/inventory-paths.js";
import { explainLocal } from "../clients/local-failure.js";
import { isLateText } from "../clients/patience.js";
import { fateOf, type Fate } from "../clients/process-identity.js";
import type { Upload } from "../clients/template-notes.js";
import type { Govc } from "../clients/vcenter.js";
import { UserError } from "../config/problem.js";
import { machineAt } from "../environment/facts/machine-at.js";
import type { VirtualMachine } from "../environment/facts/virtual-machine.js";
import { progress } from "./command.js";
import { waitUntil } from "./wait.js";

/**
 * How long a VM may refuse to go. vCenter holds the VM of an interrupted upload until the lease of that upload runs out,
 * five minutes after its last sign of life.
 */
const leaseSeconds = 400;

/**
 * How long another run's upload is waited for: one on this machine while its process is there, one of another machine as
 * long as vCenter may take to remove the VM of a dead upload by itself, twice.
 */
const patienceSeconds: Readonly<Record<Exclude<Fate, "dead">, number>> = { alive: 4 * 3600, unknown: 900 };

/** After this time an upload of another machine is dead. */
const veryOldHours = 24;

/** Seconds between two checks of another run's upload: each is a login to vCenter. */
const usualPollSeconds = 5;

/** How another run's upload is waited for. */
export interface UploadWait {
  /** @default - by where the run is, see `patienceSeconds` */
  readonly timeoutSeconds?: number;
  /** @default 5 */
  readonly pollSeconds?: number;
}

/** vCenter's words for a machine that is still in use by another task. */
const busy =
  /in use|ResourceInUse|being used|busy|another task|InvalidState|not allowed in the current state/i;

/** Whether an upload may be going on: not where its process is gone, or where it began a day ago. */
export function isGoingOn(upload: Upload, now = new Date()): boolean {
  const fate = fateOf(upload);
  if (fate !== "unknown") return fate === "alive";
  return now.getTime() - Date.parse(upload.since) < veryOldHours * 3_600_000;
}

/** Who uploads, and where to find that process. */
export const describeUpload = ({ by, host, pid, since }: Upload): string =>
  `${by} (process ${pid} on ${host}, since ${since})`;

/**
 * Waits until another run's upload is a template, or its VM or process is gone.
 * @throws UserError with who uploads, when that takes too long
 */
export async function waitForUpload(
  govc: Govc,
  { path }: VirtualMachine,
  upload: Upload,
  { timeoutSeconds, pollSeconds = usualPollSeconds }: UploadWait = {},
): Promise<void> {
  const who = describeUpload(upload);
  const fate = fateOf(upload);
  let checks = 0;
  await waitUntil(
    `the upload of ${path} by another run`,
    timeoutSeconds ?? patienceSeconds[fate === "dead" ? "unknown" : fate],
    async () => {
      if (checks++ > 0) await delay(pollSeconds * 1000);
      if (!isGoingOn(upload)) return { done: undefined };
      const there = await machineAt(govc, path);
      return there?.kind === "machine"
        ? { waitingFor: `${who}, which uploads ${path}` }
        : { done: undefined };
    },
    () =>
      Promise.resolve(
        `  If that run is dead, remove what it left: govc vm.destroy ${shellArgument(path)}. It is removed by itself when its ` +
          `process is gone from this machine, or after ${veryOldHours} hours.`,
      ),
  );
}

/**
 * Removes what an interrupted upload left, waiting for vCenter to let go of it.
 * @param draft the unfinished VM
 */
export async function removeUnfinished(
  govc: Govc,
  { path, moid }: Pick<VirtualMachine, "path" | "moid">,
  timeoutSeconds = leaseSeconds,
): Promise<void> {
  progress(`removing ${path}, which an interrupted import left behind`);
  let words = "";
  await waitUntil(
    `removing ${path}`,
    timeoutSeconds,
    async () => {
      // By its id: by now another run's may be at the path.
      const result = await govc(["vm.destroy", `VirtualMachine:${moid}`]);
      if (result.ok || /not found|no such VM/i.test(result.stderr)) return { done: true };
      words = result.stderr;
      if (!busy.test(words)) throw new UserError(`${path} could not be removed: ${words}`);
      return { waitingFor: `vCenter to let go of ${path}, whose upload was interrupted` };
    },
    () => Promise.resolve(`  vCenter reported: ${words}`),
  );
}

/** What went wrong with an upload, by the config key that fixes it; govc's own words come last. */
export function explainUpload(ova: string, datastore: string, stderr: string): string {
  const words = isLateText(stderr) ? stderr : `govc reported: ${stderr.replace(/^govc: */, "").trim()}`;
  const again = `Run the same command again once that is fixed; the partial upload is removed first.\n${words}`;
  const cause = isLateText(stderr) ? undefined : failureCause(stderr);
  if (isLocal(cause)) return `${explainLocal(cause)}. vCenter is not at fault.\n${again}`;
  if (/no ?disk ?space|insufficient disk space|not enough space|no space left/i.test(stderr)) {
    return `tkg-edge:template.datastore: ${datastore} has no room for ${ova}; free some, or name another datastore.\n${again}`;
  }
  if (
    isLateText(stderr) ||
    /\bEOF\b|connection (refused|reset)|broken pipe|timed? ?out|no route|unreachable/i.test(stderr)
  ) {
    return `tkg-edge:connection.vcenter.server: the connection to vCenter broke off while ${ova} was uploaded.\n${again}`;
  }
  if (/already exists|DuplicateName|FileAlreadyExists/i.test(stderr)) {
    return (
      `tkg-edge:template.name: ${datastore} holds a folder or file of that name that belongs to no VM; remove it ` +
      `(govc datastore.ls), or choose another name.\n${again}`
    );
  }
  return `tkg-edge:template.ova: uploading ${ova} to ${datastore} failed.\n${again}`;
}
