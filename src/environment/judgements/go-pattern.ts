/**
 * Regular expressions of Go, in which an API server reads the patterns of a schema. Most mean the same in JavaScript. Some
 * are none there, and some are something else: `\A` is the letter, and `[[:alpha:]]` a set of brackets and letters. Pure.
 */

/** Beginnings and ends of the text, names of classes of characters, quotations, code points, a bell. */
const goAlone = /\\[AzZpPQEaC]|\\x\{|\[:\^?[a-z]+:\]|\[\^?\]/;

/** Whether JavaScript reads a pattern as Go does. */
export function meansTheSame(pattern: string): boolean {
  // A backslash that is escaped escapes nothing.
  if (goAlone.test(pattern.replaceAll("\\\\", ""))) return false;
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}
