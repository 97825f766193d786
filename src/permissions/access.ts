/** Single questions of what a login may do, as the API server answers them. */
import { resourceOf, type Right, type Scope, type Verb } from "./right.js";

export interface Access {
  readonly verb: Verb;
  /** API group; "" is the core API. */
  readonly group: string;
  readonly resource: string;
  /** @default - all namespaces, or a resource that is in none */
  readonly namespace?: string | undefined;
  /** @default - every object */
  readonly name?: string | undefined;
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
