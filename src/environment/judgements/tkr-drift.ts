/** Whether a TKr that a stack installed is still there with everything that belongs to it. Pure. */
import { compatibilityConfigMapName, packageName, tkrName } from "../../config/tkr-version.js";
import { systemNamespace } from "../../manifests/kubernetes-object.js";
import type { InstalledTkr } from "../facts/tkr-objects.js";
import { drifted, type Finding } from "../finding.js";
import { absentImages, usability } from "./tkr.js";

/** What is not as it was made, by the resource that makes it. */
export interface TkrFindings {
  /** The compatibility ConfigMap. */
  readonly configMap: readonly Finding[];
  readonly package: readonly Finding[];
  /** The TanzuKubernetesRelease with what belongs to it. */
  readonly release: readonly Finding[];
}

export const noTkrFindings: TkrFindings = { configMap: [], package: [], release: [] };

/**
 * @param images names of every OSImage
 * @returns no findings for a TKr of which nothing is there: it is still to be installed
 */
export function tkrDrift(version: string, installed: InstalledTkr, images: readonly string[]): TkrFindings {
  const { compatibleVersions, hasPackage, tkr, hasBootstrapTemplate } = installed;
  if (!compatibleVersions && !hasPackage && !tkr && !hasBootstrapTemplate) return noTkrFindings;
  const absent = (kind: string, name: string) => drifted(`there is no ${kind} ${name}`);
  const name = tkrName(version);
  const ofTkr = tkr
    ? [
        ...usability(tkr),
        ...absentImages({ tkr, hasBootstrapTemplate, images }).map((image) => absent("OSImage", image)),
      ]
    : [absent("TanzuKubernetesRelease", name)];
  return {
    configMap: configMapDrift(version, compatibleVersions),
    package: hasPackage ? [] : [absent("Package", `${systemNamespace}/${packageName(version)}`)],
    release: [
      ...ofTkr,
      ...(hasBootstrapTemplate ? [] : [absent("ClusterBootstrapTemplate", `${systemNamespace}/${name}`)]),
    ],
  };
}

function configMapDrift(version: string, listed: readonly unknown[] | undefined): Finding[] {
  const name = `${systemNamespace}/${compatibilityConfigMapName(version)}`;
  if (!listed) return [drifted(`there is no ConfigMap ${name}`)];
  return listed.includes(version) ? [] : [drifted(`ConfigMap ${name} does not list ${version}`)];
}
