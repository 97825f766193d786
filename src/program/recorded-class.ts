/**
 * The class of a site as the stack's own state holds it. The gate's input has the whole Cluster that was announced, before
 * anything is deleted, so that a rebuild which is resumed after its delete ends with that class.
 */
import type { SiteSpec } from "../config/stack-spec.js";
import { recordedInput } from "../contracts/environment.js";
import { rebuildGate } from "../contracts/rebuild-gate.js";
import { builtFromClass, type RecordedClass } from "../environment/judgements/site-class.js";
import { isSettled, recordedAnnotations, recordedPart, type Records } from "./build-record.js";
import { recordedEnvironment } from "./exported-state.js";

/** @param records of the stack's own state */
export function recordedClass(records: Records, site: Pick<SiteSpec, "name" | "namespace">): RecordedClass {
  const gate = recordedPart(site, records, "rebuild-gate");
  const announced = gate && recordedInput(rebuildGate, recordedEnvironment(gate))?.cluster;
  return {
    cluster: builtFromClass(recordedAnnotations(site, records)),
    gate: announced?.metadata.namespace === site.namespace ? classIn(announced) : undefined,
    ...(isSettled(site, records) && { isSettled: true as const }),
  };
}

/** The gate's schema checks the object, and not what is in it. */
const classIn = ({ spec }: { readonly spec?: { readonly topology?: { readonly class?: unknown } } }) => {
  const name = spec?.topology?.class;
  return typeof name === "string" && name !== "" ? name : undefined;
};
