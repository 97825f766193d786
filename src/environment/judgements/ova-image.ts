/** Whether an OVA belongs to the TKr that it is meant for. Pure. */
import { describeSystem, isOfSystem, type WantedSystem } from "../../config/operating-system.js";
import { isOvaVersionOf } from "../../config/tkr-version.js";
import type { OsImage } from "../facts/os-image.js";
import type { OvaProperties } from "../facts/ova-properties.js";
import { failure, ok, type Finding } from "../finding.js";
import { describeProperties, describeWanted, fits } from "./template-match.js";

/** What an OVA is meant for. */
export interface WantedOva extends WantedSystem {
  /** Path of the file. */
  readonly ova: string;
  readonly tkrVersion: string;
  /**
   * The TKr is just being installed, or repaired: while its image of that operating system is not there, its version and
   * operating system are compared alone.
   */
  readonly isPending: boolean;
}

/**
 * Compares an OVA with the OS image of its TKr, before anything is uploaded.
 * @param images the OSImages of that TKr and operating system
 */
export function ovaFit(wanted: WantedOva, properties: OvaProperties, images: readonly OsImage[]): Finding {
  const { ova, tkrVersion, isPending } = wanted;
  const is = describeProperties(properties);
  const { version, distroName, distroVersion } = properties;
  const isSystem = isOfSystem(wanted, { os: distroName, osVersion: distroVersion });
  const mayFit = isPending && images.length === 0 && isOvaVersionOf(version, tkrVersion) && isSystem;
  if (mayFit || images.some((image) => fits(properties, image))) return ok(`${ova} is ${is}`);
  const system = describeSystem(wanted);
  return failure(
    `${ova} does not belong to TKr ${tkrVersion} with ${system}; TKG would not find the template. It is ${is}`,
    images.map(describeWanted).join(" or ") || `an OSImage of that TKr, but there is none for ${system}`,
    { path: "tkg-edge:template.ova" },
  );
}
