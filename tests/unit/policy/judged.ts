/** What the policies of a pack report about resources. */
import type { ResourceValidationArgs } from "@pulumi/policy";
import { resourcePolicies, type CustomRule } from "../../../policy/policies.js";
import { policiesSchema } from "../../../src/fleet/policy/policy-fields.js";
import type { PolicyFile } from "../../../src/fleet/policy/policy-file.js";

export interface GivenResource {
  readonly type: string;
  readonly inputs: object;
  readonly protect?: boolean;
}

export const policyFile = (policies: object): PolicyFile => ({
  file: "policy.yaml",
  policies: policiesSchema.parse(policies),
});

/** `LEVEL NAME: MESSAGE` of each violation. */
export function reported(
  policies: object,
  resources: readonly GivenResource[],
  rules: readonly CustomRule[] = [],
): string[] {
  const found: string[] = [];
  for (const { type, inputs, protect = false } of resources) {
    for (const { name, enforcementLevel, validateResource } of resourcePolicies(
      policyFile(policies),
      rules,
    )) {
      if (typeof validateResource !== "function") throw new Error(`${name} validates nothing`);
      // The part of the engine's request that is read.
      const request = { type, props: inputs, opts: { protect } } as unknown as ResourceValidationArgs;
      void validateResource(request, (message) => {
        found.push(
          `${enforcementLevel} ${name}: ${typeof message === "string" ? message : JSON.stringify(message)}`,
        );
      });
    }
  }
  return found;
}
