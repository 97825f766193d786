/** The stacks that sites take their TKr and template from (`site.from`), as far as a fleet shows them. */
import type { Fleet } from "../../config/fleet/fleet-file.js";
import { FleetLayers } from "../../config/fleet/fleet-layers.js";
import { namedStacks, takeFrom, type FromKind, type StackOutputs } from "../../config/from-stacks.js";
import { siteOf } from "../../config/layers.js";
import type { OwnStackFile } from "../../config/stack-file.js";
import { rawSite } from "../site-stack.js";

export interface SharedStack {
  /** As the sites name it. */
  readonly name: string;
  /** What the sites take from it. */
  readonly kinds: ReadonlySet<FromKind>;
}

/** Each once, in the order in which sites name them. @param isWanted whether a site counts */
export function sharedStacks(
  fleet: Fleet,
  directory: string,
  stackFile: (site: string) => OwnStackFile | undefined,
  isWanted: (site: string) => boolean,
): readonly SharedStack[] {
  const layers = new FleetLayers(fleet, directory);
  const kinds = new Map<string, Set<FromKind>>();
  for (const name of [...fleet.sites.keys()].filter(isWanted)) {
    const site = layers.site(name);
    const named = site ? namedStacks(siteOf(rawSite(site, stackFile(name)))) : {};
    for (const kind of ["management", "template"] as const) {
      const stack = named[kind];
      if (stack !== undefined) kinds.set(stack, (kinds.get(stack) ?? new Set<FromKind>()).add(kind));
    }
  }
  return [...kinds].map(([name, ofStack]) => ({ name, kinds: ofStack }));
}

/** Whether a stack has what sites take from it. */
export const isPrepared = ({ name, kinds }: SharedStack, outputs: StackOutputs): boolean =>
  [...kinds].every((kind) => takeFrom({ from: { [kind]: name } }, { [kind]: outputs }).problems.length === 0);

/** Whether it is a stack of this project, by its name: `stack`, or `organization/project/stack`. */
export function isOfProject({ name }: SharedStack, project: string): boolean {
  const parts = name.split("/");
  return parts.length === 1 || (parts.length === 3 && parts[1] === project);
}
