import { readYaml } from "../config/reading/yaml-tree.js";
import { compatibilityConfigMapName } from "../config/tkr-version.js";
import { systemNamespace, type KubernetesObject } from "./kubernetes-object.js";

export interface CompatibilityConfigMap extends KubernetesObject {
  readonly apiVersion: "v1";
  readonly kind: "ConfigMap";
  readonly data: { readonly tkrVersions: string };
}

/**
 * The ConfigMap that declares a TKr compatible with this management cluster (vendor page, step 2.2). `tkrVersions` is
 * a text that holds a JSON list.
 */
export function compatibilityConfigMap(tkrVersion: string): CompatibilityConfigMap {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: compatibilityConfigMapName(tkrVersion),
      namespace: systemNamespace,
      labels: { "run.tanzu.vmware.com/additional-compatible-tkrs": "" },
    },
    data: { tkrVersions: JSON.stringify([tkrVersion]) },
  };
}

/** @returns the TKr versions that the text of such a ConfigMap lists; none where it is not a list */
export function listedVersions(tkrVersions: string | undefined): readonly unknown[] {
  const { documents, faults } = readYaml(tkrVersions ?? "");
  const [document, second] = documents;
  const read = document?.value;
  return faults.length === 0 && second === undefined && Array.isArray(read) ? read : [];
}
