/** Waiting for a condition with a deadline, in place of a sleep. */
import { setTimeout as delay } from "node:timers/promises";

/**
 * Calls `probe` until it answers something other than undefined, null or false.
 * @param what what is waited for, as it completes "waited 30 s for …"
 * @param everyMilliseconds pause after the first call; it grows to the fourfold, because most probes start a process
 * @throws Error that names what was waited for and the last result of the probe
 */
export async function eventually<T>(
  what: string,
  probe: () => Promise<T | undefined | null | false>,
  { seconds = 30, everyMilliseconds = 250 } = {},
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  let last: unknown;
  for (let pause = everyMilliseconds; ; pause = Math.min(pause * 1.2, everyMilliseconds * 4)) {
    try {
      const answer = await probe();
      if (answer !== undefined && answer !== null && answer !== false) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) {
      throw new Error(`waited ${seconds} s for ${what}; the last answer was: ${String(last)}`, {
        cause: last,
      });
    }
    await delay(pause);
  }
}
