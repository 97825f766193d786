// The TKrs that a management cluster of TKG 2.5.2 brings. Versions are those of a public listing, but for the build number
// of v1.27.15 and v1.29.6; everything inside them is invented so as to fit.
import { loadAll } from "js-yaml";
import { tkrBundle } from "../test-data/bundle-content.js";
import { operatingSystems, tinyTkrs, type OperatingSystem, type TinyTkr } from "../test-data/tiny-tkrs.js";
import type { Manifest } from "../vendor-objects.js";

const [photon3, ubuntu2004] = operatingSystems;
const photon5: OperatingSystem = {
  name: "photon",
  version: "5",
  distroVersion: "5",
  filePrefix: "photon-5",
  suffix: "5d1c0e",
};
const ubuntu2204: OperatingSystem = {
  name: "ubuntu",
  version: "2204",
  distroVersion: "22.04",
  filePrefix: "ubuntu-2204",
  suffix: "9e07f2",
};

/** Which TKr has which images: one of each system, or photon in two versions, so that only its version tells them apart. */
const systems = {
  older: [photon3, ubuntu2004].filter((one) => one !== undefined),
  newer: [photon5, ubuntu2204],
  both: [photon3, photon5, ubuntu2204].filter((one) => one !== undefined),
};

const releases: readonly (readonly [version: string, systems: keyof typeof systems])[] = [
  ["v1.27.13+vmware.1-tiny.1-tkg.2", "older"],
  ["v1.28.9+vmware.1-tiny.1-tkg.2", "both"],
  ["v1.27.15+vmware.1-tkg.2", "newer"],
  ["v1.28.11+vmware.2-tkg.2", "newer"],
  ["v1.29.6+vmware.1-tkg.3", "newer"],
];

/** Tiny ones and standard ones; there is no tiny one of 1.29. */
export const broughtTkrs: readonly TinyTkr[] = releases.map(([version, which]) => {
  const [pattern] = tinyTkrs;
  if (!pattern) throw new Error("the sandbox has no TKr to make others of");
  const kubernetesVersion = version.replace(/-tkg\.\d+$/, "");
  return { ...pattern, version, kubernetesVersion, systems: systems[which] };
});

/** Their objects, as their packages would have installed them. */
export function broughtObjects(): Manifest[] {
  const files = broughtTkrs.flatMap((tkr) => Object.entries(tkrBundle(tkr)));
  const objects = files
    .filter(([path]) => !path.startsWith("."))
    .flatMap(([, text]) => loadAll(text) as Manifest[]);
  return objects.map((object) => (clusterScoped.has(object.kind) ? object : inSystemNamespace(object)));
}

const clusterScoped = new Set(["TanzuKubernetesRelease", "OSImage"]);

const inSystemNamespace = (object: Manifest): Manifest => ({
  ...object,
  metadata: { ...object.metadata, namespace: "tkg-system" },
});
