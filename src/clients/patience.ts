/**
 * How long another system may leave us without an answer. A wait that lasts longer than a few seconds reports what it waits
 * for; at its deadline it ends with an error that names the system and the config key that leads to it.
 */
import { UserError } from "../config/problem.js";

/** What is waited for, and how long. */
export interface Patience {
  /** The other system as a subject: `vCenter vc.example.com`. */
  readonly system: string;
  /** Config key that leads to it: `tkg-edge:connection.vcenter.server`. */
  readonly key: string;
  readonly seconds: number;
  /**
   * What the seconds are counted from: the beginning, or the latest sign of progress, as for an upload, which may take as
   * long as it moves. @default "answer"
   */
  readonly of?: "answer" | "progress";
  /** Called regularly during a wait for progress: another value than before is progress. */
  readonly probe?: () => Promise<unknown>;
  /** Seconds between two calls of `probe`. @default 1 */
  readonly probeSeconds?: number;
}

/** Environment variable that makes every deadline longer (or, in tests, shorter): seconds for one simple question. */
export const answerSecondsVariable = "TKG_EDGE_ANSWER_SECONDS";

const simpleQuestionSeconds = 60;

/** The deadline of a question that takes `factor` times as long as a simple one. */
export function answerSeconds(factor = 1): number {
  const set = Number(process.env[answerSecondsVariable]);
  return (Number.isFinite(set) && set > 0 ? set : simpleQuestionSeconds) * factor;
}

/** How long kubectl may wait for one request: for an API that accepts connections and never answers. */
export const requestSeconds = 60;

/** Seconds after which a wait reports what it waits for. */
const noticeSeconds = 8;

/** How a wait ended at its deadline, to stand alone or after the name of the operation. */
export function lateText({ system, key, seconds, of = "answer" }: Patience): string {
  const missing =
    of === "answer"
      ? `no answer from ${system} (${key}) within ${seconds} s`
      : `no progress with ${system} (${key}) for ${seconds} s`;
  return `${missing}: it accepts connections and stays silent, or the network drops what it sends; ${answerSecondsVariable} gives a slow one more time`;
}

/** Whether a text is that of a wait that ended at its deadline. */
export const isLateText = (text: string): boolean => /^no (answer from|progress with) /.test(text);

/** One wait. It keeps no process alive beyond what is waited for. */
export class Wait {
  readonly #timers: NodeJS.Timeout[] = [];
  #deadline: NodeJS.Timeout | undefined;
  #probed: string | undefined;
  #isOver = false;

  /** @param onLate called once, at the deadline */
  constructor(
    private readonly patience: Patience,
    private readonly onLate: () => void,
  ) {
    const { system, probe, probeSeconds = 1, of = "answer" } = patience;
    if (of === "answer") {
      const notice = setTimeout(() => {
        announce(`waiting for an answer from ${system}, up to ${patience.seconds} s`);
      }, noticeSeconds * 1000);
      this.#timers.push(notice);
    }
    if (probe) this.#timers.push(setInterval(() => void this.#checkProbe(probe), probeSeconds * 1000));
    this.progress();
  }

  /** Starts the count again. */
  progress(): void {
    if (this.#isOver) return;
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => {
      this.end();
      this.onLate();
    }, this.patience.seconds * 1000);
  }

  end(): void {
    this.#isOver = true;
    clearTimeout(this.#deadline);
    // Clears an interval as well.
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #checkProbe(probe: () => Promise<unknown>): Promise<void> {
    const seen = JSON.stringify(await probe().catch(() => undefined));
    if (seen === this.#probed) return;
    this.#probed = seen;
    this.progress();
  }
}

/** @throws UserError at the deadline; the work itself goes on, and its end is ignored */
export async function withPatience<T>(patience: Patience, work: Promise<T>): Promise<T> {
  let wait: Wait | undefined;
  const late = new Promise<never>((_, reject) => {
    wait = new Wait(patience, () => {
      reject(new UserError(lateText(patience)));
    });
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    wait?.end();
  }
}

/** Reports what is waited for: the engine, the commands and the CLI all show standard error. */
function announce(text: string): void {
  process.stderr.write(`${text}\n`);
}
