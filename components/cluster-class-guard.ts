import { CustomResourcePatch } from "@pulumi/kubernetes/apiextensions/customResourcePatch.js";
import type { Finding } from "../src/environment/finding.js";
import { guardSelector } from "../src/manifests/class-guard.js";
import {
  madeByAnnotation,
  resolveTkrAnnotation,
  systemNamespace,
  writtenAnnotation,
} from "../src/manifests/kubernetes-object.js";
import { rewriteOnDrift } from "./drift-repair.js";
import { thisStack } from "./made-by.js";
import type { Under } from "./under.js";

/** The classes that were read, and what was found of them. */
export interface GuardParts {
  /** Name of the ClusterClass that the stack names. @default - none: the management cluster has the other classes alone */
  readonly className?: string | undefined;
  /** `guard` keeps clusters that do not request one away from tiny TKrs; `original` writes the vendor's empty selector. */
  readonly resolveTkr: "guard" | "original";
  /** Where the class or a copy of it differs; it is then written again. */
  readonly found: readonly Finding[];
  /** The vendor's other classes by name, and where each or a copy of it differs. @default - none */
  readonly others?: ReadonlyMap<string, readonly Finding[]> | undefined;
}

/**
 * The annotation on each ClusterClass of the vendor that keeps standard clusters away from tiny TKrs (vendor page, step 1).
 *
 * It is written in `tkg-system`, from where the vendor's controller copies the class to every namespace; the vendor's
 * command writes the copy in `default`, which is overwritten whenever a namespace is created. It stays on destroy:
 * taking the key away would turn TKr resolution off for every cluster without an annotation of its own.
 */
export function guardResources(name: string, args: GuardParts, under: Under): void {
  const { className, resolveTkr, found, others = new Map<string, readonly Finding[]>() } = args;
  // Named as in 0.1.0, which knew one class alone.
  if (className !== undefined) write(`${name}-annotation`, className, resolveTkr, found, under);
  for (const [other, ofOther] of others) write(`${name}-${other}`, other, resolveTkr, ofOther, under);
}

function write(
  name: string,
  className: string,
  resolveTkr: GuardParts["resolveTkr"],
  found: readonly Finding[],
  under: Under,
): void {
  // A changed copy is repaired by any change of the class, which is copied everywhere; the time of writing is such a change.
  const again = rewriteOnDrift(found);
  new CustomResourcePatch(
    name,
    {
      apiVersion: "cluster.x-k8s.io/v1beta1",
      kind: "ClusterClass",
      metadata: {
        name: className,
        namespace: systemNamespace,
        annotations: {
          [resolveTkrAnnotation]: guardSelector(resolveTkr),
          [madeByAnnotation]: thisStack(),
          [writtenAnnotation]: again.value,
          // The field belongs to the vendor's package, which installed the class.
          "pulumi.com/patchForce": "true",
        },
      },
    },
    { ...under, retainOnDelete: true, ...again.opts },
  );
}
