/** Whether the ClusterClasses that a stack needs are there, and which TKrs they select. Pure. */
import type { StackSpec } from "../../config/stack-spec.js";
import { guardSelector } from "../../manifests/class-guard.js";
import { resolveTkrAnnotation, systemNamespace } from "../../manifests/kubernetes-object.js";
import type { ClusterClassFacts } from "../facts/cluster-class.js";
import { drifted, failure, ok, perhapsNew, warning, type Finding } from "../finding.js";

type Stack = Pick<StackSpec, "management" | "site">;

export interface WantedClass {
  /** Config key that names it. */
  readonly path: string;
  readonly name: string;
  readonly namespace: string;
}

/** The ClusterClasses that a stack needs: that of its site in its namespace, the guarded one where it is copied from. */
export function wantedClasses({ management, site }: Stack): readonly WantedClass[] {
  const ofManagement = management && {
    path: "tkg-edge:management.clusterClass.name",
    name: management.clusterClass.name,
    namespace: systemNamespace,
  };
  const ofSite = site && {
    path: "tkg-edge:site.className",
    name: site.className,
    namespace: site.namespace,
  };
  return [ofManagement, ofSite].filter((one) => one !== undefined);
}

const nameOf = ({ namespace, name }: Pick<WantedClass, "name" | "namespace">): string =>
  `ClusterClass ${namespace}/${name}`;

export const presentClass = (wanted: WantedClass): Finding => ok(nameOf(wanted));

/** @param others names of the classes of that namespace */
export function absentClass(wanted: WantedClass, others: readonly string[]): Finding {
  const { path, namespace } = wanted;
  return failure(
    `there is no ${nameOf(wanted)}; ${namespace} has ${others.join(", ") || "none"}`,
    namespace === systemNamespace ? "a class of this management cluster" : "a class in that namespace",
    { path },
  );
}

/** Whether a class keeps clusters that do not request one away from tiny TKrs. @param found undefined where it is not there */
export function classGuard(
  { management, site }: Stack,
  wanted: WantedClass,
  found: ClusterClassFacts | undefined,
): Finding {
  const { path, name } = wanted;
  const guard = guardSelector("guard");
  const selector = found?.selector;
  const where = nameOf(wanted);
  if (selector === guard) return ok(`${where} is guarded`);
  if (management?.clusterClass.resolveTkr === "original") {
    return ok(`${where} is not guarded (management.clusterClass.resolveTkr is "original")`);
  }
  const writes = management?.clusterClass.name === name;
  const expected = `${resolveTkrAnnotation}="${guard}"`;
  if (selector === undefined) {
    const seen = `${where} has no annotation ${resolveTkrAnnotation}`;
    if (writes) return ok(`${seen}; this stack writes it`);
    // A minimal cluster carries an annotation of its own, a standard one relies on the class.
    return site?.kind === "standard"
      ? failure(seen, `${expected}, or "": without it no TKr is resolved`, { path })
      : warning(seen, expected, { path });
  }
  const seen = `${where} has ${resolveTkrAnnotation}="${selector}"`;
  return writes ? ok(`${seen}; this stack writes the guard`) : warning(seen, expected, { path });
}

/**
 * Whether the ClusterClass in `tkg-system` and each copy of it selects TKrs as configured. The copies are what
 * admission reads; TKG overwrites them whenever the class in `tkg-system` changes or a namespace is created.
 * @param classes the class of that name in every namespace; none at all is not drift: it was never there
 */
export function classDrift(
  classes: readonly ClusterClassFacts[],
  { resolveTkr }: { readonly resolveTkr: "guard" | "original" },
): Finding[] {
  const source = classes.find(({ namespace }) => namespace === systemNamespace);
  if (!source) return [];
  const finding = source.isWritten ? drifted : perhapsNew;
  const wanted = guardSelector(resolveTkr);
  return classes.flatMap((one) => {
    if (one.selector === wanted) return [];
    const reads = one.selector === undefined ? "is not set" : `is "${one.selector}"`;
    return [finding(`${nameOf(one)}: annotation ${resolveTkrAnnotation} ${reads}, not "${wanted}"`)];
  });
}
