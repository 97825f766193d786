/** Rules that hold between keys, each a pure function that returns what is wrong. */
import type { Draft } from "./draft.js";
import type { Problem } from "./problem.js";
import { addressPoolRules } from "./rules/address-pool.js";
import { fromRules } from "./rules/from.js";
import { networkRules } from "./rules/networks.js";
import { nodeRules } from "./rules/node.js";
import { packageRules } from "./rules/packages.js";
import { placementRules } from "./rules/placement.js";
import { rebuildWindowRules } from "./rules/rebuild-windows.js";
import { variableRules } from "./rules/variables.js";
import { versionRules } from "./rules/versions.js";

/** All cross-field problems of a stack. A rule reads only keys that are valid by themselves. */
export function crossFieldProblems(draft: Draft): Problem[] {
  const rules = [
    ...networkRules,
    ...addressPoolRules,
    ...placementRules,
    ...versionRules,
    ...fromRules,
    ...variableRules,
    ...nodeRules,
    ...packageRules,
    ...rebuildWindowRules,
  ];
  return rules.flatMap((rule) => rule(draft));
}
