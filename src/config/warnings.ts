/** Warnings: what is valid but a likely mistake. */
import { installedVersions, type StackSpec } from "./stack-spec.js";
import { defaultClassName, releaseOf, triedTinyTkrs } from "./tkg-releases.js";
import { kubernetesVersion } from "./tkr-version.js";

/** Sentences about a stack without problems. */
export function warnings(spec: StackSpec): string[] {
  return [
    ...untriedVersions(spec),
    ...unverified(spec),
    ...extraVariables(spec),
    ...openPasswords(spec),
    ...otherOva(spec),
    ...(spec.openClasses?.site === undefined ? classWarnings(spec) : []),
  ];
}

/** Those about the class of the site, once it is known. */
export function classWarnings(spec: StackSpec): string[] {
  return [...defaultClass(spec), ...otherClass(spec)];
}

/** Releases after 2.2 have other classes, and none of them was tried. */
function untriedVersions(spec: StackSpec): string[] {
  return untriedTkrs(spec).map((version) => {
    const release = releaseOf(version);
    const belongs = release ? `TKG ${release.tkg}, known from public facts alone` : "an unknown TKG release";
    return (
      `TKr ${version} belongs to ${belongs}; this version of tkg-edge was not tried with it (tried: ` +
      `${triedTinyTkrs.map(({ release: { tkg } }) => tkg).join(", ")}; docs/releases.md)`
    );
  });
}

function untriedTkrs(spec: StackSpec): readonly string[] {
  const { site } = spec;
  const named = new Set([...installedVersions(spec), ...(site?.kind === "minimal" ? [site.tkrVersion] : [])]);
  const tried = triedTinyTkrs.map(({ tkrVersion }) => tkrVersion);
  return [...named].filter((version) => !tried.includes(version));
}

function defaultClass(spec: StackSpec): string[] {
  const { site } = spec;
  const isUntried = site !== undefined && untriedTkrs(spec).includes(site.tkrVersion);
  return isUntried && site.className === defaultClassName
    ? [`site.className is ${defaultClassName}, the class of TKG 2.1 and 2.2; newer releases ship another`]
    : [];
}

/** The vendor names OVAs for what is in them. What counts is inside; a different name is a likely mistake. */
function otherOva({ template }: StackSpec): string[] {
  if (!template) return [];
  const name = template.ova.split("/").pop() ?? "";
  const version = /kube-(v.+)\.ova$/i.exec(name)?.[1];
  const system = /^(photon|ubuntu)/i.exec(name)?.[1]?.toLowerCase();
  const wanted = kubernetesVersion(template.tkrVersion);
  const texts: string[] = [];
  if (version !== undefined && version !== wanted) {
    texts.push(`template.ova is named for ${version}, and template.tkrVersion wants ${wanted}`);
  }
  if (system !== undefined && system !== template.os) {
    texts.push(`template.ova is named for ${system}, and template.os is ${template.os}`);
  }
  return texts;
}

/** A known TKr belongs to a release that ships one class. */
function otherClass({ site }: StackSpec): string[] {
  const release = releaseOf(site?.tkrVersion);
  // Of an untried release with the default class the other warning reports the same.
  const isReported = release?.proof === "public facts" && site?.className === defaultClassName;
  if (!site || !release || isReported || release.clusterClass.value === site.className) return [];
  return [
    `site.className is ${site.className}, and TKG ${release.tkg}, which ${site.tkrVersion} belongs to, ships ${release.clusterClass.value}`,
  ];
}

function unverified({ connection, site }: StackSpec): string[] {
  const texts: string[] = [];
  if (connection.vcenter?.insecure) {
    texts.push(
      "connection.vcenter.insecure: vCenter's certificate is not verified, neither here nor by the cluster",
    );
  } else if (site && connection.vcenter && connection.vcenter.thumbprint === undefined) {
    texts.push(
      "connection.vcenter has a caFile and no thumbprint: the cluster's own components know no CA and will not " +
        "verify vCenter; add the SHA-1 thumbprint",
    );
  }
  if (site?.imageRepositoryTlsVerify === false) {
    texts.push("site.imageRepositoryTlsVerify is false: the node pulls images from any server that answers");
  }
  return texts;
}

/** The class takes a proxy's password in its URL, and everybody who may read Clusters reads it. */
function openPasswords({ site }: StackSpec): string[] {
  const { httpProxy, httpsProxy } = site?.variables.proxy ?? {};
  const names = Object.entries({ httpProxy, httpsProxy }).flatMap(([name, url]) =>
    url !== undefined && new URL(url).password !== "" ? [`site.variables.proxy.${name}`] : [],
  );
  return names.length === 0
    ? []
    : [
        `${names.join(" and ")} holds a password, which stands in the stack file and in the Cluster in plain text`,
      ];
}

function extraVariables({ site }: StackSpec): string[] {
  const names = Object.keys(site?.extraVariables ?? {});
  return names.length === 0 ? [] : [`site.extraVariables is sent unchecked: ${names.join(", ")}`];
}
