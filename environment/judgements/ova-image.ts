/** Whether an OVA belongs to the TKr that it is meant for. Pure. */
import type { OvaProperties } from "../../clients/ova-properties.js";
import { UserError } from "../../config/problem.js";
import { isOvaVersionOf } from "../../config/tkr-version.js";
import type { OsImage } from "../facts/os-image.js";
import { describeProperties, describeWanted, fits } from "./template-match.js";

/**
 * Compares an OVA with the OS image of its TKr, before anything is uploaded.
 * @param wanted the OSImages of that TKr and operating system
 * @param isPending the TKr is just being installed, or repaired: while its image of that operating system is not there, its
 * version and operating system are compared alone
 * @throws UserError when no OS image of that TKr and operating system would match the template
 */
export function checkAgainstOsImage(
  ova: string,
  properties: OvaProperties,
  wanted: readonly OsImage[],
  tkrVersion: string,
  os: string,
  isPending: boolean,
): void {
  if (wanted.some((image) => fits(properties, image))) return;
  const { version, distroName } = properties;
  if (isPending && wanted.length === 0 && isOvaVersionOf(version, tkrVersion) && distroName === os) return;
  throw new UserError(
    `tkg-edge:template.ova: ${ova} does not belong to TKr ${tkrVersion} with ${os}; TKG would not find the template.\n` +
      `  the OVA says: ${describeProperties(properties)}\n` +
      `  expected:     ${wanted.map(describeWanted).join(" or ") || `an OSImage of that TKr, but there is none for ${os}`}`,
  );
}
