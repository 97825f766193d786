/** Runs of `pulumi` for the sites of a rollout: each with a deadline, an end that can be asked for, and its output in a file. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { ProcessIdentity } from "../../../clients/process-identity.js";
import type { SiteEnd } from "../../../fleet/rollout/outcome.js";
import type { Attempt } from "../../../fleet/rollout/records.js";
import type { RunReports } from "../../../fleet/rollout/site-runner.js";
import { cleanUpAfter, type Leftovers } from "./clean-up.js";
import { interrupt, kill, startPulumi, type ChildFiles } from "./pulumi-child.js";
import { OutputTail } from "./run-output.js";

export interface PulumiRunsOptions extends Leftovers {
  /** Of the rollout. */
  readonly id: string;
  /** Folder for what `pulumi` prints. */
  readonly outputs: string;
  readonly timeoutSeconds: number;
}

/** A run of a site: its name, the number of its attempt, and until when it may take (milliseconds since 1970). */
export interface RunOfSite {
  readonly name: string;
  readonly attempt: number;
  readonly deadline: number;
}

/** How a `pulumi` of a site ended. */
export interface Ended {
  readonly code: number | undefined;
  readonly isLate: boolean;
}

export const cancelledAtFirst: SiteEnd = {
  outcome: "cancelled",
  reasons: ["cancelled before this run changed anything"],
};

const tailMilliseconds = 1000;
/** How long the engine has to end cleanly after a timeout, before it is pressed and then killed. */
const graceMilliseconds = [120_000, 60_000] as const;
/** Of a timer. */
const longest = 2_147_483_647;

export class PulumiRuns {
  readonly #running = new Set<ProcessIdentity>();
  #isCancelled = false;

  constructor(private readonly options: PulumiRunsOptions) {
    mkdirSync(options.outputs, { recursive: true, mode: 0o700 });
  }

  wasCancelled(): boolean {
    return this.#isCancelled;
  }

  cancel(): void {
    // A second signal would have the engine end without writing its state.
    if (this.#isCancelled) return;
    this.#isCancelled = true;
    for (const identity of this.#running) interrupt(identity);
  }

  /** From now on. */
  of(name: string, attempt: number): RunOfSite {
    return { name, attempt, deadline: Date.now() + this.options.timeoutSeconds * 1000 };
  }

  /** Waits for what is left of an earlier run, and removes it. @returns the end of the site, where it cannot be run */
  async cleanUp(
    name: string,
    earlier: Attempt | undefined,
    reports: RunReports,
  ): Promise<SiteEnd | undefined> {
    if (!earlier) return undefined;
    const marker = markerOf(earlier.rollout, name, earlier.number);
    const left = await cleanUpAfter(name, earlier, marker, this.options, {
      step: reports.step,
      survives: (identity, ended) => {
        this.#running.add(identity);
        void ended.then(() => this.#running.delete(identity));
      },
    });
    if (this.wasCancelled()) return cancelledAtFirst;
    return left.length > 0 ? { outcome: "failed", reasons: left } : undefined;
  }

  /** Runs a `pulumi` that changes something: its steps are reported while it runs. */
  async followed(
    verb: readonly string[],
    run: RunOfSite,
    { started, step }: RunReports,
  ): Promise<Ended & { readonly output: string }> {
    const output = this.file(run.name, `${run.attempt}.log`);
    const tail = new OutputTail(output);
    let last: string | undefined;
    const follow = (): void => {
      const now = tail.step();
      if (now !== undefined && now !== last) step(now);
      last = now;
    };
    const timer = setInterval(follow, tailMilliseconds);
    try {
      return { ...(await this.child(verb, { stdout: output, stderr: output }, run, started)), output };
    } finally {
      clearInterval(timer);
      follow();
    }
  }

  /** Runs to its end, or is ended at the deadline. */
  async child(
    verb: readonly string[],
    files: ChildFiles,
    run: RunOfSite,
    started: RunReports["started"],
  ): Promise<Ended> {
    const { identity, ended } = startPulumi([...verb, ...this.#common(run)], this.options.directory, files);
    this.#running.add(identity);
    let isLate = false;
    const [press, end] = graceMilliseconds;
    const after = (milliseconds: number, act: () => void) => setTimeout(act, Math.min(milliseconds, longest));
    const left = Math.max(0, run.deadline - Date.now());
    const timers = [
      after(left, () => {
        isLate = true;
        interrupt(identity);
      }),
      after(left + press, () => {
        interrupt(identity);
      }),
      after(left + press + end, () => {
        kill(identity);
      }),
    ];
    try {
      started(identity);
      return { code: await ended, isLate };
    } finally {
      for (const timer of timers) clearTimeout(timer);
      this.#running.delete(identity);
    }
  }

  file(name: string, end: string): string {
    return join(this.options.outputs, `${name.replaceAll("/", "-")}.${end}`);
  }

  late(): readonly string[] {
    return [`took longer than ${this.options.timeoutSeconds} s (timeoutPerSite), and was cancelled`];
  }

  #common({ name, attempt }: RunOfSite): readonly string[] {
    return [
      ...["--stack", name, "--non-interactive", "--color", "never"],
      ...["--message", markerOf(this.options.id, name, attempt)],
    ];
  }
}

/** In the history of the stack, and by which a process is found. */
const markerOf = (rollout: string, site: string, attempt: number): string =>
  `tkg-edge fleet rollout ${rollout}: ${site}, run ${attempt}`;
