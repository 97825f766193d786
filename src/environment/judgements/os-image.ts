/** Whether exactly one OS image of a TKr is of the operating system that is wanted. Pure. */
import { isOfSystem, osVersionOfLabel, type WantedSystem } from "../../config/operating-system.js";
import type { OsImage } from "../facts/os-image.js";
import type { TkrFacts } from "../facts/tkr.js";
import { ok, wrongValue, type Finding } from "../finding.js";
import { describeWanted } from "./template-match.js";

/** Who wants an OS image. */
export interface WantedOs extends WantedSystem {
  readonly section: "template" | "site";
  readonly tkrVersion: string;
  /** Whether the cluster runs. What was taken out of use afterwards does not hold it up. @default - false */
  readonly isRunning?: boolean;
}

/**
 * TKG resolves a Cluster only where exactly one OS image of its TKr fits; with none or two its admission answers with a
 * query and a result, which name neither the mistake nor its remedy.
 * @param images every OSImage of the management cluster
 */
export function osImageCount(wanted: WantedOs, tkr: TkrFacts, images: readonly OsImage[]): Finding {
  const { section, os, osVersion, tkrVersion } = wanted;
  const ofTkr = images.filter(({ name }) => tkr.osImages.includes(name));
  const ofSystem = ofTkr.filter((image) => isOfSystem(wanted, image));
  const fitting = ofSystem.filter(({ outOfUse }) => outOfUse === undefined);
  const [only] = fitting;
  const versions = new Set(fitting.map((image) => image.osVersion));
  // An OVA is of one version, whichever the TKr has beside it.
  const isApart = section === "template" && versions.size === fitting.length;
  if (only && (fitting.length === 1 || isApart)) return ok(fitting.map(describeWanted).join(" or "));
  const key = osVersion === undefined ? "os" : "osVersion";
  const found = osVersion === undefined ? `"${os}"` : `"${osVersion}" of ${os}`;
  const finding = wrongValue(
    `tkg-edge:${section}.${key}`,
    `${found}, for which TKr ${tkrVersion} has ${fitting.length} OS images: ${shown(fitting)}`,
    fitting.length === 0
      ? `an operating system of which the TKr has exactly one OS image in use; its OS images are ${shown(ofTkr)}`
      : `exactly one, since TKG does not choose; ${choice(section, versions)}`,
  );
  const wasInUse = wanted.isRunning === true && fitting.length === 0 && ofSystem.length > 0;
  return wasInUse ? { ...finding, severity: "warning" } : finding;
}

/** How to come to one of several images. @param versions of the operating system, as the images have them */
function choice(section: string, versions: ReadonlySet<string>): string {
  const names = [...versions].map((version) => osVersionOfLabel(version) ?? version).sort();
  return names.length > 1
    ? `set ${section}.osVersion to ${names.map((name) => `"${name}"`).join(" or ")}`
    : "take the others out of use (kubectl label osimage NAME deactivated=)";
}

const shown = (images: readonly OsImage[]): string =>
  images
    .map(({ name, os, osVersion, outOfUse }) => {
      const why = outOfUse === undefined ? "" : `, out of use: ${outOfUse}`;
      return `${name} (${os || "?"} ${osVersion || "?"}${why})`;
    })
    .sort()
    .join(", ") || "none";
