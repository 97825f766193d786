/**
 * What a killed run had begun and not recorded: Pulumi keeps a create in the state as pending until the user confirms how it
 * went, and warns of it in every run. Here no confirmation is needed: everything that this program creates is either
 * found again by the next `up`, which imports an object that carries the stack's mark, or can be repeated.
 */
import { readExported, type PendingOperation } from "../program/exported-state.js";

/** @param exported output of `pulumi stack export` */
export function pendingOperations(exported: string): readonly PendingOperation[] {
  return readExported(exported).pendingOperations;
}

/** Types whose create loses nothing when it is forgotten. */
const foundAgain: readonly RegExp[] = [
  // Carries the stack's mark, by which the next `up` imports it, or is a field that is applied again.
  /^kubernetes:/,
  // Each command finds and continues, or removes, what an earlier run of it left.
  /^command:local:Command$/,
  // Nothing outside of the state.
  /^pulumi:(?:pulumi:Stack|providers:[a-z]+)$/,
  /^tkg-edge:/,
];

/**
 * Those that cannot be forgotten: creates of a type that this program does not make. Anything but a create leaves the
 * resource in the state, where the next run goes on with it.
 */
export function notToBeForgotten(operations: readonly PendingOperation[]): readonly PendingOperation[] {
  return operations.filter(
    ({ type, resource }) => type === "creating" && !foundAgain.some((pattern) => pattern.test(resource.type)),
  );
}

/** For messages: what was done to which resource. */
export function describeOperation({ type, resource }: PendingOperation): string {
  return `${type} ${resource.urn.split("::").slice(2).join(" ")}`;
}
