/** The ClusterClasses that the vendor ships for vSphere, by their names. A class of any other name is a user's own. */
import { isOlder } from "./release-order.js";
import { tkgReleases } from "./tkg-releases.js";

const vendorClass = /^tkg-vsphere-default-v(\d+\.\d+\.\d+)$/;

/** @returns `1.1.0` of `tkg-vsphere-default-v1.1.0`; undefined for a class of another name */
export function vendorClassVersion(className: string): string | undefined {
  return vendorClass.exec(className)?.[1];
}

export const isVendorClass = (className: string): boolean => vendorClass.test(className);

/** @returns the vendor's newest of these classes; undefined where none is the vendor's */
export function newestVendorClass(names: Iterable<string>): string | undefined {
  const isNewer = (one: string, other: string) =>
    isOlder(vendorClassVersion(other) ?? "", vendorClassVersion(one) ?? "");
  return [...names]
    .filter(isVendorClass)
    .reduce<string | undefined>(
      (best, name) => (best === undefined || isNewer(name, best) ? name : best),
      undefined,
    );
}

/** Whether a class of the vendor comes before the one that a TKG release ships; false for a class of another name. */
export function isOlderClass(className: string, tkg: string): boolean {
  const [own, since] = [vendorClassVersion(className), classVersionOf(tkg)];
  return own !== undefined && since !== undefined && isOlder(own, since);
}

/** The vendor's classes of a TKG release and of all later ones, oldest first, each with the releases that ship it. */
export function classesSince(tkg: string): readonly string[] {
  const since = tkgReleases.filter((release) => !isOlder(release.tkg, tkg)).reverse();
  const names = [...new Set(since.map(({ clusterClass }) => clusterClass.value))];
  return names.map((name) => {
    const minors = since.filter(({ clusterClass }) => clusterClass.value === name).map(minorOf);
    return `${name} (TKG ${[...new Set(minors)].join(", ")})`;
  });
}

const classVersionOf = (tkg: string): string | undefined =>
  vendorClassVersion(tkgReleases.find((release) => release.tkg === tkg)?.clusterClass.value ?? "");

const minorOf = ({ tkg }: { readonly tkg: string }): string => tkg.split(".").slice(0, 2).join(".");
