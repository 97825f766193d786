import { checkClassGuard } from "../../environment/questions/cluster-class.js";
import { resolveTkrAnnotation, tinyLabel } from "../../manifests/kubernetes-object.js";
import type { Check } from "../check.js";

export const classGuard: Check = {
  name: "class-guard",
  group: "management cluster",
  why:
    `Without the annotation ${resolveTkrAnnotation}=!${tinyLabel} on the class a standard cluster may get a tiny TKr; ` +
    "without the key no TKr is resolved at all.",
  remedy:
    "pulumi up a stack with a tkg-edge:management section, which writes it in tkg-system, from where TKG copies it",
  needs: ["cluster-class"],
  sections: ["management", "site"],
  preview: "new site",
  run: async (context) => checkClassGuard(context.management, await context.withClass()),
};
