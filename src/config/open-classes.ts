/**
 * ClusterClasses that the configuration of a stack leaves open. What the schemas fill in is then provisional: the program
 * finds the class on the management cluster (src/preflight/site-class.ts).
 */
import type { FromValues } from "./from-stacks.js";
import { isTree } from "./tree.js";

/** A site without `className`. */
export interface OpenSiteClass {
  /** What its management stack offers to new sites. @default - the site has none, or it offers none */
  readonly offered?: string | undefined;
}

export interface OpenClasses {
  /** @default - the site names its class, or the stack has no site */
  readonly site?: OpenSiteClass | undefined;
  /** Whether `management.clusterClass.name` is not set. @default - it is, or the stack has no `management` */
  readonly management?: true | undefined;
}

/**
 * @param site `tkg-edge:site` with the layers below it, without what other stacks give
 * @param management `tkg-edge:management` as configured
 */
export function openClasses(site: unknown, management: unknown, from: FromValues): OpenClasses {
  const guarded = guardedClass(management);
  const ofOwnStack = typeof guarded === "string" ? guarded : undefined;
  const offered = from.newSiteClass ?? from.className ?? ofOwnStack;
  return {
    ...(isTree(site) && site.className === undefined && { site: { offered } }),
    ...(isTree(management) && guarded === undefined && { management: true as const }),
  };
}

function guardedClass(management: unknown): unknown {
  if (!isTree(management) || !isTree(management.clusterClass)) return undefined;
  return management.clusterClass.name;
}
