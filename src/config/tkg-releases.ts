/**
 * The releases of Tanzu Kubernetes Grid that are known to offer tiny TKrs, in one table. The `-tkg.N` endings of the
 * two 2.1 releases are not printed on the vendor page, which gives only their topology versions; they follow the
 * naming rule of 2.2.0.
 */
export interface TkgRelease {
  /** Release of the management cluster. */
  readonly tkg: string;
  /** Tiny TKr that belongs to it. */
  readonly tkrVersion: string;
  /** ClusterClass that its management cluster ships. */
  readonly className: string;
}

export const tkgReleases: readonly TkgRelease[] = [
  { tkg: "2.2.0", tkrVersion: "v1.25.7+vmware.1-tiny.2-tkg.1", className: "tkg-vsphere-default-v1.0.0" },
  { tkg: "2.1.1", tkrVersion: "v1.24.10+vmware.1-tiny.1-tkg.1", className: "tkg-vsphere-default-v1.0.0" },
  { tkg: "2.1.0", tkrVersion: "v1.24.9+vmware.1-tiny.2-tkg.1", className: "tkg-vsphere-default-v1.0.0" },
];

export const defaultClassName = "tkg-vsphere-default-v1.0.0";
