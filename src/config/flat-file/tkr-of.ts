import { knownTinyTkrs } from "../tkg-releases.js";
import { isTkrVersion, kubernetesVersion, versionOfTkr } from "../tkr-version.js";

/**
 * The TKr that a text names: its version, its object's name (`---`), or the Kubernetes version of a known tiny TKr.
 * @returns undefined for any other text
 */
export function tkrVersionOf(text: string): string | undefined {
  const wanted = versionOfTkr(text).replace(/^(?=\d)/, "v");
  if (isTkrVersion(wanted)) return wanted;
  return knownTinyTkrs.find(({ tkrVersion }) => kubernetesVersion(tkrVersion) === wanted)?.tkrVersion;
}
