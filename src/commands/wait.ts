import { setTimeout as delay } from "node:timers/promises";
import { UserError } from "../config/problem.js";
import { remediesFor } from "../environment/judgements/known-causes.js";
import { progress } from "./command.js";
import { LastingReasons } from "./lasting-reasons.js";

/**
 * Milliseconds from one read to the next, a part of the time waited so far: what comes soon is seen soon, and a long wait
 * does not burden the API.
 */
const pause = { shortest: 250, part: 0.1, longest: 2000 } as const;

/** What one read found: done, or what is still missing and what is reported as wrong meanwhile. */
export type WaitState<T> =
  { readonly done: T } | { readonly waitingFor: string; readonly reasons?: readonly string[] };

/**
 * Reads again and again until it is done, and reports each change of what it waits for.
 * @param read one read; it throws to give up at once
 * @param explain what to add to the error of a wait that timed out: conditions, reasons, what to check
 * @param changed settles when there is something new to see. @default - it is read at intervals
 * @throws UserError at the deadline
 */
export async function waitUntil<T>(
  what: string,
  timeoutSeconds: number,
  read: () => Promise<WaitState<T>>,
  explain: () => Promise<string>,
  changed?: () => Promise<void>,
): Promise<T> {
  const started = Date.now();
  const deadline = started + timeoutSeconds * 1000;
  let reported = "";
  const lasting = new LastingReasons();
  for (;;) {
    const seen = await read();
    if ("done" in seen) return seen.done;
    if (seen.waitingFor !== reported) {
      reported = seen.waitingFor;
      progress(`waiting for ${reported}`);
    }
    const reasons = lasting.update(seen.reasons ?? []);
    const remedies = remediesFor(reasons.join("\n"));
    for (const line of [...reasons, ...remedies.map((remedy) => `  ${remedy}`)]) progress(`  ${line}`);
    if (Date.now() > deadline) {
      const explanation = await explain();
      // Explaining takes a while, in which it may have come about.
      const last = await read();
      if ("done" in last) return last.done;
      throw new UserError(
        `${what} took longer than ${timeoutSeconds} s; still waiting for ${last.waitingFor}.\n${explanation}\n` +
          "Nothing was undone: run the same command again to go on waiting.",
      );
    }
    const waited = Date.now() - started;
    if (changed) await earlier(changed, pause.longest);
    else await delay(Math.min(Math.max(waited * pause.part, pause.shortest), pause.longest));
  }
}

/** Settles with `changed`, after `milliseconds` at the latest; no timer is left to keep the process alive. */
async function earlier(changed: () => Promise<void>, milliseconds: number): Promise<void> {
  const over = new AbortController();
  try {
    await Promise.race([changed(), delay(milliseconds, undefined, { signal: over.signal })]);
  } finally {
    over.abort();
  }
}
