/** The word for a site whose Cluster is to be rebuilt: `REBUILD`, or why a preview refuses it. Pure. */
import type { SiteSpec } from "../../config/stack-spec.js";
import type { InputChange } from "../../manifests/input-change.js";
import { losesBootstrap, twoSteps } from "../../manifests/lost-bootstrap.js";
import { verdict, type Reason, type Verdict } from "./verdict.js";

export interface DueRebuild {
  readonly site: SiteSpec;
  /** Changed inputs; none where others changed what only a rebuild can change. */
  readonly due: readonly InputChange[];
  readonly reasons: readonly Reason[];
  /** Whether the last `up` protected the Cluster. */
  readonly wasProtected: boolean;
  /** What is also applied. */
  readonly also: readonly Reason[];
}

export function rebuildVerdict({ site, due, reasons, wasProtected, also }: DueRebuild): Verdict {
  if (site.protect) return verdict("refused", ["site.protect is true"], reasons);
  if (wasProtected) {
    const how = "an up that only takes the protection off comes first";
    return verdict("refused", [`the Cluster is protected until the next pulumi up: ${how}`], reasons);
  }
  if (losesBootstrap(site, due)) return verdict("refused", [twoSteps(site).split("\n")[0] ?? ""], reasons);
  return verdict("REBUILD", reasons, also);
}
