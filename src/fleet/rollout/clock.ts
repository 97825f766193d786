/** The time in which a rollout runs; tests have one of their own. */
import { setTimeout as delay } from "node:timers/promises";

export interface Clock {
  /** In milliseconds since 1970. */
  readonly now: () => number;
  /** @param signal ends the wait early */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  wait: (milliseconds, signal) => delay(milliseconds, undefined, { signal }).catch(() => undefined),
};
