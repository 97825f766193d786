/** The ClusterClasses that a management stack guards, and the one that it offers to new sites. */
import * as z from "zod";
import type { StackSpec } from "../config/stack-spec.js";
import { isVendorClass, newestVendorClass } from "../config/vendor-class.js";
import { readAs, text } from "../environment/facts/lenient.js";
import type { Finding } from "../environment/finding.js";
import type { SystemClasses } from "../environment/judgements/cluster-class.js";
import type { StateResource } from "./own-state.js";

type Stack = Pick<StackSpec, "management" | "openClasses">;

export interface GuardedClasses {
  /** `management.clusterClass.name`; undefined for a default that the management cluster lacks while it has other classes. */
  readonly named: string | undefined;
  /** The vendor's other classes, and what differs of each. */
  readonly others: ReadonlyMap<string, readonly Finding[]>;
}

/** Logical name of a stack's component; its resources are named after it. */
export const guardName = "cluster-class-guard";

/**
 * @param classes of the management cluster; where they were not read, those that the state holds stay
 * @param component logical name of the guard
 * @returns undefined for a stack without `management`
 */
export function guardedClasses(
  { management, openClasses }: Stack,
  classes: SystemClasses | undefined,
  state: readonly StateResource[],
  component = guardName,
): GuardedClasses | undefined {
  if (!management) return undefined;
  const { name } = management.clusterClass;
  const isRecorded = (ending: string) => state.some(({ urn }) => urn.endsWith(`::${component}-${ending}`));
  const others =
    classes?.others ??
    new Map<string, readonly Finding[]>(
      recordedOthers(component, state)
        .filter((other) => other !== name)
        .map((other) => [other, []] as const),
    );
  const hasNamed = classes ? classes.hasNamed : isRecorded("annotation");
  const isLeftOut = openClasses?.management === true && !hasNamed && others.size > 0;
  return { named: isLeftOut ? undefined : name, others };
}

/** Names of all of them. */
export const namesOf = ({ named, others }: GuardedClasses): readonly string[] => [
  ...(named === undefined ? [] : [named]),
  ...others.keys(),
];

const stackOutputs = z.object({ newSiteClass: text });

/**
 * The class of sites that do not exist yet: the one that the stack names, otherwise the newest of the vendor's. It never
 * concerns a site that has a Cluster.
 * @param classes of the management cluster; where they were not read, the stack offers what it offered before
 * @returns undefined for a stack without `management`
 */
export function newSiteClass(
  { management, openClasses }: Stack,
  classes: SystemClasses | undefined,
  state: readonly StateResource[],
): string | undefined {
  if (!management) return undefined;
  const { name } = management.clusterClass;
  if (openClasses?.management === undefined) return name;
  if (classes) {
    return newestVendorClass([...classes.others.keys(), ...(classes.hasNamed ? [name] : [])]) ?? name;
  }
  const before = state.find(({ type }) => type === "pulumi:pulumi:Stack");
  return readAs(stackOutputs, before?.outputs ?? {}).newSiteClass ?? name;
}

function recordedOthers(component: string, state: readonly StateResource[]): readonly string[] {
  const start = `${component}-`;
  return state
    .map(({ urn }) => urn.split("::").at(-1) ?? "")
    .filter((resource) => resource.startsWith(start))
    .map((resource) => resource.slice(start.length))
    .filter(isVendorClass);
}
