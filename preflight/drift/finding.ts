/** One thing that is not as the stack says, although a run of it may have made it so. */
export interface Finding {
  /** What was read and where, as a sentence without its full stop. */
  readonly words: string;
  /** Nothing tells whether it was ever made: a first preview finds the same. */
  readonly perhapsNew: boolean;
}

export function changed(words: string): Finding {
  return { words, perhapsNew: false };
}

export function perhapsNew(words: string): Finding {
  return { words, perhapsNew: true };
}
