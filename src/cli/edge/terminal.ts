/** Where a command writes; tests have one of their own. */
export interface Terminal {
  /** The result: what a file or another program may take. */
  out(text: string): void;
  /** Notes and progress. */
  err(text: string): void;
}

export const processTerminal: Terminal = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
};
