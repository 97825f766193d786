/** What happens, for people: a line for each end, and a few lines of what runs at present. Pure but for the clock. */
import { counted, oneLine, printable, someOf } from "../finding.js";
import type { RolloutEvent } from "./events.js";
import { durationText } from "./report-words.js";

interface RunningSite {
  readonly since: number;
  readonly step: string;
}

const stopWords = {
  failures: "maxFailures is reached",
  canaries: "the canaries do not show that the others may follow",
  user: "stopping",
  pause: "paused",
  ledger: "the ledger cannot be written",
} as const;

/** Running sites that are listed. */
const mostListed = 6;

export class Progress {
  readonly #running = new Map<string, RunningSite>();
  readonly #started: number;
  readonly #ends = { done: 0, failed: 0, deferred: 0 };
  #wave = "";
  #sites = 0;

  constructor(private readonly now: () => number) {
    this.#started = now();
  }

  /** @returns lines that stay */
  take(event: RolloutEvent): readonly string[] {
    return this.#lines(event).map(printable);
  }

  #lines(event: RolloutEvent): readonly string[] {
    switch (event.event) {
      case "rollout-started":
        this.#sites = event.sites - event.finishedEarlier;
        return event.finishedEarlier === 0
          ? []
          : [
              `going on with rollout ${event.id}; finished earlier: ${counted(event.finishedEarlier, "site")}`,
            ];
      case "wave-started":
        this.#wave = event.wave;
        return [`wave "${event.wave}": ${someOf(event.sites, 10)}`];
      case "site-started":
        this.#running.set(event.site, { since: this.now(), step: event.plan });
        return [`  ${event.site}: started (${event.plan})`];
      case "site-step": {
        const known = this.#running.get(event.site);
        if (known) this.#running.set(event.site, { ...known, step: event.step });
        return [];
      }
      case "site-ended":
        return [this.#ended(event)];
      case "soak-started":
        return [`the canaries soak for ${durationText(event.seconds)}`];
      case "waiting-for-window":
        return [
          `waiting for a window of ${counted(event.sites.length, "rebuild")}: ${durationText(event.seconds)}, until ${event.opensAt}`,
        ];
      case "stopping":
        return [stopping(event)];
      case "rollout-ended":
        return [];
    }
  }

  #ended({ site, outcome, seconds, reasons }: RolloutEvent & { event: "site-ended" }): string {
    this.#running.delete(site);
    const kind = outcome === "stopped" || outcome === "cancelled" ? "failed" : outcome;
    this.#ends[kind] += 1;
    const [why] = reasons;
    const word = outcome === "failed" ? "FAILED" : outcome;
    return `  ${site}: ${word} after ${durationText(seconds)}${why === undefined ? "" : `: ${why}`}`;
  }

  /** Lines that are overwritten by the next ones. */
  live(): readonly string[] {
    const { done, failed, deferred } = this.#ends;
    const seconds = (this.now() - this.#started) / 1000;
    const left = Math.max(0, this.#sites - done - failed);
    const rate = (done + failed) / Math.max(seconds, 1);
    const head = [
      `wave "${this.#wave}"`,
      `${this.#running.size} running`,
      `${done} of ${this.#sites} done`,
      ...(failed > 0 ? [`${failed} failed`] : []),
      ...(deferred > 0 ? [`${deferred} deferred`] : []),
      ...(rate > 0 && left > 0
        ? [`${(rate * 60).toFixed(1)} sites/min`, `about ${durationText(left / rate)} left`]
        : []),
    ];
    const sites = [...this.#running].slice(0, mostListed).map(([name, { since, step }]) => {
      return `  ${name}  ${durationText((this.now() - since) / 1000)}  ${step}`;
    });
    return [head.join(" · "), ...sites].map(oneLine);
  }
}

function stopping({ why, running }: RolloutEvent & { event: "stopping" }): string {
  const rest =
    running.length === 0
      ? ""
      : `; these run to their end: ${someOf(running, 20)}${why === "user" ? " (Ctrl-C once more cancels them)" : ""}`;
  return `${stopWords[why]}: no more sites are started${rest}`;
}
