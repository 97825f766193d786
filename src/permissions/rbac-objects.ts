/** Rights as the RBAC objects that give them to a service account. */
import type { KubernetesObject } from "../manifests/kubernetes-object.js";
import { namespaceOf } from "./access.js";
import { resourceOf, type Purpose, type Right, type Verb } from "./right.js";

export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly Verb[];
  readonly resourceNames?: readonly string[];
}

export interface RbacObject extends KubernetesObject {
  readonly rules?: readonly Rule[];
  readonly roleRef?: Readonly<Record<"apiGroup" | "kind" | "name", string>>;
  readonly subjects?: readonly Readonly<Record<string, string>>[];
}

/** An object with what its rules are for, in the order of the rules. */
export interface GrantedObject {
  readonly object: RbacObject;
  readonly reasons: readonly string[];
}

export interface Grant {
  readonly purpose: Purpose;
  readonly rights: readonly Right[];
  /** Namespaces of sites; the service account is in the first. */
  readonly namespaces: readonly [string, ...string[]];
  /** Name of the service account. */
  readonly serviceAccount: string;
}

const rbac = "rbac.authorization.k8s.io";

/** The service account, then each role with its binding; the service account alone where there are no rights. */
export function rbacObjects({
  purpose,
  rights,
  namespaces,
  serviceAccount,
}: Grant): readonly GrantedObject[] {
  const [home] = namespaces;
  const account: GrantedObject = {
    object: { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: serviceAccount, namespace: home } },
    reasons: [],
  };
  const subjects = [{ kind: "ServiceAccount", name: serviceAccount, namespace: home }];
  const shared = `tkg-edge-${purpose}`;
  // Another login has objects of its own: an apply would replace what it may do. None of the parts has a dot.
  const own = `${shared}.${home}.${serviceAccount}`;
  const granted = (namespace: string | undefined, given: readonly Right[]): readonly GrantedObject[] => {
    const of = namespace === undefined ? "Cluster" : "";
    const where = namespace !== undefined && { namespace };
    // What is read in the whole cluster is the same for each login.
    const name = namespace === undefined ? shared : own;
    const rules = given.flatMap(rulesOf);
    const role = {
      apiVersion: `${rbac}/v1`,
      kind: `${of}Role`,
      metadata: { name, ...where },
      rules: rules.map(({ rule }) => rule),
    };
    const roleRef = { apiGroup: rbac, kind: `${of}Role`, name };
    const bound = { name: own, ...where };
    return [
      { object: role, reasons: rules.map(({ reason }) => reason) },
      {
        object: { apiVersion: `${rbac}/v1`, kind: `${of}RoleBinding`, metadata: bound, subjects, roleRef },
        reasons: [],
      },
    ];
  };
  if (rights.length === 0) return [];
  return [
    account,
    ...byNamespace(rights, namespaces).flatMap(([namespace, given]) => granted(namespace, given)),
  ];
}

/** The whole cluster first. */
function byNamespace(
  rights: readonly Right[],
  sites: readonly string[],
): readonly (readonly [string | undefined, readonly Right[]])[] {
  const groups = new Map<string | undefined, Right[]>();
  for (const right of [...rights].sort(
    (a, b) => Number(b.scope === "cluster") - Number(a.scope === "cluster"),
  )) {
    for (const site of right.scope === "site" ? sites : [""]) {
      const namespace = namespaceOf(right.scope, site);
      groups.set(namespace, [...(groups.get(namespace) ?? []), right]);
    }
  }
  return [...groups];
}

/** One rule for each API group, since a rule gives each of its resources in each of its groups. */
function rulesOf({
  kinds,
  verbs,
  names,
  why,
  only,
}: Right): readonly { readonly rule: Rule; readonly reason: string }[] {
  const resources = kinds.map(resourceOf);
  const groups = [...new Set(resources.map(({ group }) => group))];
  return groups.map((group) => ({
    rule: {
      apiGroups: [group],
      resources: resources.filter((one) => one.group === group).map(({ resource }) => resource),
      verbs: [...verbs],
      ...(names && { resourceNames: [...names] }),
    },
    reason: only ? `${why}. Only for a stack with ${only.text}` : why,
  }));
}
