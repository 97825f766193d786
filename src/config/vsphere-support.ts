/** Which versions of vSphere the vendor supports single-node clusters on, by the TKG releases that a stack is of. */
import type { StackSpec } from "./stack-spec.js";
import { releaseOf, tkgReleases, type TkgRelease } from "./tkg-releases.js";

export interface VsphereSupport {
  readonly majors: readonly number[];
  /** The releases, as the end of "version 8". */
  readonly by: string;
}

/** @returns undefined where neither a TKr nor the class of the stack belongs to a known release */
export function vsphereSupport({
  management,
  template,
  site,
  openClasses,
}: Pick<StackSpec, "management" | "template" | "site" | "openClasses">): VsphereSupport | undefined {
  const tkrVersion = site?.tkrVersion ?? template?.tkrVersion ?? management?.tkr.version;
  const className = site ? site.className : management?.clusterClass.name;
  const isOpen = (site ? openClasses?.site : openClasses?.management) !== undefined;
  const byClass = ({ clusterClass }: TkgRelease) => !isOpen && clusterClass.value === className;
  const release = releaseOf(tkrVersion) ?? tkgReleases.find(byClass);
  return release && { majors: release.vsphere.majors, by: ` (${sameSupport(release)})` };
}

/** `TKG 2.1 and 2.2`: the releases that the vendor names the same versions for. */
function sameSupport({ vsphere }: TkgRelease): string {
  const same = tkgReleases.filter((other) => String(other.vsphere.majors) === String(vsphere.majors));
  const minors = new Set(same.map(({ tkg }) => tkg.split(".").slice(0, 2).join(".")));
  return `TKG ${[...minors].reverse().join(", ")}`;
}
