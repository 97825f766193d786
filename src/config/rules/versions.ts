/** Rules of versions: TKr, kind, template and class must belong together. */
import type { Draft } from "../draft.js";
import type { Problem } from "../problem.js";
import { installedVersions } from "../stack-spec.js";
import { isTinyTkrVersion } from "../tkr-version.js";

export const versionRules = [templateFitsSite, kindFitsTkr, siteTkrIsInstalled, alsoInstalledOnce];

function templateFitsSite({ site, template }: Draft): Problem[] {
  if (!site || !template) return [];
  const problems: Problem[] = [];
  if (site.os !== undefined && template.os !== undefined && site.os !== template.os) {
    problems.push({
      path: "tkg-edge:template.os",
      found: `"${template.os}"`,
      expected: `the operating system of the site that this stack makes ("${site.os}")`,
    });
  }
  const [wanted, made] = [site.tkrVersion, template.tkrVersion];
  if (wanted !== undefined && made !== undefined && wanted !== made) {
    problems.push({
      path: "tkg-edge:template.tkrVersion",
      found: `"${made}"`,
      expected: `the TKr of the site that this stack makes ("${wanted}")`,
    });
  }
  return problems;
}

function kindFitsTkr({ site }: Draft): Problem[] {
  if (site?.tkrVersion === undefined || site.kind === undefined) return [];
  if (isTinyTkrVersion(site.tkrVersion) === (site.kind === "minimal")) return [];
  const expected =
    site.kind === "minimal"
      ? 'a tiny TKr, of which minimal clusters are made (or site.kind: "standard")'
      : 'a standard TKr (or site.kind: "minimal")';
  return [{ path: "tkg-edge:site.tkrVersion", found: `"${site.tkrVersion}"`, expected }];
}

/** A stack that installs tiny TKrs must install the one that its own site is made of. */
function siteTkrIsInstalled({ management, site }: Draft): Problem[] {
  const version = site?.tkrVersion;
  const tkr = management?.tkr;
  if (
    tkr?.version === undefined ||
    tkr.alsoInstalled === undefined ||
    version === undefined ||
    site?.kind !== "minimal" ||
    !isTinyTkrVersion(version)
  )
    return [];
  const { version: first, alsoInstalled } = tkr;
  const installed = installedVersions({ management: { tkr: { version: first, alsoInstalled } } });
  if (installed.includes(version)) return [];
  return [
    {
      path: "tkg-edge:site.tkrVersion",
      found: `"${version}"`,
      expected: `a TKr that tkg-edge:management installs: ${installed.join(", ")}`,
    },
  ];
}

function alsoInstalledOnce({ management }: Draft): Problem[] {
  const all = [management?.tkr?.version, ...(management?.tkr?.alsoInstalled ?? [])];
  return all.slice(1).flatMap((version, index) =>
    all.indexOf(version) === index + 1
      ? []
      : [
          {
            path: `tkg-edge:management.tkr.alsoInstalled[${index}]`,
            found: `"${version}"`,
            expected: "a TKr that is not named before",
          },
        ],
  );
}
