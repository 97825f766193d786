import { clusterClassKind } from "../../clients/resource-kinds.js";
import { failure, ok, warning, type Finding } from "../../environment/finding.js";
import { resolveTkrAnnotation, tinyLabel } from "../../manifests/kubernetes-object.js";
import type { Check } from "../check.js";
import type { Surroundings } from "../surroundings.js";
import { wantedClasses, type WantedClass } from "./wanted-classes.js";

export const classGuard: Check = {
  name: "class-guard",
  group: "management cluster",
  why:
    `Without the annotation ${resolveTkrAnnotation}=!${tinyLabel} on the class a standard cluster may get a tiny TKr; ` +
    "without the key no TKr is looked for at all.",
  remedy:
    "pulumi up a stack with a tkg-edge:management section, which writes it in tkg-system, from where TKG copies it",
  needs: ["cluster-class"],
  sections: ["management", "site"],
  preview: "new site",
  run: (surroundings) =>
    Promise.all(wantedClasses(surroundings.spec).map((wanted) => lookAtGuard(surroundings, wanted))),
};

async function lookAtGuard(surroundings: Surroundings, wanted: WantedClass): Promise<Finding> {
  const { spec, management } = surroundings;
  const { path, name, namespace } = wanted;
  const found = await management.get(clusterClassKind, name, namespace);
  const value = found?.metadata.annotations?.[resolveTkrAnnotation];
  const where = `ClusterClass ${namespace}/${name}`;
  if (value === `!${tinyLabel}`) return ok(`${where} is guarded`);
  if (spec.management?.clusterClass.resolveTkr === "original") {
    return ok(`${where} is not guarded, as management.clusterClass.resolveTkr asks`);
  }
  const writes = spec.management?.clusterClass.name === name;
  const expected = `${resolveTkrAnnotation}="!${tinyLabel}"`;
  if (value === undefined) {
    const seen = `${where} has no annotation ${resolveTkrAnnotation}`;
    if (writes) return ok(`${seen}; this stack writes it`);
    // A minimal cluster carries an annotation of its own, a standard one relies on the class.
    return spec.site?.kind === "standard"
      ? failure(seen, `${expected}, or "": without it no TKr is resolved`, { path })
      : warning(seen, expected, { path });
  }
  const seen = `${where} has ${resolveTkrAnnotation}="${value}"`;
  return writes ? ok(`${seen}; this stack writes the guard`) : warning(seen, expected, { path });
}
