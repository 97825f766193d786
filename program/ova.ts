import { ovaDigest } from "../clients/ova-digest.js";
import { ConfigurationError } from "../config/problem.js";
import type { TemplateSpec } from "../config/stack-spec.js";

/**
 * @returns SHA-256 of the stack's OVA: of the file, or where the file is not on this machine, as the stack says
 * @throws ConfigurationError when neither is known or they differ
 */
export async function checkedOvaDigest(template: TemplateSpec): Promise<string> {
  const actual = await ovaDigest(template.ova);
  const said = template.sha256;
  if (actual === undefined && said === undefined) {
    throw new ConfigurationError([
      {
        path: "tkg-edge:template.ova",
        found: `"${template.ova}", which does not exist`,
        expected:
          "the path of the Tiny OVA that was downloaded from the vendor (docs/tiny-ova.md), " +
          "or the OVA's tkg-edge:template.sha256 where its template is in vCenter already",
      },
    ]);
  }
  if (actual !== undefined && said !== undefined && actual !== said) {
    throw new ConfigurationError([
      {
        path: "tkg-edge:template.sha256",
        found: `"${said}"`,
        expected: `the checksum of ${template.ova}, which is ${actual}; is the file complete and the right one?`,
      },
    ]);
  }
  return actual ?? said ?? "";
}
