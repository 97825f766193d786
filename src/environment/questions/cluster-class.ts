/** Are the ClusterClasses that a stack needs there, and do they keep tiny TKrs from clusters that do not request them? */
import type { StackSpec } from "../../config/stack-spec.js";
import { newestVendorClass } from "../../config/vendor-class.js";
import type { ClusterClassFacts } from "../facts/cluster-class.js";
import type { ManagementFacts } from "../facts/management-facts.js";
import type { Finding } from "../finding.js";
import {
  absentClass,
  classGuard,
  presentClass,
  wantedClasses,
  type WantedClass,
} from "../judgements/cluster-class.js";

type Stack = Pick<StackSpec, "management" | "site" | "openClasses">;

interface Found {
  readonly wanted: WantedClass;
  readonly found: ClusterClassFacts | undefined;
  /** Names of the classes of the namespace; none where they were not needed. */
  readonly others: readonly string[];
}

/** @throws UserError when the management cluster does not answer */
export async function checkClusterClasses(
  management: ManagementFacts,
  stack: Stack,
): Promise<readonly Finding[]> {
  const all = await Promise.all(wantedClasses(stack).map((wanted) => find(management, wanted)));
  return all.map(({ wanted, found, others }) => (found ? presentClass(wanted) : absentClass(wanted, others)));
}

/** @throws UserError when the management cluster does not answer */
export async function checkClassGuard(
  management: ManagementFacts,
  stack: Stack,
): Promise<readonly Finding[]> {
  const all = await Promise.all(wantedClasses(stack).map((wanted) => find(management, wanted)));
  return all.map(({ wanted, found }) => classGuard(stack, wanted, found));
}

/** The wanted class; in place of a default that is not there, the newest of the vendor's. */
async function find(management: ManagementFacts, wanted: WantedClass): Promise<Found> {
  const { name, namespace, isOpen } = wanted;
  const found = await management.clusterClass(name, namespace);
  if (found) return { wanted, found, others: [] };
  const classes = await management.clusterClasses(namespace);
  const others = classes.map((one) => one.name);
  const newest = isOpen === true ? newestVendorClass(others) : undefined;
  if (newest === undefined) return { wanted, found, others };
  return { wanted: { ...wanted, name: newest }, found: classes.find((one) => one.name === newest), others };
}
