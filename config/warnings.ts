/** What is not wrong but deserves a second look. */
import type { StackSpec } from "./stack-spec.js";
import { defaultClassName, tkgReleases } from "./tkg-releases.js";

/** Sentences about a stack without problems. */
export function warnings(spec: StackSpec): string[] {
  return [...untriedVersions(spec), ...unverified(spec), ...extraVariables(spec)];
}

/** Releases after 2.2 have other classes, and none of them was tried. */
function untriedVersions({ site, management }: StackSpec): string[] {
  const known = tkgReleases.map(({ tkrVersion }) => tkrVersion);
  const named = new Set([
    ...(management ? [management.tkr.version, ...management.tkr.alsoInstalled] : []),
    ...(site?.kind === "minimal" ? [site.tkrVersion] : []),
  ]);
  const untried = [...named].filter((version) => !known.includes(version));
  const texts = untried.map(
    (version) =>
      `TKr ${version} belongs to a TKG release that this version of tkg-edge was not tried with (tried: ` +
      `${tkgReleases.map(({ tkg }) => tkg).join(", ")})`,
  );
  if (site && untried.includes(site.tkrVersion) && site.className === defaultClassName) {
    texts.push(
      `site.className is ${defaultClassName}, the class of TKG 2.1 and 2.2; newer releases ship another`,
    );
  }
  return texts;
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
    texts.push("site.imageRepositoryTlsVerify is false: the node takes images from whoever answers");
  }
  return texts;
}

function extraVariables({ site }: StackSpec): string[] {
  const names = Object.keys(site?.extraVariables ?? {});
  return names.length === 0 ? [] : [`site.extraVariables is sent unchecked: ${names.join(", ")}`];
}
