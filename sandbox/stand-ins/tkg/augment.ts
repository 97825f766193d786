/**
 * The labels and the Ready condition that TKG computes for a TKr and its OS images. The TKr resolver computes them in its
 * cache, the status controller writes them to the objects; both do it alike.
 */
import { unwantedLabels, type OsImage, type TanzuKubernetesRelease } from "./api.js";
import { conditionStatus, withCondition } from "./conditions.js";
import { versionLabel, versionPrefixes } from "./versions.js";

const maxLabelLength = 63;

/** The TKr with its version-prefix labels, its `incompatible` and `invalid` labels, and its Ready condition. */
export function augmentTkr(tkr: TanzuKubernetesRelease): TanzuKubernetesRelease {
  const labels: Record<string, string> = { ...tkr.metadata.labels };
  for (const prefix of versionPrefixes(versionLabel(tkr.spec.version))) labels[prefix] = "";
  for (const [label, condition] of [
    ["incompatible", "Compatible"],
    ["invalid", "Valid"],
  ] as const) {
    if (conditionStatus(tkr.status?.conditions, condition) === "False") labels[label] = "";
    else Reflect.deleteProperty(labels, label);
  }
  const unwanted = unwantedLabels.find((label) => label in labels);
  const ready =
    unwanted === undefined
      ? ({ type: "Ready", status: "True" } as const)
      : ({
          type: "Ready",
          status: "False",
          severity: "Warning",
          reason: unwanted.charAt(0).toUpperCase() + unwanted.slice(1),
          message: unwanted,
        } as const);
  return {
    ...tkr,
    metadata: { ...tkr.metadata, labels },
    status: { ...tkr.status, conditions: withCondition(tkr.status?.conditions, ready) },
  };
}

/** The OS image with its version-prefix labels and those of its OS and image (`os-name`, `image-type`, `ova-version`, …). */
export function augmentOsImage(image: OsImage): OsImage {
  const labels: Record<string, string> = { ...image.metadata.labels };
  for (const prefix of versionPrefixes(versionLabel(image.spec.kubernetesVersion))) labels[prefix] = "";
  Object.assign(labels, osImageLabels(image));
  return { ...image, metadata: { ...image.metadata, labels } };
}

/** The labels that describe an OS image; TKR_DATA has them too. */
export function osImageLabels({ spec }: OsImage): Record<string, string> {
  return {
    "os-type": spec.os.type,
    "os-name": spec.os.name,
    "os-version": spec.os.version,
    "os-arch": spec.os.arch,
    "image-type": spec.image.type,
    ...referenceLabels(spec.image.type, spec.image.ref),
  };
}

function referenceLabels(prefix: string, reference: Record<string, unknown>): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(reference)) {
    const key = `${prefix}-${name}`;
    if (typeof value === "object" && value !== null) {
      Object.assign(result, referenceLabels(key, value as Record<string, unknown>));
    } else result[key] = String(value).replaceAll("+", "---").slice(0, maxLabelLength);
  }
  return result;
}
