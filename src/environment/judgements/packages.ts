/** Are the packages that a site names, and the Secrets with their values, on its management cluster? Pure. */
import type { SiteSpec } from "../../config/stack-spec.js";
import { systemNamespace } from "../../manifests/kubernetes-object.js";
import { fullPackageName } from "../../manifests/merged-packages.js";
import { failure, ok, type Finding } from "../finding.js";

/** @param offered full names of the packages of the site's TKr */
export function cniPackage(
  { cni, tkrVersion }: Pick<SiteSpec, "cni" | "tkrVersion">,
  offered: readonly string[],
): Finding {
  const name = offered.find((one) => one.startsWith(`${cni}.`));
  return name !== undefined
    ? ok(name)
    : failure(`TKr ${tkrVersion} offers no package for ${cni}`, `a package ${cni}.…`, {
        path: "tkg-edge:site.cni",
      });
}

type Site = Pick<SiteSpec, "namespace" | "packages" | "tkrVersion">;

const additionalOf = ({ packages }: Pick<Site, "packages">) => packages?.additional ?? [];

/** Full names of the packages that a site adds, as far as its TKr offers what a name with `*` begins. */
export const wantedPackages = (site: Site, offered: readonly string[]): readonly string[] =>
  additionalOf(site).map(({ refName }) => fullPackageName(refName, offered));

/** @param names those of `wantedPackages`. @param found names of the Packages that exist */
export function missingPackages(
  site: Site,
  names: readonly string[],
  found: ReadonlySet<string>,
): readonly Finding[] {
  return names.flatMap((name, index) => {
    if (found.has(name)) return [];
    const seen = name.endsWith("*")
      ? `TKr ${site.tkrVersion} offers not exactly one package ${name}`
      : `there is no Package ${name} in ${systemNamespace}`;
    const path = `tkg-edge:site.packages.additional[${index}].refName`;
    return [failure(seen, "a package of the management cluster", { path })];
  });
}

interface ValuesSecret {
  readonly path: string;
  readonly secret: string;
}

/** The Secrets with values of the packages that a site adds. */
export const wantedSecrets = (site: Site): readonly ValuesSecret[] =>
  additionalOf(site).flatMap(({ valuesFrom }, index) => {
    const secret = valuesFrom?.secretRef;
    const path = `tkg-edge:site.packages.additional[${index}].valuesFrom.secretRef`;
    return secret === undefined ? [] : [{ path, secret }];
  });

/** @param found names of the Secrets that exist in the site's namespace */
export function missingSecrets(site: Site, found: ReadonlySet<string>): readonly Finding[] {
  return wantedSecrets(site)
    .filter(({ secret }) => !found.has(secret))
    .map(({ path, secret }) =>
      failure(`there is no Secret ${site.namespace}/${secret}`, "a Secret with the values of the package", {
        path,
      }),
    );
}
