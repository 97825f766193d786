/**
 * Whose resources a run looks after: all of a stack, as the program of this project does, or those of one component in a program
 * of a user, which may have several of them.
 */
import type { ResourceOptions } from "@pulumi/pulumi";
import { tkrName } from "../config/tkr-version.js";
import { isVendorClass } from "../config/vendor-class.js";
import { guardName } from "./guarded-classes.js";
import { ownState, type StateResource } from "./own-state.js";

/** A component of a user's program; undefined in its place: the whole stack. */
export interface Owner {
  /** Logical name of the component, with which the names of its resources begin. */
  readonly name: string;
  /** Component of the program that installs the TKr: itself, or what it comes after. @default - none */
  readonly tkr?: { readonly name: string; readonly version: string };
}

/** What follows the component's name in the names of its resources, as far as they are judged by the state. */
const parts = new Set([
  ...["rebuild-gate", "anchor", "credentials", "calico", "cpi", "bootstrap", "cluster", "ready", "packages"],
  ...["kubeconfig", "after-ready", "compatibility", "compatible", "pull", "package", "import", "annotation"],
  ...["management", "management-packages", "vcenter", "address-pool", "address-pool-use"],
]);

const isPartOf = (name: string, resource: string): boolean => {
  const part = resource.startsWith(`${name}-`) ? resource.slice(name.length + 1) : "";
  return parts.has(part) || isVendorClass(part);
};

/** What of a state is the owner's. */
export function ofOwner(owner: Owner | undefined, state: readonly StateResource[]): readonly StateResource[] {
  if (!owner) return state;
  return state.filter(({ urn }) => isPartOf(owner.name, urn.split("::").at(-1) ?? ""));
}

/** Of the stack that runs. @throws UserError where its state cannot be read */
export const stateOf = async (owner: Owner | undefined): Promise<readonly StateResource[]> =>
  ofOwner(owner, await ownState());

/**
 * What the state records, for judgements that know the resources of a TKr by the names that they have in a stack. There the guard
 * comes before each TKr; in a component its provider does.
 */
export function recordsFor(
  owner: Owner | undefined,
  records: readonly StateResource[],
): readonly StateResource[] {
  if (!owner?.tkr) return records;
  const { name: component, version } = owner.tkr;
  const inStack = `tkr-${tkrName(version)}`;
  return records.map((record) => {
    const steps = record.urn.split("::");
    const name = steps.pop() ?? "";
    if (!isPartOf(component, name)) return record;
    const part = name.slice(component.length + 1);
    const known = part === "management" ? `${guardName}-annotation` : `${inStack}-${part}`;
    return { ...record, urn: [...steps, known].join("::") };
  });
}

/** Name of a resource that each owner has once. */
export const nameFor = (owner: Owner | undefined, name: string): string =>
  owner ? `${owner.name}-${name}` : name;

/** @param earlier name that the resource had in a stack of release 0.1.0 */
export const aliasFor = (owner: Owner | undefined, earlier: string): ResourceOptions =>
  owner ? {} : { aliases: [{ name: earlier }] };
