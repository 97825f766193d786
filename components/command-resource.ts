import { Command } from "@pulumi/command/local/command.js";
import { mergeOptions, type CustomResourceOptions, type Input, type Resource } from "@pulumi/pulumi";
import type { Finding } from "../environment/finding.js";
import { reasonVariable, runAgainFor } from "./mending.js";

/** What one of the commands in commands/ needs when a stack runs it. */
export interface CommandResourceArgs {
  /** File name in commands/ without its ending. Run again when the environment changes. */
  readonly command: string;
  /** Command run in place of `command` when anything but a trigger changes. @default - `command` */
  readonly onUpdate?: string;
  /** Command run when the resource is deleted. @default - nothing is run */
  readonly onDelete?: string;
  /** Data of the command. A secret in it makes the outputs secret. */
  readonly environment: Readonly<Record<string, Input<string>>>;
  /**
   * More of it, which is given when the resource is created and never changed: it does not run the command again. What is
   * undefined in one run may be given in another.
   * @default - none
   */
  readonly firstEnvironment?: Readonly<Record<string, Input<string> | undefined>>;
  /** A change of one of these replaces the resource: `onDelete` is run for the old one. @default - none */
  readonly triggers?: readonly Input<string>[];
  /**
   * What is not as the command made it; the command is run again for that, in place. Empty: nothing was found.
   * @default - never looked for
   */
  readonly found?: readonly Finding[];
  /**
   * Data of a run for what was found, by the names that it may have in any run. While nothing is found the names are
   * ignored: the state keeps what the last such run was given.
   */
  readonly whenFound?: Readonly<Record<string, Input<string> | undefined>>;
}

/**
 * A command resource as this project uses them: the command is a file that can be run by hand, its data is in the
 * environment, its progress is shown and its result (one line of JSON) is not.
 */
export function commandResource(
  name: string,
  args: CommandResourceArgs,
  opts: CustomResourceOptions & { readonly parent: Resource },
): Command {
  const again = args.found && runAgainFor(args.found, Object.keys(args.whenFound ?? {}));
  const data = args.found && args.found.length > 0 ? args.whenFound : {};
  const first = Object.keys(args.firstEnvironment ?? {}).map((variable) => `environment.${variable}`);
  const kept = first.length > 0 ? mergeOptions(opts, { ignoreChanges: first }) : opts;
  return new Command(
    name,
    {
      create: `node command.js ${args.command}`,
      ...(args.onUpdate !== undefined && { update: `node command.js ${args.onUpdate}` }),
      ...(args.onDelete !== undefined && { delete: `node command.js ${args.onDelete}` }),
      interpreter: ["/bin/bash", "--norc", "-euo", "pipefail", "-c"],
      environment: {
        ...args.environment,
        ...present(args.firstEnvironment),
        ...(again && { [reasonVariable]: again.value }),
        ...present(data),
      },
      triggers: [...(args.triggers ?? [])],
      logging: "stderr",
      addPreviousOutputInEnv: false,
    },
    mergeOptions(kept, again?.opts),
  );
}

function present(data: Readonly<Record<string, Input<string> | undefined>> = {}) {
  return Object.fromEntries(
    Object.entries(data).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
