/** The vApp properties and networks of an OVA. */
import * as z from "zod";
import type { Govc } from "../../clients/vcenter.js";
import { UserError } from "../../config/problem.js";
import { entries, text } from "./lenient.js";
import type { NodeImageProperties } from "./virtual-machine.js";

export interface OvaProperties extends NodeImageProperties {
  /** Networks of the OVF, to be mapped. */
  readonly networks: readonly string[];
}

const importSpec = z.object({
  PropertyMapping: entries(z.object({ Key: text, Value: text })),
  NetworkMapping: entries(z.object({ Name: z.string() })),
});

/** @throws UserError when the file is no complete OVA of the TKG kind */
export async function ovaProperties(govc: Govc, ova: string): Promise<OvaProperties> {
  const result = await govc(["import.spec", "-hidden", ova]);
  if (!result.ok) {
    throw new UserError(
      `tkg-edge:template.ova: ${ova} cannot be read as an OVA: ${result.stderr}\n` +
        "Download it again and compare its checksum; is it complete?",
    );
  }
  const spec = importSpec.parse(JSON.parse(result.stdout));
  const property = (key: string): string => {
    const value = spec.PropertyMapping.find((item) => item.Key === key)?.Value;
    if (value === undefined) {
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
    networks: spec.NetworkMapping.map(({ Name }) => Name),
  };
}
