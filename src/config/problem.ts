/** One problem of a stack's configuration, for the person at the keyboard. */
export interface Problem {
  /** Where it was read: a config path such as `tkg-edge:site.machine.numCPUs`, or a file and line. */
  readonly path: string;
  /** What was read there, rendered for display; absent when nothing was there or when it is secret. */
  readonly found?: string;
  /** What is expected, and where it helps, how to fix it. */
  readonly expected: string;
}

/** A failure that the person at the keyboard can fix; its message has the remedy, and no stack trace helps. */
export class UserError extends Error {
  override readonly name: string = "UserError";
}

/** Thrown once, with every problem found, before anything is created. */
export class ConfigurationError extends UserError {
  override readonly name = "ConfigurationError";

  constructor(
    readonly problems: readonly Problem[],
    subject = "the configuration",
  ) {
    super(describeProblems(problems, subject));
  }
}

/**
 * Renders problems as an indented list: path, what was read, what is expected.
 * @param ending what can be relied on
 */
export function describeProblems(
  problems: readonly Problem[],
  subject: string,
  ending = "; nothing was changed.",
): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const lines = problems.flatMap(({ path, found, expected }) => [
    `  ${path}`,
    ...(found === undefined ? [] : [`      read:     ${found}`]),
    `      expected: ${expected}`,
  ]);
  return [`${count} in ${subject}${ending}`, ...lines].join("\n");
}
