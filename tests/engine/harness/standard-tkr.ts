/**
 * A standard TKr in a sandbox, which holds tiny ones only: made of an installed tiny TKr's own objects under another
 * name, and without the label that sets tiny ones apart. Its template holds the matching vApp properties.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ovaFiles } from "../../../sandbox/test-data/ovas.js";
import { operatingSystems, tinyTkrs } from "../../../sandbox/test-data/tiny-tkrs.js";
import { conditionOf, type KubernetesObject, type LiveApis } from "./live-apis.js";
import { eventually } from "./wait.js";

const tiny = "v1.25.7+vmware.1-tiny.2-tkg.1";
const tinyCloudProvider = "1.25.1+vmware.2-tkg.1";
const cloudProviderPackage = "vsphere-cpi.tanzu.vmware.com";
const nameOf = (version: string): string => version.replace("+", "---");

/** Kinds of the objects of a TKr; the first is what the others belong to, and comes last. */
const kinds = [
  "antreaconfigs",
  "vspherecsiconfigs",
  "vspherecpiconfigs",
  "kappcontrollerconfigs",
  "clusterbootstraptemplates",
  "osimages",
  "tanzukubernetesreleases",
];

interface StandardTkr {
  /** Of the template in /dc0/vm. @default photon-standard */
  readonly template?: string;
  /** Version of its package of the vSphere cloud provider. @default - that of the tiny TKr */
  readonly cloudProvider?: string;
}

/**
 * Installs a standard TKr in addition to the tiny one, and its photon template: a stand-in, whose packages and images are
 * those of the tiny TKr.
 * @param directory where the OVF is written to
 * @param version e.g. "v1.25.7+vmware.2-tkg.1"
 */
export async function provideStandardTkr(
  apis: LiveApis,
  directory: string,
  version: string,
  { template: templateName = "photon-standard", cloudProvider = tinyCloudProvider }: StandardTkr = {},
): Promise<void> {
  const rename = (text: string): string =>
    text
      .replaceAll(tiny, version)
      .replaceAll(nameOf(tiny), nameOf(version))
      .replaceAll(withoutTkg(tiny), withoutTkg(version))
      .replaceAll(nameOf(withoutTkg(tiny)), nameOf(withoutTkg(version)))
      .replaceAll(`${cloudProviderPackage}.${tinyCloudProvider}`, `${cloudProviderPackage}.${cloudProvider}`);
  const compatible = await apis.mustGet(
    "configmap",
    `tkg-compatibility-versions-${nameOf(tiny)}`,
    "tkg-system",
  );
  await apply(apis, [compatible].map(bare), rename);
  if (cloudProvider !== tinyCloudProvider) {
    const name = `${cloudProviderPackage}.${tinyCloudProvider}`;
    const offered = await apis.mustGet("packages.data.packaging.carvel.dev", name, "tkg-system");
    await apply(apis, [bare(offered)], (text) => text.replaceAll(tinyCloudProvider, cloudProvider));
  }
  for (const kind of kinds) {
    const objects = (await apis.list(kind)).filter(({ metadata }) => metadata.name.startsWith(nameOf(tiny)));
    await apply(apis, objects.map(bare), rename);
  }
  const template = { ...standardOva(version), name: templateName };
  const folder = join(directory, template.name);
  mkdirSync(folder);
  for (const { name, content } of template.files) writeFileSync(join(folder, name), content);
  const place = ["-ds", "/dc0/datastore/sharedVmfs-0", "-pool", "/dc0/host/cluster0/Resources"];
  const ovf = join(folder, template.files[0]?.name ?? "");
  await apis.govc(["import.ovf", "-dc", "/dc0", ...place, "-folder", "/dc0/vm", "-name", template.name, ovf]);
  await apis.govc(["vm.markastemplate", "-dc", "/dc0", template.name]);
  await eventually(`TKr ${version}`, async () => {
    const release = await apis.get("tkr", nameOf(version));
    return release && ["Ready", "Compatible"].every((type) => conditionOf(release, type) === "True");
  });
}

const withoutTkg = (version: string): string => version.replace(/-tkg\.\d+$/, "");

function standardOva(version: string) {
  const [tkr] = tinyTkrs;
  const [photon] = operatingSystems;
  if (!tkr || !photon) throw new Error("the sandbox has no tiny TKr with photon");
  return { files: ovaFiles({ ...tkr, version, kubernetesVersion: withoutTkg(version) }, photon) };
}

/** The object as a user would have written it: without the API server's fields and the mark of tiny TKrs. */
function bare({ metadata, status: _, ...object }: KubernetesObject): object {
  const { name, namespace, labels = {}, annotations } = metadata;
  const kept = Object.fromEntries(Object.entries(labels).filter(([key]) => !key.endsWith("/tiny")));
  return { ...object, metadata: { name, namespace, labels: kept, annotations } };
}

async function apply(
  apis: LiveApis,
  objects: readonly object[],
  rename: (text: string) => string,
): Promise<void> {
  const list = { apiVersion: "v1", kind: "List", items: objects };
  await apis.kubectl(["apply", "-f", "-"], { input: rename(JSON.stringify(list)) });
}
