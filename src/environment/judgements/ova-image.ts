/** Whether an OVA belongs to the TKr that it is meant for. Pure. */
import { isOvaVersionOf } from "../../config/tkr-version.js";
import type { OsImage } from "../facts/os-image.js";
import type { OvaProperties } from "../facts/ova-properties.js";
import { failure, ok, type Finding } from "../finding.js";
import { describeProperties, describeWanted, fits } from "./template-match.js";

/** What an OVA is meant for. */
export interface WantedOva {
  /** Path of the file. */
  readonly ova: string;
  readonly tkrVersion: string;
  readonly os: string;
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
export function ovaFit(
  { ova, tkrVersion, os, isPending }: WantedOva,
  properties: OvaProperties,
  images: readonly OsImage[],
): Finding {
  const is = describeProperties(properties);
  const { version, distroName } = properties;
  const mayFit = isPending && images.length === 0 && isOvaVersionOf(version, tkrVersion) && distroName === os;
  if (mayFit || images.some((image) => fits(properties, image))) return ok(`${ova} is ${is}`);
  return failure(
    `${ova} does not belong to TKr ${tkrVersion} with ${os}; TKG would not find the template. It is ${is}`,
    images.map(describeWanted).join(" or ") || `an OSImage of that TKr, but there is none for ${os}`,
    { path: "tkg-edge:template.ova" },
  );
}
