/**
 * Topology variables of a Cluster: read, set, and overridden for a machine deployment.
 */
import { isRecord, sameJson } from "../runtime/objects.js";
import type { KubernetesSpec, Topology, TopologyVariable } from "./api.js";

/** One value of the TKR_DATA variable; the key is the Kubernetes version. */
export interface TkrDataValue {
  kubernetesSpec: KubernetesSpec;
  osImageRef: Record<string, unknown>;
  labels: Record<string, string>;
}

export type TkrData = Record<string, TkrDataValue>;

/** What the vendor's types make of fields that a user left out. */
const emptyValue: TkrDataValue = { kubernetesSpec: { version: "" }, osImageRef: {}, labels: {} };

export const tkrDataVariable = "TKR_DATA";

/** The value of a variable; of two with the same name the first counts. Undefined when it is not there. */
export function getVariable(topology: Topology, name: string): unknown {
  return topology.variables?.find((variable) => variable.name === name)?.value;
}

/** Sets a variable in place, appending it when it is new. */
export function setVariable(topology: Topology, name: string, value: unknown): void {
  topology.variables = withVariable(topology.variables, name, value);
}

/** The variable as a machine deployment sees it: its override, else the Cluster's. */
export function getWorkerVariable(topology: Topology, index: number, name: string): unknown {
  const override = topology.workers?.machineDeployments?.[index]?.variables?.overrides?.find(
    (variable) => variable.name === name,
  );
  return override === undefined ? getVariable(topology, name) : override.value;
}

/** Sets a variable for one machine deployment; an override that would equal the Cluster's value is removed instead. */
export function setWorkerVariable(topology: Topology, index: number, name: string, value: unknown): void {
  const deployment = topology.workers?.machineDeployments?.[index];
  if (deployment === undefined) return;
  const overrides = deployment.variables?.overrides;
  if (sameJson(getVariable(topology, name), value)) {
    if (overrides !== undefined)
      deployment.variables = { overrides: overrides.filter((item) => item.name !== name) };
    return;
  }
  deployment.variables = { overrides: withVariable(overrides, name, value) };
}

/**
 * A value taken for TKR_DATA.
 * @throws Error when it is no object of objects: it is free-form in the class, so a user can write anything.
 */
export function asTkrData(value: unknown): TkrData | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isRecord(value)) throw new Error(unmarshalling(value, "cluster.TKRData"));
  const entries = Object.entries(value).filter(([, entry]) => entry !== null);
  const wrong = entries.find(([, entry]) => !isRecord(entry));
  if (wrong !== undefined) throw new Error(unmarshalling(wrong[1], "cluster.TKRDataValue"));
  const copies = structuredClone(entries) as [string, Partial<TkrDataValue>][];
  return Object.fromEntries(copies.map(([key, entry]) => [key, { ...emptyValue, ...entry }]));
}

/** What the vendor's controllers say of a variable of another type than theirs. @param type Go's name for theirs */
export function unmarshalling(value: unknown, type: string): string {
  const kind = Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
  return `unmarshalling from JSON into value: json: cannot unmarshal ${kind} into Go value of type ${type}`;
}

function withVariable(
  variables: TopologyVariable[] | undefined,
  name: string,
  value: unknown,
): TopologyVariable[] {
  const result = [...(variables ?? [])];
  const index = result.findIndex((variable) => variable.name === name);
  if (index < 0) result.push({ name, value });
  else result[index] = { ...result[index], name, value };
  return result;
}
