/**
 * A work queue: a key that is queued twice is done once, no key is worked on twice at a time, a failure is tried again
 * with growing pauses. What the controllers of controller-runtime do, for one process.
 */
import { KubeError } from "./kube-error.js";

/** Result of a reconciliation: done, or to be called again. */
export interface Outcome {
  readonly requeueAfterSeconds?: number;
}

export interface ControllerOptions {
  /** For the log, e.g. "tkr_source". */
  readonly name: string;
  /** Reconciles one key. An error is logged and the key tried again. */
  reconcile(key: string): Promise<Outcome | undefined>;
  readonly log: (message: string) => void;
  readonly signal: AbortSignal;
  /** How many keys are worked on at a time. @default 1 */
  readonly concurrency?: number;
  /** First and longest pause after failures. @default [0.2, 15] */
  readonly backoffSeconds?: readonly [number, number];
}

/** Pause before try number `failures + 1`: doubling from the first, up to the longest. */
export function backoffSeconds(failures: number, [first, longest]: readonly [number, number]): number {
  return Math.min(first * 2 ** Math.max(0, failures - 1), longest);
}

export class Controller {
  private readonly queued = new Set<string>();
  private readonly failures = new Map<string, number>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly working = new Set<string>();

  constructor(private readonly options: ControllerOptions) {
    options.signal.addEventListener("abort", () => {
      for (const timer of this.timers.values()) clearTimeout(timer);
    });
  }

  /** Queues a key. */
  enqueue(key: string): void {
    if (this.options.signal.aborted) return;
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
    this.queued.add(key);
    // After the caller is done: it may be in the middle of reporting several changes.
    setImmediate(() => {
      this.startWork();
    });
  }

  private enqueueAfter(key: string, seconds: number): void {
    if (this.options.signal.aborted || this.queued.has(key)) return;
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => {
        this.enqueue(key);
      }, seconds * 1000),
    );
  }

  private startWork(): void {
    for (const key of this.queued) {
      if (this.options.signal.aborted || this.working.size >= (this.options.concurrency ?? 1)) return;
      if (this.working.has(key)) continue;
      this.queued.delete(key);
      this.working.add(key);
      void this.reconcile(key).finally(() => {
        this.working.delete(key);
        this.startWork();
      });
    }
  }

  private async reconcile(key: string): Promise<void> {
    const { log, name, signal, backoffSeconds: backoff = [0.2, 15] } = this.options;
    try {
      const outcome = await this.options.reconcile(key);
      this.failures.delete(key);
      if (outcome?.requeueAfterSeconds !== undefined) this.enqueueAfter(key, outcome.requeueAfterSeconds);
    } catch (error) {
      if (signal.aborted) return;
      const count = (this.failures.get(key) ?? 0) + 1;
      this.failures.set(key, count);
      // A lost race is no failure worth a line: the newer object is on its way here.
      if (!(error instanceof KubeError && error.code === 409)) {
        log(`${name} ${key}: ${error instanceof Error ? error.message : String(error)}`);
      }
      this.enqueueAfter(key, backoffSeconds(count, backoff));
    }
  }
}
