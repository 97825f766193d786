import type { Readable, Writable } from "node:stream";
import { UserError } from "../../config/problem.js";

/** Where a command writes; tests have one of their own. */
export interface Terminal {
  /** The result: what a file or another program may take. */
  out(text: string): void;
  /** Notes and progress. */
  err(text: string): void;
  /** Asks the person at the keyboard. @default - nobody is there to be asked */
  readonly ask?: ((question: string, signal: AbortSignal) => Promise<string>) | undefined;
  /** Width of the screen in characters, where lines of `err` can be overwritten. @default - they cannot */
  readonly columns?: (() => number) | undefined;
  /** From now on the command goes on where nobody reads what it prints any more, as after the terminal was closed. */
  readonly outlive?: (() => void) | undefined;
}

export const processTerminal: Terminal = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  ask:
    process.stdin.isTTY && process.stderr.isTTY
      ? (question, signal) => askOn(process.stdin, process.stderr, question, signal)
      : undefined,
  columns: process.stderr.isTTY ? () => process.stderr.columns : undefined,
  outlive: () => {
    outlive(process.stdout, process.stderr);
  },
};

/** In place of the launcher's listeners, which end the process. */
function outlive(...streams: readonly Writable[]): void {
  for (const stream of streams) stream.removeAllListeners("error").on("error", () => undefined);
}

/** The input ended (Ctrl-D) where an answer was expected. */
export class InputEnded extends UserError {
  constructor() {
    super("the input ended before an answer was given, so nothing was done");
  }
}

/**
 * @param question printed to `output`
 * @returns the answer; empty where the signal comes first
 * @throws InputEnded where there is no answer and none can come
 */
export async function askOn(
  input: Readable,
  output: Writable,
  question: string,
  signal: AbortSignal,
): Promise<string> {
  const { createInterface } = await import("node:readline/promises");
  const lines = createInterface({ input, output });
  // The terminal hands Ctrl-C to the question alone.
  lines.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  const ended = new Promise<never>((_resolve, reject) => {
    lines.once("close", () => {
      reject(new InputEnded());
    });
  });
  try {
    return await Promise.race([lines.question(question, { signal }), ended]);
  } catch (error) {
    if (signal.aborted) return "";
    throw error;
  } finally {
    lines.close();
  }
}
