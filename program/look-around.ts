/**
 * Everything that the program asks of the world before it plans: the tools are started at once, since each of them mostly
 * waits. What goes wrong is told in the order in which it should be mended, not in which it was noticed.
 */
import type { StackSpec } from "../config/stack-spec.js";
import { checkConnections, type Environment } from "../preflight/connections.js";
import { lookForDrift, type Drift } from "../preflight/drift/drift.js";
import type { ExistingTemplate } from "../preflight/existing-template.js";
import { packagesOfThisStack } from "./interrupted-package.js";
import { checkedOvaDigest } from "./ova.js";
import { lookForTemplate } from "./site-template.js";

export interface Surroundings {
  readonly environment: Environment;
  readonly drift: Drift;
  /** TKr versions whose Package this stack made, whether or not its state knows. */
  readonly interrupted: ReadonlySet<string>;
  /** Of the stack's own OVA. */
  readonly ovaSha256: string | undefined;
  /** What TKG would clone the site's node from; undefined where this stack imports the template. */
  readonly foundTemplate: ExistingTemplate | undefined;
}

/** @throws ConfigurationError, UserError: the most basic of what was found */
export async function lookAround(
  spec: StackSpec,
  vcenterPassword: string | undefined,
): Promise<Surroundings> {
  const { management, template, connection } = spec;
  const environment = checkConnections(spec, vcenterPassword);
  const drift = lookForDrift(spec, vcenterPassword);
  const interrupted =
    management && connection.managementCluster
      ? packagesOfThisStack(connection.managementCluster, [
          ...new Set([management.tkr.version, ...management.tkr.alsoInstalled]),
        ])
      : Promise.resolve(new Set<string>());
  const ovaSha256 = template ? checkedOvaDigest(template) : Promise.resolve(undefined);
  const foundTemplate = lookForTemplate(spec, vcenterPassword);
  await Promise.allSettled([environment, drift, interrupted, ovaSha256, foundTemplate]);
  return {
    environment: await environment,
    ovaSha256: await ovaSha256,
    drift: await drift,
    interrupted: await interrupted,
    foundTemplate: await foundTemplate,
  };
}
