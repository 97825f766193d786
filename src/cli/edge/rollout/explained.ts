/** Why the cluster of a site is not there, or not gone, as `tkg-edge explain` has it. */
import { explain } from "../explain.js";

/** @returns its lines */
export async function explained(site: string, directory: string): Promise<readonly string[]> {
  let text = "";
  await explain(site, directory, { out: (part) => void (text += part), err: () => undefined });
  return text.trimEnd().split("\n");
}
