/** `tkg-edge completion SHELL`: completion of commands, options and stacks in a shell. */
import { readdirSync } from "node:fs";
import tab from "@bomb.sh/tab/commander";
import type { Command } from "commander";

/** What the shell calls for suggestions; shown to nobody. */
export const completionRequest = "complete";

/** Adds both commands; the other commands have to be there already. */
export function addCompletion(program: Command): void {
  const root = tab(program, { completionCommandName: "completion" });
  program.commands
    .find((command) => command.name() === "completion")
    ?.description("print the completion script for a shell: commands, options and stacks");
  const complete = (add: (value: string, description: string) => void) => {
    for (const stack of stacksHere()) add(stack, "stack");
  };
  for (const command of root.commands.values()) {
    for (const takesStack of [command.options.get("stack"), command.arguments.get("stack")]) {
      if (takesStack) takesStack.handler = complete;
    }
  }
}

/** Stacks with a file in the working directory; empty where it cannot be read. */
function stacksHere(): readonly string[] {
  try {
    return readdirSync(".").flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
  } catch {
    return [];
  }
}
