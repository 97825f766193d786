/** Rules of packages: each is installed once, by the key that it belongs to. */
import type { Draft } from "../draft.js";
import { corePackageNames, corePackages, shortPackageName } from "../package-fields.js";
import type { Problem } from "../problem.js";

export const packageRules = [coreByTheirOwnKey, eachOnce];

const namesOf = ({ site }: Draft): readonly (string | undefined)[] =>
  (site?.packages?.additional ?? []).map(({ refName }) => refName);

function coreByTheirOwnKey(draft: Draft): Problem[] {
  return namesOf(draft).flatMap((refName, index) => {
    const short = refName === undefined ? undefined : shortPackageName(refName);
    const core = corePackageNames.find((name) =>
      (corePackages[name] as readonly string[]).includes(short ?? ""),
    );
    if (core === undefined) return [];
    const choice = core === "cni" ? "; site.cni chooses the package" : "";
    return [
      {
        path: `tkg-edge:site.packages.additional[${index}].refName`,
        found: `"${refName ?? ""}"`,
        expected: `a package beside the core packages: every cluster has this one already, with the TKr's values${choice}`,
      },
    ];
  });
}

/** TKG names what it makes of a package by the first part of its name. */
function eachOnce(draft: Draft): Problem[] {
  const names = namesOf(draft).map((refName) =>
    refName === undefined ? undefined : shortPackageName(refName),
  );
  return names.flatMap((name, index) => {
    const first = names.indexOf(name);
    if (name === undefined || first === index) return [];
    return [
      {
        path: `tkg-edge:site.packages.additional[${index}].refName`,
        found: `${name} again`,
        expected: `each package once; it is packages.additional[${first}] already`,
      },
    ];
  });
}
