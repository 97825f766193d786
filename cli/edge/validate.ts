/** `tkg-edge validate`: everything that can be known to be wrong with a stack without asking anybody. */
import { ConfigurationError, type Problem } from "../../config/problem.js";
import { readStackFile } from "../../config/stack-file.js";
import { parseStack, type StackSpec } from "../../config/stack-spec.js";
import { warnings } from "../../config/warnings.js";
import type { Terminal } from "./terminal.js";

/**
 * @param directory absolute path of the project
 * @throws ConfigurationError with every problem
 */
export function validate(stack: string, directory: string, terminal: Terminal): void {
  const { raw, problems } = readStackFile(directory, stack);
  let spec: StackSpec | undefined;
  const all: Problem[] = [...problems];
  // A file that cannot be read leaves nothing to check.
  const unreadable = problems.some(({ path }) => path.startsWith("Pulumi."));
  try {
    if (!unreadable) spec = parseStack(raw, directory, stack);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    all.push(...error.problems);
  }
  if (all.length > 0 || !spec) throw new ConfigurationError(all, `the configuration of stack ${stack}`);
  for (const warning of warnings(spec)) terminal.err(`warning: ${warning}\n`);
  const sections = (["management", "template", "site"] as const).filter((section) => spec[section]);
  terminal.out(`stack ${stack} is valid: ${sections.join(", ")}. Nothing was contacted.\n`);
}
