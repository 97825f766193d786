import { Command } from "@pulumi/command/local/command.js";
import type { CustomResourceOptions, Input, Resource } from "@pulumi/pulumi";

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
  /** A change of one of these replaces the resource. @default - none */
  readonly triggers?: readonly Input<string>[];
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
  return new Command(
    name,
    {
      create: `node command.js ${args.command}`,
      ...(args.onUpdate !== undefined && { update: `node command.js ${args.onUpdate}` }),
      ...(args.onDelete !== undefined && { delete: `node command.js ${args.onDelete}` }),
      interpreter: ["/bin/bash", "--norc", "-euo", "pipefail", "-c"],
      environment: args.environment,
      triggers: [...(args.triggers ?? [])],
      logging: "stderr",
      addPreviousOutputInEnv: false,
    },
    opts,
  );
}
