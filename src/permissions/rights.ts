/** The rights of each purpose. */
import type { StackSpec } from "../config/stack-spec.js";
import { managementRights } from "./management-rights.js";
import { readOnlyRights } from "./read-only-rights.js";
import type { Purpose, Right } from "./right.js";
import { siteRights } from "./site-rights.js";
import { templateRights } from "./template-rights.js";

/** @param clusters for a login that only reads: names of Clusters whose credentials it may read. @default - of all */
export function rightsFor(purpose: Purpose, clusters: readonly string[] = []): readonly Right[] {
  switch (purpose) {
    case "management":
      return managementRights;
    case "site":
      return siteRights;
    case "read-only":
      return readOnlyRights(clusters);
    case "template":
      return templateRights;
  }
}

/** The rights that a stack uses, without those that it has no need of. */
export function rightsOfStack(spec: StackSpec): readonly Right[] {
  const rights = [...(spec.management ? managementRights : []), ...(spec.site ? siteRights : [])];
  return rights.filter(({ only }) => only === undefined || only.isMet(spec));
}
