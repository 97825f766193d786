/** Whether a site takes over a Cluster that others made, and what keeps it from doing so. Pure. */
import type { LiveObject } from "../../clients/live-object.js";
import type { VcenterConnection } from "../../config/connection.js";
import { liveSite, type SiteObjects } from "../../config/object-spec/live-site.js";
import type { Problem } from "../../config/problem.js";
import type { SiteSpec } from "../../config/stack-spec.js";
import { changedInputs, configKeyOf, type InputChange } from "../../manifests/input-change.js";
import {
  canonicalRebuildInputs,
  rebuildInputs,
  rebuildInputsAnnotation,
  rebuildInputsOf,
  type RebuildInputs,
} from "../../manifests/rebuild.js";
import type { VariableDefinition } from "../facts/cluster-class.js";
import type { SiteOwnership } from "./site-ownership.js";

/** Whether the site's Cluster is to be taken over (`site.adopt`), and this has not been completed. */
export function takesOver(
  site: SiteSpec,
  live: LiveObject | undefined,
  ownership: SiteOwnership | undefined,
): boolean {
  if (!site.adopt || !live) return false;
  const isDescribed = rebuildInputsAnnotation in (live.metadata.annotations ?? {});
  return ownership?.adopted.has("Cluster") === true || !isDescribed;
}

const osVersionIn = ({ osVersion }: RebuildInputs): string | undefined => osVersion;

/** What only a rebuild could change: taking over must not begin with one. */
export function differences(
  site: SiteSpec,
  vcenter: VcenterConnection,
  live: LiveObject,
  others: SiteObjects,
  classVariables?: readonly VariableDefinition[],
): Problem[] {
  const recorded = rebuildInputsOf(liveSite(live, others));
  // A stack may state a default of the class, or leave it to the class.
  const withoutDefaults = rebuildInputsOf(liveSite(live, others, { classVariables }));
  const wanted = rebuildInputs(
    {
      ...site,
      // A stack that names no version takes whichever runs.
      osVersion: site.osVersion ?? osVersionIn(recorded),
      rebuild: { ...site.rebuild, generation: 0 },
    },
    vcenter.server,
  );
  const changes = changedInputs(canonicalRebuildInputs(recorded), wanted) ?? [];
  const isChanged = ({ input }: InputChange) => wanted[input] !== withoutDefaults[input];
  return changes.filter(isChanged).map(({ input, from, to }) => ({
    path: `tkg-edge:${configKeyOf(input)}`,
    found: to,
    expected: `${from}, as the running cluster has it; only a rebuild could change that`,
  }));
}
