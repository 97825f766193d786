import { mergeOptions, RunError, type ComponentResourceOptions, type Resource } from "@pulumi/pulumi";
import { commandsOfPackage } from "./command-lines.js";
import type { Subject } from "./refusal.js";

/**
 * Options of a component in a program of a user.
 * @param needed components that it comes after
 * @throws RunError for a provider: one with other options would destroy a cluster, such as where a password is rotated
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
  const dependsOn = needed.filter((resource) => resource !== undefined);
  return mergeOptions(opts, { dependsOn, transformations: [commandsOfPackage] });
}
