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
}

export const processTerminal: Terminal = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  ask: process.stdin.isTTY && process.stderr.isTTY ? ask : undefined,
  columns: process.stderr.isTTY ? () => process.stderr.columns : undefined,
};

/** @returns nothing where the signal comes first */
async function ask(question: string, signal: AbortSignal): Promise<string> {
  const { createInterface } = await import("node:readline/promises");
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // The terminal hands Ctrl-C to the question alone.
  lines.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    return await lines.question(question, { signal });
  } catch (error) {
    if (signal.aborted) return "";
    throw error;
  } finally {
    lines.close();
  }
}
