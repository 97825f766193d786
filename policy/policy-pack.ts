/** A policy pack of Pulumi: the policies of a file, with rules of the user. */
import { PolicyPack } from "@pulumi/policy";
import { UserError } from "../src/config/problem.js";
import { labelSelector } from "../src/fleet/plan/selector.js";
import { readPolicyFile } from "../src/fleet/policy/policy-file.js";
import { resourcePolicies, type CustomRule } from "./policies.js";

/** Names the policy file of the pack that is installed. */
export const fileVariable = "TKG_EDGE_POLICY_FILE";

export interface PolicyPackOptions {
  /** Path of the policy file; a relative one starts where `pulumi` was started. @default - `TKG_EDGE_POLICY_FILE` */
  readonly file?: string | undefined;
  /** Letters, digits, `-`, `_` and `.`. @default "tkg-edge" */
  readonly name?: string;
  /** @default - none */
  readonly rules?: readonly CustomRule[];
}

/**
 * Serves the pack to the engine. What is wrong with the policy file is printed, and the process ends with 1: nothing is
 * previewed without the policies.
 */
export function policyPack({
  file = process.env[fileVariable],
  name = "tkg-edge",
  rules = [],
}: PolicyPackOptions = {}): void {
  try {
    // A host of packs starts them in their own folder, and leaves the variable as it is.
    const started = process.env.PWD ?? process.cwd();
    const read = readPolicyFile(fileNamed(file), started);
    const policies = resourcePolicies(read, rules);
    refuseEqualNames(policies);
    for (const rule of rules)
      if (rule.sites !== undefined) labelSelector(rule.sites, `sites of ${rule.name}`);
    new PolicyPack(name, { enforcementLevel: "mandatory", policies });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

function fileNamed(file: string | undefined): string {
  if (file !== undefined && file !== "") return file;
  throw new UserError(`${fileVariable} is not set; expected: the path of a policy file (docs/policies.md)`);
}

function refuseEqualNames(policies: readonly { readonly name: string }[]): void {
  const names = policies.map(({ name }) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length > 0)
    throw new UserError(
      `two policies have the name ${twice.join(", ")}; expected: a name for each rule of its own`,
    );
}
