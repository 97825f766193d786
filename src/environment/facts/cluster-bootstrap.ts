/** ClusterBootstraps: the packages that a workload cluster starts with. */
import * as z from "zod";
import type { LiveObject } from "../../clients/live-object.js";
import type { NamedPackage } from "../../manifests/merged-packages.js";
import { conditionsOf, type Condition } from "./conditions.js";
import { entries, lenient, readAs } from "./lenient.js";

export interface BootstrapFacts {
  /** Full names of every package, those of the core first. */
  readonly packages: readonly string[];
  /** Those that are added to the core, with everything that their entries have. */
  readonly additional: readonly NamedPackage[];
  readonly conditions: readonly Condition[];
}

const reference = z.looseObject({ refName: z.string(), valuesFrom: lenient(z.looseObject({})) });
const core = lenient(reference);
const specSchema = z.object({
  ...{ cni: core, cpi: core, csi: core, kapp: core },
  additionalPackages: entries(reference),
});

/** Full names of the network and cloud provider packages that a ClusterBootstrap names. @param spec of one, also of a recorded one */
export function networkPackages(spec: unknown): readonly string[] {
  const { cni, cpi } = readAs(specSchema, spec);
  return [cni, cpi].flatMap((one) => one?.refName ?? []);
}

export function readBootstrap(object: LiveObject): BootstrapFacts {
  const { cni, cpi, csi, kapp, additionalPackages: additional } = readAs(specSchema, object.spec);
  const all = [cni, cpi, csi, kapp, ...additional].filter((one) => one !== undefined);
  return {
    packages: all.map(({ refName }) => refName),
    additional,
    conditions: conditionsOf(object),
  };
}
