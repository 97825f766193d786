import { mergeOptions, RunError, type ComponentResourceOptions, type Resource } from "@pulumi/pulumi";
import { commandsOfPackage } from "./command-lines.js";
import { thisRun } from "./found-facts.js";
import type { Subject } from "./refusal.js";

/**
 * Options of a component in a program of a user.
 * @param needed components that it comes after
 * @throws RunError for a provider: one with other options would destroy a cluster, such as where a password is rotated; for a name
 * that a component of another type has
 */
export function optionsInProgram(
  { type, name }: Subject,
  opts: ComponentResourceOptions,
  needed: readonly (Resource | undefined)[],
): ComponentResourceOptions {
  if (opts.provider !== undefined || opts.providers !== undefined) {
    throw new RunError(
      `${type} ${name} takes no provider; expected: connection or connectionFile, from which it makes its own`,
    );
  }
  refuseNameOfAnother({ type, name });
  const dependsOn = needed.filter((resource) => resource !== undefined);
  return mergeOptions(opts, { dependsOn, transformations: [commandsOfPackage] });
}

/** Providers and other resources of a component are named like it, and its part of the state is found by its name. */
function refuseNameOfAnother({ type, name }: Pick<Subject, "type" | "name">): void {
  const { types } = thisRun();
  const other = types.get(name) ?? type;
  if (other !== type)
    throw new RunError(
      `${type} ${name} has the name of a ${other}; expected: a name of its own for each component of a program`,
    );
  types.set(name, type);
}
