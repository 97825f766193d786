/**
 * A work queue with one worker: keys are reconciled one after the other, a key that is queued twice is done once, a
 * failure is tried again with growing pauses. What the controllers of controller-runtime do, for one process.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { KubeError } from "./kube-client.js";

/** What a reconciliation asks for: nothing, or to be called again. */
export interface Outcome {
  readonly requeueAfterSeconds?: number;
}

export interface ControllerOptions {
  /** For the log, e.g. "tkr_source". */
  readonly name: string;
  /** Brings the world in line for one key. An error is logged and the key tried again. */
  reconcile(key: string): Promise<Outcome | undefined>;
  readonly log: (message: string) => void;
  readonly signal: AbortSignal;
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
  private wake: () => void = () => undefined;
  private readonly done: Promise<void>;

  constructor(private readonly options: ControllerOptions) {
    options.signal.addEventListener("abort", () => {
      for (const timer of this.timers.values()) clearTimeout(timer);
      this.wake();
    });
    this.done = this.work();
  }

  /** Queues a key. */
  enqueue(key: string): void {
    if (this.options.signal.aborted) return;
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
    this.queued.add(key);
    this.wake();
  }

  /** Resolves when the signal has fired and the running reconciliation is over. */
  async stopped(): Promise<void> {
    await this.done;
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

  private async work(): Promise<void> {
    const { signal } = this.options;
    while (!signal.aborted) {
      const [key] = this.queued;
      if (key === undefined) {
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
        continue;
      }
      this.queued.delete(key);
      await this.reconcile(key);
      // Lets the other stand-ins of the process have a turn.
      await sleep(0);
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
