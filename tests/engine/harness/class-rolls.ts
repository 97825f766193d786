/** What the vendor's ClusterClass does with its variables, read from its patches: which of them make Cluster API roll a node. */
import type { KubernetesObject } from "./live-apis.js";

interface Patch {
  readonly enabledIf?: string;
  readonly definitions: readonly {
    readonly selector: {
      readonly kind: string;
      readonly matchResources: { readonly controlPlane?: boolean };
    };
    readonly jsonPatches: readonly { readonly path: string }[];
  }[];
}

interface ClassSpec {
  readonly variables: readonly { readonly name: string }[];
  readonly patches: readonly Patch[];
}

/** Variable name -> whether a change of it ends in the machine template or in the kubeadm configuration of the node. */
export function rollingVariables(clusterClass: KubernetesObject): ReadonlyMap<string, boolean> {
  const { variables, patches } = clusterClass.spec as unknown as ClassSpec;
  const texts = patches.flatMap(({ enabledIf = "", definitions }) =>
    definitions
      .filter(({ selector }) => selector.matchResources.controlPlane === true)
      .flatMap(({ selector: { kind }, jsonPatches }) =>
        jsonPatches
          .filter(
            ({ path }) =>
              kind === "VSphereMachineTemplate" || path.startsWith("/spec/template/spec/kubeadmConfigSpec"),
          )
          .map((patch) => `${enabledIf} ${JSON.stringify(patch)}`),
      ),
  );
  return new Map(
    variables.map(({ name }) => {
      const used = new RegExp(`(?<![A-Za-z])${name}(?![A-Za-z])`);
      return [name, texts.some((text) => used.test(text))];
    }),
  );
}
