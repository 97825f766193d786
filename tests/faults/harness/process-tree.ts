/** Kills a process with everything that came of it, as a machine that loses power does: nobody gets to tidy up. */
import { readFileSync, readdirSync } from "node:fs";
import { processFacts, signalProcess, type ProcessIdentity } from "../../../sandbox/process-identity.js";
import { eventually } from "../../engine/harness/wait.js";

/**
 * Stops the whole tree first, so that no parent notices a child's death and reacts, then kills it.
 * @param root id of a process that this test started
 */
export async function killTree(root: number): Promise<void> {
  const killed = new Map<string, ProcessIdentity>();
  for (;;) {
    const fresh = descendants(root).filter(({ pid, startTicks }) => !killed.has(`${pid}/${startTicks}`));
    if (fresh.length === 0) break;
    for (const identity of fresh) {
      signalProcess(identity, "SIGSTOP");
      killed.set(`${identity.pid}/${identity.startTicks}`, identity);
    }
  }
  for (const identity of killed.values()) signalProcess(identity, "SIGKILL");
  await eventually("the killed processes to be gone", () =>
    Promise.resolve(
      [...killed.values()].every(({ pid, startTicks }) => processFacts(pid)?.startTicks !== startTicks),
    ),
  );
}

/** A process with its command line. */
export interface SeenProcess extends ProcessIdentity {
  readonly command: string;
}

/** The process and all that descend from it, as they are now. */
export function processesBelow(root: number): readonly SeenProcess[] {
  return descendants(root).flatMap((identity) => {
    try {
      const command = readFileSync(`/proc/${identity.pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
      return [{ ...identity, command }];
    } catch {
      return [];
    }
  });
}

/** The process and all that descend from it. */
function descendants(root: number): readonly ProcessIdentity[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    try {
      const status = readFileSync(`/proc/${name}/status`, "utf8");
      parents.set(Number(name), Number(/^PPid:\s+(\d+)/m.exec(status)?.[1] ?? 0));
    } catch {
      // It ended during the sample.
    }
  }
  const tree = new Set([root]);
  for (let size = 0; size !== tree.size;) {
    size = tree.size;
    for (const [pid, parent] of parents) if (tree.has(parent)) tree.add(pid);
  }
  return [...tree].flatMap((pid) => {
    const facts = processFacts(pid);
    return facts === undefined ? [] : [{ pid, startTicks: facts.startTicks }];
  });
}
