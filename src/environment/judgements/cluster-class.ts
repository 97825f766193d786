/** Whether the ClusterClasses that a stack needs are there, and which TKrs they select. Pure. */
import type { StackSpec } from "../../config/stack-spec.js";
import { isVendorClass } from "../../config/vendor-class.js";
import { guardSelector } from "../../manifests/class-guard.js";
import { resolveTkrAnnotation, systemNamespace } from "../../manifests/kubernetes-object.js";
import type { ClusterClassFacts } from "../facts/cluster-class.js";
import { drifted, failure, ok, perhapsNew, warning, type Finding } from "../finding.js";

type Stack = Pick<StackSpec, "management" | "site" | "openClasses">;

export interface WantedClass {
  /** Config key that names it. */
  readonly path: string;
  readonly name: string;
  readonly namespace: string;
  /** The name is a default, so that any class of the vendor will do. */
  readonly isOpen?: boolean;
}

/** The ClusterClasses that a stack needs: that of its site in its namespace, the guarded one where it is copied from. */
export function wantedClasses({ management, site, openClasses }: Stack): readonly WantedClass[] {
  const ofManagement = management && {
    path: "tkg-edge:management.clusterClass.name",
    name: management.clusterClass.name,
    namespace: systemNamespace,
    isOpen: openClasses?.management === true,
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
  const writes = management !== undefined && (management.clusterClass.name === name || isVendorClass(name));
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
  { resolveTkr }: Pick<GuardedClass, "resolveTkr">,
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

interface GuardedClass {
  readonly name: string;
  readonly resolveTkr: "guard" | "original";
}

/** What `tkg-system` has, from where TKG copies classes to every namespace. */
export interface SystemClasses {
  /** Whether the class that the stack names is there. */
  readonly hasNamed: boolean;
  /** What differs of the vendor's other classes and their copies, by name. */
  readonly others: ReadonlyMap<string, readonly Finding[]>;
}

export interface GuardFindings {
  /** Of the class that the stack names, and its copies. */
  readonly guard: readonly Finding[];
  readonly classes: SystemClasses;
}

/** @param names of classes @param named the one that the stack names. @returns the vendor's others, sorted */
export const otherVendorClasses = (names: readonly string[], named: string): readonly string[] =>
  names.filter((name) => name !== named && isVendorClass(name)).sort();

/** @param all the named class and the vendor's, with their copies */
export function guardDrift(all: readonly ClusterClassFacts[], configured: GuardedClass): GuardFindings {
  const of = (name: string) =>
    classDrift(
      all.filter((one) => one.name === name),
      configured,
    );
  const there = all.filter(({ namespace }) => namespace === systemNamespace).map(({ name }) => name);
  const others = otherVendorClasses(there, configured.name);
  return {
    guard: of(configured.name),
    classes: {
      hasNamed: there.includes(configured.name),
      others: new Map(others.map((name) => [name, of(name)])),
    },
  };
}
