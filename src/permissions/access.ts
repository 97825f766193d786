/** Single questions of what a login may do, as the API server answers them. */
import type { AccessQuestion } from "../clients/missing-right.js";
import { resourceOf, type Right, type Scope, type Verb } from "./right.js";

/** One that a rule grants. */
export interface Access extends AccessQuestion {
  readonly verb: Verb;
}

/** @param site namespace of the site; @returns undefined for all namespaces */
export const namespaceOf = (scope: Scope, site: string): string | undefined => {
  if (scope === "cluster") return undefined;
  return scope === "site" ? site : scope;
};

/** Each once. @param site namespace of the site */
export function accessesOf(rights: readonly Right[], site: string): readonly Access[] {
  const all = rights.flatMap(({ scope, kinds, verbs, names }) =>
    kinds.flatMap((kind) =>
      verbs.flatMap((verb) =>
        (names ?? [undefined]).map((name): Access => ({
          verb,
          ...resourceOf(kind),
          namespace: namespaceOf(scope, site),
          name,
        })),
      ),
    ),
  );
  return [...new Map(all.map((access) => [JSON.stringify(access), access])).values()];
}

/** Such as `list clusters.cluster.x-k8s.io in all namespaces`. */
export function textOf({ verb, group, resource, namespace, name }: Access): string {
  const kind = group === "" ? resource : `${resource}.${group}`;
  const which = name === undefined ? kind : `${kind} "${name}"`;
  return `${verb} ${which} ${namespace === undefined ? "in the whole cluster" : `in namespace ${namespace}`}`;
}
