/** Are the ClusterClasses that a stack needs there, and do they keep tiny TKrs from clusters that do not request them? */
import type { StackSpec } from "../../config/stack-spec.js";
import type { ManagementFacts } from "../facts/management-facts.js";
import type { Finding } from "../finding.js";
import {
  absentClass,
  classGuard,
  presentClass,
  wantedClasses,
  type WantedClass,
} from "../judgements/cluster-class.js";

type Stack = Pick<StackSpec, "management" | "site">;

/** @throws UserError when the management cluster does not answer */
export function checkClusterClasses(management: ManagementFacts, stack: Stack): Promise<readonly Finding[]> {
  const check = async (wanted: WantedClass) => {
    const { name, namespace } = wanted;
    if (await management.clusterClass(name, namespace)) return presentClass(wanted);
    const others = await management.clusterClasses(namespace);
    return absentClass(
      wanted,
      others.map((one) => one.name),
    );
  };
  return Promise.all(wantedClasses(stack).map(check));
}

/** @throws UserError when the management cluster does not answer */
export function checkClassGuard(management: ManagementFacts, stack: Stack): Promise<readonly Finding[]> {
  const check = async (wanted: WantedClass) =>
    classGuard(stack, wanted, await management.clusterClass(wanted.name, wanted.namespace));
  return Promise.all(wantedClasses(stack).map(check));
}
