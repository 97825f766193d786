/** The pool that the stack makes for its site: whether it can, and what it is made from. */
import type { SitePool } from "../../components/address-pool.js";
import { clusterKind } from "../clients/resource-kinds.js";
import { poolKind } from "../config/address-pool.js";
import { ConfigurationError, UserError } from "../config/problem.js";
import type { SiteSpec, StackSpec } from "../config/stack-spec.js";
import { readCluster } from "../environment/facts/cluster.js";
import type { ManagementFacts } from "../environment/facts/management-facts.js";
import { drifted, problemOf } from "../environment/finding.js";
import { poolUsers } from "../environment/judgements/pool-users.js";
import type { StackView } from "../environment/judgements/standing.js";
import { checkAddressPools } from "../environment/questions/address-pools.js";
import { findOwnPool } from "../environment/questions/own-address-pool.js";
import { addressPool } from "../manifests/address-pool.js";

export interface FoundPool extends SitePool {
  /** What else uses it, in words. */
  readonly usedBy: readonly string[];
}

/**
 * @returns undefined for a stack that makes no pool
 * @throws ConfigurationError where it cannot make the pool
 * @throws UserError where the management cluster does not answer
 */
export async function findSitePool(
  { site }: StackSpec,
  management: ManagementFacts | undefined,
  readView: () => Promise<StackView>,
): Promise<FoundPool | undefined> {
  if (!site || !management) return undefined;
  const own = await findOwnPool(management, site, readView);
  if (!own) return undefined;
  const { pool, form, live, standing, recorded, claims, findings } = own;
  if (findings.length > 0 || !form) {
    throw new ConfigurationError(
      findings.map((finding) => problemOf(finding)),
      "the address pool of the site",
    );
  }
  const where = `${poolKind} ${pool.namespace}/${pool.name}`;
  const clusters = live ? (await management.list(clusterKind)).map(readCluster) : [];
  const isMissing = recorded?.name === pool.name && live === undefined;
  return {
    manifest: addressPool(pool, form),
    isInterrupted: standing === "interrupted",
    earlierType: recorded?.type,
    found: isMissing ? [drifted(`${where} is missing`)] : [],
    usedBy: poolUsers({ kind: poolKind, ...pool }, site.name, claims, clusters),
  };
}

/**
 * Before a change that Cluster API rolls: it creates the second machine first.
 * @throws UserError where a pool of the site has no address for it
 */
export async function refuseRollWithoutAddress(
  site: SiteSpec,
  management: Pick<ManagementFacts, "get" | "list">,
): Promise<void> {
  const findings = await checkAddressPools(management, site, "roll");
  const failures = findings.filter(({ severity }) => severity === "failure");
  if (failures.length === 0) return;
  throw new UserError(
    [
      `ROLL of ${site.namespace}/${site.name} refused: its second machine would wait for an address without end. Nothing was changed.`,
      ...failures.map(({ path = "", seen, expected = "" }) => `  ${path}: ${seen}; expected: ${expected}`),
      `  Add an address to the pool, or rebuild the cluster instead: tkg-edge:site.rebuild.generation: ${site.rebuild.generation + 1}`,
    ].join("\n"),
  );
}
