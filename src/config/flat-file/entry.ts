/** One `KEY=value` of a flat file, and what a reader reports about lines. */
export interface FlatEntry {
  readonly key: string;
  readonly value: string;
  /** Counted from 1. */
  readonly line: number;
}

/** A sentence about a line: what was made of it, or what is expected instead. Never holds a value. */
export interface LineRemark {
  readonly line: number;
  /** Counted from 1, where more is known than the line. */
  readonly column?: number;
  readonly key?: string;
  readonly text: string;
}

/** A flat file, line by line. */
export interface FlatLines {
  readonly entries: readonly FlatEntry[];
  /** What was read otherwise than it is written. */
  readonly notes: readonly LineRemark[];
  /** What cannot be read; the text describes what is expected. */
  readonly faults: readonly LineRemark[];
}

/** Names of flat keys: upper case, digits, underscores. */
export const keyForm = /^[A-Z][A-Z0-9_]*$/;

/** What is read of a value with a comment behind it; of a secret nothing is, since the # may be part of it. */
export const commentLeftOut = "is followed by a comment, which is left out";

/** @param form how the value is read differently than it appears */
export function toQuote(form: string): string {
  return `quotes around the whole value ('...'): it ${form}`;
}
