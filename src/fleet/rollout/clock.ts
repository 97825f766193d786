/** The time in which a rollout runs; tests have one of their own. */
import { setTimeout as delay } from "node:timers/promises";

export interface Clock {
  /** In milliseconds since 1970. */
  readonly now: () => number;
  /** @param signal ends the wait early */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Of one timer; a longer one would end at once. */
const longest = 2_147_483_647;

export const systemClock: Clock = {
  now: () => Date.now(),
  wait: async (milliseconds, signal) => {
    for (let left = milliseconds; left > 0 && !signal.aborted; left -= longest)
      await delay(Math.min(left, longest), undefined, { signal }).catch(() => undefined);
  },
};

/** Between two moments in milliseconds since 1970; none, where the clock was set back between them. */
export const secondsBetween = (begin: number, end: number): number => Math.max(0, (end - begin) / 1000);
