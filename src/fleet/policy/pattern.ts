/**
 * Regular expressions of a policy file. Some need more time for a text of forty characters than anyone has, so each is run
 * where it can be stopped.
 */
import { createContext, Script } from "node:vm";
import { UserError } from "../../config/problem.js";

const longestMilliseconds = 2000;

const script = new Script("expression.test(text)");
const context: { expression?: RegExp; text?: string } = {};
createContext(context);

/** A pattern that did not come to an end. */
export class SlowPattern extends UserError {
  readonly found: string;
  readonly expected = "a pattern in which no repetition stands inside of another one, as in (a+)+";

  constructor(pattern: string, value: string) {
    const found = `${JSON.stringify(pattern)}, which takes too long for ${JSON.stringify(value)}`;
    super(`the pattern of a policy is ${found}; expected: a pattern without nested repetitions`);
    this.found = found;
  }
}

/** @returns why a text is no regular expression; undefined where it is one */
export function patternFault(pattern: string): string | undefined {
  try {
    wholeOf(pattern);
    return undefined;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return words.split(": ").at(-1)?.toLowerCase();
  }
}

/** @throws SlowPattern */
export function isWhole(value: string, pattern: string): boolean {
  context.expression = wholeOf(pattern);
  context.text = value;
  try {
    return script.runInContext(context, { timeout: longestMilliseconds }) === true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    throw new SlowPattern(pattern, value);
  }
}

/** A pattern alone first: one such as `a)|(b` is none. */
function wholeOf(pattern: string): RegExp {
  new RegExp(pattern);
  return new RegExp(`^(?:${pattern})$`);
}
