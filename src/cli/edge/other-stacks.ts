/** What a site takes from other stacks (`site.from`), for commands that run without the program. */
import { isTree } from "../../config/connection-file.js";
import {
  namedStacks,
  type FromKind,
  type OutputsOfStacks,
  type StackOutputs,
} from "../../config/from-stacks.js";
import { siteOf } from "../../config/layers.js";
import { UserError } from "../../config/problem.js";
import type { RawStack } from "../../config/stack-spec.js";
import { defaultClassName } from "../../config/tkg-releases.js";
import type { PulumiRunner } from "./store-password.js";

/** Values that the user gives in place of the other stacks' outputs. */
export interface GivenValues {
  readonly tkrVersion?: string | undefined;
  readonly className?: string | undefined;
}

/** The outputs of the other stacks as given on the command line; undefined when none is given. */
export function givenOutputs(raw: RawStack, given: GivenValues): OutputsOfStacks | undefined {
  const { tkrVersion, className = defaultClassName } = given;
  if (tkrVersion === undefined) return undefined;
  const names = Object.keys(namedStacks(siteOf(raw))) as FromKind[];
  const outputs = { tkrVersion, className, templatePath: "(not read)" };
  return Object.fromEntries(names.map((kind) => [kind, { outputs }]));
}

/** All outputs of one stack, or why there are none. */
export async function outputsOfStack(
  stack: string,
  directory: string,
  pulumi: PulumiRunner,
): Promise<StackOutputs> {
  const args = ["stack", "output", "--json", "--stack", stack, "--cwd", directory, "--non-interactive"];
  const unread = (why: string): StackOutputs => ({
    problem: {
      found: `"${stack}", which cannot be read`,
      expected: `its outputs, or --tkr-version VERSION [--class-name NAME] in their place: ${why}`,
    },
  });
  try {
    const { ok, stdout, stderr } = await pulumi(args);
    if (!ok) return unread(stderr);
    const outputs: unknown = JSON.parse(stdout);
    return { outputs: isTree(outputs) ? outputs : {} };
  } catch (error) {
    // A backend that answers for one stack may not for another; sites of other stacks are planned all the same.
    if (error instanceof UserError) return unread(error.message);
    if (error instanceof SyntaxError) return unread("pulumi stack output printed no JSON");
    throw error;
  }
}

/**
 * @param mayBeGiven whether the command has the flags that give the values, which the error then names
 * @throws UserError when the stacks cannot be read
 */
export async function readOutputs(
  raw: RawStack,
  directory: string,
  pulumi: PulumiRunner,
  mayBeGiven: boolean,
): Promise<OutputsOfStacks> {
  const orGiven = mayBeGiven
    ? ", or give what the site takes of it: --tkr-version VERSION [--class-name NAME]"
    : "";
  const named = Object.entries(namedStacks(siteOf(raw))) as [FromKind, string][];
  return Object.fromEntries(
    await Promise.all(
      named.map(async ([kind, stack]) => {
        const args = ["stack", "output", "--json", "--stack", stack, "--cwd", directory, "--non-interactive"];
        const { ok, stdout, stderr } = await pulumi(args);
        if (!ok) {
          throw new UserError(
            `tkg-edge:site.from.${kind}: the outputs of stack ${stack} cannot be read: ${stderr}\n` +
              `Log in to the backend where it is (pulumi login, PULUMI_BACKEND_URL and the passphrase)${orGiven}`,
          );
        }
        const outputs = JSON.parse(stdout) as unknown;
        return [kind, { outputs: isTree(outputs) ? outputs : {} }] as const;
      }),
    ),
  );
}
