/** The windows in which rebuilds may start, as the scheduler sees them. */
import { isOpen, nextOpening } from "../../config/rebuild-windows/opening.js";
import { opensText } from "../../config/rebuild-windows/window-text.js";
import type { Clock } from "./clock.js";
import type { RolloutEvent } from "./events.js";
import type { SiteToRun } from "./site-runner.js";

/** @param now in milliseconds since 1970 */
export const mayStart = ({ window }: SiteToRun, now: number): boolean =>
  window === undefined || isOpen(window, now);

/** `the next one opens …`; undefined for a site that may start. */
export const openingOf = (site: SiteToRun, now: number): string | undefined =>
  site.window === undefined || mayStart(site, now) ? undefined : opensText(site.window, now);

interface WindowWaitsOptions {
  readonly clock: Clock;
  readonly onEvent: (event: RolloutEvent) => void;
  /** No window that opens later is waited for, in milliseconds since 1970. */
  readonly until: number;
  /** Ends every wait. */
  readonly stopping: AbortSignal;
}

export class WindowWaits {
  constructor(private readonly options: WindowWaitsOptions) {}

  /** Waits for the end of a site that runs, or for a window of one that waits. */
  async endOrOpening(running: ReadonlySet<Promise<void>>, waiting: readonly SiteToRun[]): Promise<void> {
    const { clock, stopping } = this.options;
    const { opens } = closedOf(waiting, clock.now());
    if (opens === undefined || stopping.aborted) {
      await Promise.race(running);
      return;
    }
    const ended = new AbortController();
    const opening = clock.wait(opens - clock.now(), AbortSignal.any([ended.signal, stopping]));
    await Promise.race([...running, opening]);
    ended.abort();
  }

  /** Waits for a window of sites of which none can be started now. @returns whether one can */
  async opening(waiting: readonly SiteToRun[]): Promise<boolean> {
    const { clock, onEvent, until, stopping } = this.options;
    const { sites, opens } = closedOf(waiting, clock.now());
    if (opens === undefined || opens > until) return false;
    const left = opens - clock.now();
    onEvent({
      event: "waiting-for-window",
      sites: sites.map(({ name }) => name),
      seconds: Math.round(left / 1000),
      opensAt: new Date(opens).toISOString(),
    });
    await clock.wait(left, stopping);
    return !stopping.aborted;
  }
}

/** Sites that wait for their windows, and when the first of these opens (milliseconds since 1970; undefined where none does). */
function closedOf(sites: readonly SiteToRun[], now: number) {
  const closed = sites.filter((site) => !mayStart(site, now));
  const openings = closed.flatMap(({ window }) => (window && nextOpening(window, now)) ?? []);
  return { sites: closed, opens: openings.length === 0 ? undefined : Math.min(...openings) };
}
