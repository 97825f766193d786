/**
 * How a partial ClusterBootstrap becomes a full one: `calico*` is completed from the TKr's list of packages, fields that
 * are missing are taken from the ClusterBootstrapTemplate (measured C.13). Pure.
 */
import { isRecord } from "../runtime/objects.js";
import type { BootstrapPackage, BootstrapSpec, TanzuKubernetesRelease } from "./api.js";

/** All packages of a bootstrap, core ones first, in the order in which the vendor's code walks them. */
export function packagesOf(spec: BootstrapSpec): BootstrapPackage[] {
  return [spec.cni, spec.cpi, spec.csi, spec.kapp, ...(spec.additionalPackages ?? [])].filter(
    (entry) => entry !== undefined,
  );
}

/**
 * Completes names that end in `*`, in place.
 * @throws Error when a prefix matches no package of the TKr, or more than one.
 */
export function completeRefNames(tkr: TanzuKubernetesRelease, spec: BootstrapSpec): void {
  for (const entry of packagesOf(spec)) {
    if (!entry.refName.endsWith("*")) continue;
    const prefix = entry.refName.slice(0, -1);
    const known = tkr.spec.bootstrapPackages ?? [];
    const matches = known.filter(({ name }) => name.startsWith(prefix));
    if (matches.length > 1) {
      // The misspelling is the vendor's.
      throw new Error(
        `multiple bootstrapPackage names matche the prefix ${prefix} within the TanzuKubernetesRelease ${tkr.metadata.name}`,
      );
    }
    const [match] = matches;
    if (match === undefined) {
      const list = known.map(({ name }) => `{${name}}`).join(" ");
      throw new Error(
        `no bootstrapPackage name matches the prefix ${prefix} within the BootstrapPackages [[${list}]] of TanzuKubernetesRelease ${tkr.metadata.name}`,
      );
    }
    entry.refName = match.name;
  }
}

/**
 * The spec with what it lacks taken from the template. `valuesFrom` of the template can be left out: its configs are in
 * another namespace until the addons manager has cloned them.
 */
export function withMissingFields(
  spec: BootstrapSpec,
  template: BootstrapSpec,
  options: { readonly valuesFrom: boolean },
): BootstrapSpec {
  const skipped = options.valuesFrom ? new Set<string>() : new Set(["valuesFrom"]);
  return addMissing(template as Record<string, unknown>, spec as Record<string, unknown>, skipped);
}

function addMissing(
  from: Record<string, unknown>,
  to: Record<string, unknown>,
  skipped: ReadonlySet<string>,
): Record<string, unknown> {
  const result = { ...to };
  for (const [key, source] of Object.entries(from)) {
    if (skipped.has(key) || source === undefined || source === null) continue;
    const target = result[key];
    if (target === undefined || target === null) result[key] = without(source, skipped);
    // Values given inline are the user's alone.
    else if (isRecord(source) && isRecord(target) && key !== "inline")
      result[key] = addMissing(source, target, skipped);
    else if (key === "additionalPackages" && Array.isArray(source) && Array.isArray(target)) {
      result[key] = mergePackages(source.filter(isRecord), target.filter(isRecord), skipped);
    }
  }
  return result;
}

/** The template's packages first, each completed from its namesake, then those that the template does not know. */
function mergePackages(
  source: readonly Record<string, unknown>[],
  target: readonly Record<string, unknown>[],
  skipped: ReadonlySet<string>,
): unknown[] {
  const merged = source.map((entry) => {
    const own = target.find(({ refName }) => refName === entry.refName);
    return own === undefined ? without(entry, skipped) : addMissing(entry, own, skipped);
  });
  return [...merged, ...target.filter((entry) => !source.some(({ refName }) => refName === entry.refName))];
}

function without(value: unknown, skipped: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => without(item, skipped));
  if (!isRecord(value)) return value;
  const kept = Object.entries(value).filter(([key]) => !skipped.has(key));
  return Object.fromEntries(kept.map(([key, item]) => [key, without(item, skipped)]));
}
