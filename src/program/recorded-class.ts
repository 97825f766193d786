/**
 * The class of a site as the stack's own state holds it. The gate's input has the whole Cluster that was announced, before
 * anything is deleted, so that a rebuild which is resumed after its delete ends with that class.
 */
import type { SiteSpec } from "../config/stack-spec.js";
import { recordedInput } from "../contracts/environment.js";
import { rebuildGate } from "../contracts/rebuild-gate.js";
import { readRecorded } from "../environment/facts/recorded-object.js";
import { builtFromClass, type RecordedClass } from "../environment/judgements/site-class.js";
import type { RecordedResource } from "../environment/judgements/standing.js";
import { recordedEnvironment } from "./exported-state.js";

/** @param records of the stack's own state */
export function recordedClass(
  records: readonly Pick<RecordedResource, "urn" | "outputs">[],
  { name, namespace }: Pick<SiteSpec, "name" | "namespace">,
): RecordedClass {
  const outputsOf = (part: string) => records.find(({ urn }) => urn.endsWith(`::${name}-${part}`))?.outputs;
  const [gate, cluster] = [outputsOf("rebuild-gate"), outputsOf("cluster")];
  const announced = gate && recordedInput(rebuildGate, recordedEnvironment(gate))?.cluster;
  const { annotations, namespace: recordedIn } = readRecorded(cluster ?? {});
  // A Cluster in another namespace is another Cluster.
  return {
    cluster: recordedIn === namespace ? builtFromClass(annotations) : undefined,
    gate: announced?.metadata.namespace === namespace ? classIn(announced) : undefined,
  };
}

/** The gate's schema checks the object, and not what is in it. */
const classIn = ({ spec }: { readonly spec?: { readonly topology?: { readonly class?: unknown } } }) => {
  const name = spec?.topology?.class;
  return typeof name === "string" && name !== "" ? name : undefined;
};
