/** What an OVA says of itself, and whether that fits the TKr that it is meant for. */
import { UserError } from "../config/problem.js";
import { isOvaVersionOf } from "../config/tkr-version.js";
import type { OsImage } from "./os-image.js";
import { describeProperties, describeWanted, fits } from "./template-match.js";
import type { Govc } from "./vcenter.js";
import type { NodeImageProperties } from "./virtual-machines.js";

export interface OvaProperties extends NodeImageProperties {
  /** Networks of the OVF, to be mapped. */
  readonly networks: readonly string[];
}

interface ImportSpec {
  readonly PropertyMapping?: readonly { readonly Key?: string; readonly Value?: string }[];
  readonly NetworkMapping?: readonly { readonly Name?: string }[];
}

/** @throws UserError when the file is no complete OVA of the TKG kind */
export async function ovaProperties(govc: Govc, ova: string): Promise<OvaProperties> {
  const result = await govc(["import.spec", "-hidden", ova]);
  if (!result.ok) {
    throw new UserError(
      `tkg-edge:template.ova: ${ova} cannot be read as an OVA: ${result.stderr}\n` +
        "Download it again and compare its checksum; is it complete?",
    );
  }
  const spec = JSON.parse(result.stdout) as ImportSpec;
  const property = (key: string): string => {
    const value = spec.PropertyMapping?.find((item) => item.Key === key)?.Value;
    if (value === undefined || value === "") {
      throw new UserError(
        `tkg-edge:template.ova: ${ova} has no vApp property ${key}; expected a TKG OVA as the vendor offers it, not an exported VM`,
      );
    }
    return value;
  };
  return {
    version: property("VERSION"),
    distroName: property("DISTRO_NAME"),
    distroVersion: property("DISTRO_VERSION").replaceAll(".", ""),
    distroArch: property("DISTRO_ARCH"),
    networks: (spec.NetworkMapping ?? []).flatMap((item) => (item.Name === undefined ? [] : [item.Name])),
  };
}

/**
 * Compares an OVA with the OS image of its TKr, before anything is uploaded.
 * @param wanted the OSImages of that TKr and operating system
 * @param isPending the TKr is just being installed, or mended: while its image of that operating system is not there, its
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
