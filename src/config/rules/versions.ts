/** Rules of versions: TKr, kind, template and class must belong together. */
import type { Draft } from "../draft.js";
import { isAfterTiny, standardInstead } from "../last-tiny.js";
import { isVersionOf, osVersionExpectation } from "../operating-system.js";
import type { Problem } from "../problem.js";
import { installedVersions } from "../stack-spec.js";
import { isTinyTkrVersion } from "../tkr-version.js";

export const versionRules = [
  templateFitsSite,
  versionFitsSystem,
  kindFitsTkr,
  changeFitsKind,
  siteTkrIsInstalled,
  alsoInstalledOnce,
];

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
  if (site.osVersion !== undefined && site.osVersion !== template.osVersion) {
    problems.push({
      path: "tkg-edge:template.osVersion",
      found: `"${template.osVersion ?? ""}"`,
      expected: `the version of the operating system of the site that this stack makes ("${site.osVersion}")`,
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

/** An image of one system with the version of another does not exist. */
function versionFitsSystem({ site, template }: Draft): Problem[] {
  return Object.entries({ site, template }).flatMap(([section, value]) => {
    const { os, osVersion } = value ?? {};
    if (os === undefined || osVersion === undefined || isVersionOf(os, osVersion)) return [];
    const path = `tkg-edge:${section}.osVersion`;
    return [{ path, found: `"${osVersion}"`, expected: `a version of ${os}: ${osVersionExpectation(os)}` }];
  });
}

function kindFitsTkr({ site }: Draft): Problem[] {
  if (site?.tkrVersion === undefined || site.kind === undefined) return [];
  if (isTinyTkrVersion(site.tkrVersion) === (site.kind === "minimal")) return [];
  const path = "tkg-edge:site.tkrVersion";
  const found = `"${site.tkrVersion}"`;
  if (site.kind === "minimal" && isAfterTiny(site.tkrVersion)) {
    return [{ path, found, expected: standardInstead }];
  }
  const expected =
    site.kind === "minimal"
      ? 'a tiny TKr, of which minimal clusters are made (or site.kind: "standard")'
      : 'a standard TKr (or site.kind: "minimal")';
  return [{ path, found, expected }];
}

function changeFitsKind({ site }: Draft): Problem[] {
  if (site?.kind !== "minimal" || site.versionChange !== "roll") return [];
  return [
    {
      path: "tkg-edge:site.versionChange",
      found: '"roll"',
      expected:
        '"rebuild", or no key: a tiny TKr cannot be upgraded in place, so that site.kind "minimal" is always rebuilt',
    },
  ];
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
