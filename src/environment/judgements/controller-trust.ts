/** Does the management cluster's TKr controller trust the registry that it pulls bundles from? Pure. */
import type { ManagementConnection } from "../../config/connection.js";
import type { ManagementSpec } from "../../config/stack-spec.js";
import { systemNamespace } from "../../manifests/kubernetes-object.js";
import {
  authoritiesConfigMap,
  authoritiesKey,
  controllerDeployment,
  type ControllerAuthorities,
} from "../facts/controller-authorities.js";
import { failure, ok, type Finding } from "../finding.js";

export interface WantedTrust {
  /** PEM file of the registry's CA. */
  readonly caFile: string;
  readonly managementCluster: ManagementConnection;
  readonly trustRegistryCa: ManagementSpec["trustRegistryCa"];
}

export function controllerTrust(
  { caFile, managementCluster, trustRegistryCa }: WantedTrust,
  { missing }: ControllerAuthorities,
): Finding {
  if (missing === "") return ok(`the TKr controller's ConfigMap has the CA of ${caFile}`);
  const seen = `the TKr controller's ConfigMap lacks the CA of ${caFile}`;
  if (trustRegistryCa === "apply") return ok(`${seen}; this stack adds it`);
  return failure(seen, "every certificate of that file", {
    path: "tkg-edge:management.trustRegistryCa",
    remedy: `set it to apply, or run: ${trustCommands(caFile, managementCluster).join(" && ")}`,
  });
}

/** The commands that add it by hand, for a user who wants to see them first. */
export function trustCommands(caFile: string, { kubeconfig, context }: ManagementConnection): string[] {
  const kubectl = `kubectl --kubeconfig '${kubeconfig}' --context '${context}' -n ${systemNamespace}`;
  const current = `${kubectl} get configmap ${authoritiesConfigMap} -o 'jsonpath={.data.${authoritiesKey}}'`;
  const create = `${kubectl} create configmap ${authoritiesConfigMap} --from-file=${authoritiesKey}=tkr-authorities.pem`;
  return [
    `(${current}; echo; cat '${caFile}') > tkr-authorities.pem`,
    `${create} --dry-run=client -o json > tkr-authorities.json`,
    `${kubectl} patch configmap ${authoritiesConfigMap} --type=merge --patch-file tkr-authorities.json`,
    `${kubectl} rollout restart deployment ${controllerDeployment}`,
    `${kubectl} rollout status deployment ${controllerDeployment}`,
  ];
}
