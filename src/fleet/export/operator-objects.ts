/** All objects of an exported fleet, and the files that hold them. The same fleet gives the same bytes. Pure. */
import { dump } from "js-yaml";
import type { Tree } from "../../config/tree.js";
import type { ExportedFleet } from "./exported-fleet.js";
import { stackObjectName } from "./object-name.js";
import { certificatesName } from "./stack-needs.js";
import { accountName, stackObject, type OperatorOptions } from "./stack-object.js";

export interface ObjectFile {
  /** Relative to the folder of the export. */
  readonly path: string;
  readonly text: string;
}

/** First line of each file; without it a file is not the export's, and left alone. */
export const firstLine =
  "# Written by tkg-edge fleet export, which overwrites it. Change the fleet file, or patch it in an overlay.";

export const kustomizationName = "kustomization.yaml";

/** One document for each object, in the order in which they are applied. */
export const asDocuments = (fleet: ExportedFleet, options: OperatorOptions): string =>
  [...sharedObjects(fleet, options), ...fleet.stacks.map((stack) => stackObject(stack, options))]
    .map((object) => `---\n${asYaml(object)}`)
    .join("");

/** A file for each Stack, so that a change of a site is a change of its file. */
export function asFiles(fleet: ExportedFleet, options: OperatorOptions): ObjectFile[] {
  const shared = sharedObjects(fleet, options);
  const files = [
    { path: "shared.yaml", text: shared.map((object) => `---\n${asYaml(object)}`).join("") },
    ...fleet.stacks.map((stack) => ({
      path: `stacks/${stackObjectName(stack.name)}.yaml`,
      text: asYaml(stackObject(stack, options)),
    })),
  ];
  const kustomization = {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    // Canaries before the sites that wait for them: these would otherwise see the canaries' earlier success.
    sortOptions: { order: "fifo" },
    resources: files.map(({ path }) => path),
  };
  return [...files, { path: kustomizationName, text: asYaml(kustomization) }].map(({ path, text }) => ({
    path,
    text: `${firstLine}\n${text}`,
  }));
}

// Lines are not folded and anchors not used, so that a difference is a difference of one line.
const asYaml = (object: Tree): string => dump(object, { lineWidth: -1, noRefs: true, sortKeys: true });

function sharedObjects({ certificates }: ExportedFleet, { namespace }: OperatorOptions): Tree[] {
  const account = { kind: "ServiceAccount", name: accountName, namespace };
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: accountName, namespace } },
    {
      // What the operator's agent asks the API server: whether its caller is the operator, and may call it. Nothing else.
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name: `${accountName}:${namespace}:auth-delegator` },
      roleRef: {
        apiGroup: "rbac.authorization.k8s.io",
        kind: "ClusterRole",
        name: "system:auth-delegator",
      },
      subjects: [account],
    },
    ...(Object.keys(certificates).length === 0
      ? []
      : [
          {
            apiVersion: "v1",
            kind: "ConfigMap",
            metadata: { name: certificatesName, namespace },
            data: certificates,
          },
        ]),
  ];
}
