import { Command } from "@pulumi/command/local/command.js";
import { mergeOptions, output, type CustomResourceOptions, type Input, type Resource } from "@pulumi/pulumi";
import type * as z from "zod";
import type { Contract, TaskOf } from "../src/contracts/contract.js";
import { inputText } from "../src/contracts/environment.js";
import { inputVariable, reasonVariable, taskVariable, variableOf } from "../src/contracts/variables.js";
import type { Finding } from "../src/environment/finding.js";
import { rerunOnDrift } from "./drift-repair.js";

/** An optional text may be undefined, but has to be thought of. */
type Texts<T> = {
  readonly [Name in keyof T]: Input<string> | (T[Name] extends z.ZodType<string> ? never : undefined);
};

/** What one of the commands in commands/ is given when a stack runs it. */
export interface CommandResourceArgs<C extends Contract> {
  /** Data of the command. Run again when it changes. */
  readonly input: z.output<C["input"]>;
  /** Marked as secret by the caller. A secret makes the outputs secret. */
  readonly secrets: Texts<C["secrets"]>;
  /** What is undefined in one run may be given in another. */
  readonly first: Texts<C["first"]>;
  readonly unread: Readonly<Record<C["unread"][number], Input<string>>>;
  /** Command run in place of `command` when anything but a trigger changes. @default - `command` */
  readonly onUpdate?: string;
  /** Command run when the resource is deleted. @default - nothing is run */
  readonly onDelete?: string;
  /** A change of one of these replaces the resource: `onDelete` is run for the old one. @default - none */
  readonly triggers?: readonly Input<string>[];
  /**
   * What is not as the command made it; the command is run again for that, in place. Empty: nothing was found.
   * @default - never checked
   */
  readonly found?: readonly Finding[];
  /**
   * Data of a run for what was found. While nothing is found it is ignored: the state keeps what the last such run was
   * given.
   */
  readonly task?: { readonly [Name in keyof TaskOf<C>]: Input<TaskOf<C>[Name]> };
}

/** Of a command that has an input alone. */
export const nothingElse = { secrets: {}, first: {}, unread: {} } as const;

/**
 * A command resource as this project uses them: the command is a file that can be run by hand, its data is in the
 * environment, its progress is shown and its result (one line of JSON) is not. The input is one variable, of plain data
 * that every preview knows; each secret is one of its own.
 */
export function commandResource<C extends Contract>(
  name: string,
  contract: C,
  args: CommandResourceArgs<C>,
  opts: CustomResourceOptions & { readonly parent: Resource },
): Command {
  const again = args.found && rerunOnDrift(args.found);
  const isFound = args.found !== undefined && args.found.length > 0;
  const first = Object.keys(contract.first).map((text) => `environment.${variableOf(text)}`);
  const kept = first.length > 0 ? mergeOptions(opts, { ignoreChanges: first }) : opts;
  return new Command(
    name,
    {
      create: `node command.js ${contract.command}`,
      ...(args.onUpdate !== undefined && { update: `node command.js ${args.onUpdate}` }),
      ...(args.onDelete !== undefined && { delete: `node command.js ${args.onDelete}` }),
      interpreter: ["/bin/bash", "--norc", "-euo", "pipefail", "-c"],
      environment: {
        [inputVariable]: inputText(contract, args.input),
        ...variables({ ...args.secrets, ...args.first, ...args.unread }),
        ...(again && { [reasonVariable]: again.value }),
        ...(isFound &&
          args.task && { [taskVariable]: output(args.task).apply((task) => JSON.stringify(task)) }),
      },
      triggers: [...(args.triggers ?? [])],
      logging: "stderr",
      addPreviousOutputInEnv: false,
    },
    mergeOptions(kept, again?.opts),
  );
}

function variables(
  texts: Readonly<Record<string, Input<string> | undefined>>,
): Record<string, Input<string>> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, value]) =>
      value === undefined ? [] : [[variableOf(name), value]],
    ),
  );
}
