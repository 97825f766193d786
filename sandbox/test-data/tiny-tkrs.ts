// The tiny TKrs of the sandbox. Their names, Kubernetes versions and the packages of 1.25.7 are those of the
// real releases as far as the vendor page shows them. The package versions of the two 1.24 releases, and
// every version of an image below, are invented so as to fit: nothing here is ever pulled or run inside a
// node.

/** An operating system of the OVAs, as an OSImage names it. */
export interface OperatingSystem {
  readonly name: "photon" | "ubuntu";
  /** As the OSImage has it: "3", "2004". */
  readonly version: string;
  /** As the OVA's vApp property has it: "3", "20.04". */
  readonly distroVersion: string;
  /** First part of the OVA's file name. */
  readonly filePrefix: string;
  /** The end of the OSImage's name and of the OVA's version. */
  readonly suffix: string;
}

export const operatingSystems: readonly OperatingSystem[] = [
  { name: "photon", version: "3", distroVersion: "3", filePrefix: "photon-3", suffix: "ac20b3" },
  { name: "ubuntu", version: "2004", distroVersion: "20.04", filePrefix: "ubuntu-2004", suffix: "87b1b3" },
];

/** Packages of a TKr: refName to version. */
export interface TkrPackages {
  readonly antrea: string;
  readonly calico: string;
  readonly vsphereCsi: string;
  readonly vsphereCpi: string;
  readonly kappController: string;
  readonly metricsServer: string;
  readonly secretgenController: string;
}

export interface TinyTkr {
  /** Of the TKr, e.g. "v1.25.7+vmware.1-tiny.2-tkg.1" */
  readonly version: string;
  /** Of Kubernetes, e.g. "v1.25.7+vmware.1-tiny.2" */
  readonly kubernetesVersion: string;
  readonly images: {
    readonly etcd: string;
    readonly coredns: string;
    readonly pause: string;
    readonly kubeVip: string;
  };
  readonly packages: TkrPackages;
  /** Operating systems of its images. @default - photon 3 and ubuntu 20.04 */
  readonly systems?: readonly OperatingSystem[];
  /** ISO time that the Package shows. */
  readonly releasedAt: string;
}

const packages124: TkrPackages = {
  antrea: "1.7.2+vmware.1-tkg.1-advanced",
  calico: "3.24.1+vmware.1-tkg.1",
  vsphereCsi: "2.6.2+vmware.2-tkg.1",
  vsphereCpi: "1.24.3+vmware.1-tkg.1",
  kappController: "0.41.5+vmware.1-tkg.1",
  metricsServer: "0.6.2+vmware.1-tkg.1",
  secretgenController: "0.11.2+vmware.1-tkg.1",
};

const images124 = {
  etcd: "v3.5.6_vmware.6",
  coredns: "v1.8.6_vmware.17",
  pause: "3.7",
  kubeVip: "v0.5.7_vmware.2",
};

export const tinyTkrs: readonly TinyTkr[] = [
  {
    version: "v1.25.7+vmware.1-tiny.2-tkg.1",
    kubernetesVersion: "v1.25.7+vmware.1-tiny.2",
    images: {
      etcd: "v3.5.6_vmware.9",
      coredns: "v1.9.3_vmware.10",
      pause: "3.8",
      kubeVip: "v0.5.7_vmware.2",
    },
    packages: {
      antrea: "1.9.0+vmware.1-tkg.1-advanced",
      calico: "3.24.1+vmware.1-tkg.1",
      vsphereCsi: "2.7.1+vmware.2-tkg.1",
      vsphereCpi: "1.25.1+vmware.2-tkg.1",
      kappController: "0.41.7+vmware.1-tkg.1",
      metricsServer: "0.6.2+vmware.1-tkg.1",
      secretgenController: "0.11.2+vmware.1-tkg.1",
    },
    releasedAt: "2023-04-07T14:52:02Z",
  },
  {
    version: "v1.24.10+vmware.1-tiny.1-tkg.1",
    kubernetesVersion: "v1.24.10+vmware.1-tiny.1",
    images: images124,
    packages: packages124,
    releasedAt: "2023-03-20T09:00:00Z",
  },
  {
    version: "v1.24.9+vmware.1-tiny.2-tkg.1",
    kubernetesVersion: "v1.24.9+vmware.1-tiny.2",
    images: images124,
    packages: packages124,
    releasedAt: "2023-02-10T09:00:00Z",
  },
];

/** Operating systems of a TKr's images. */
export const systemsOf = ({ systems = operatingSystems }: TinyTkr): readonly OperatingSystem[] => systems;

/** A version as the name of an object: "+" becomes "---". */
export function versionLabel(version: string): string {
  return version.replaceAll("+", "---");
}

/** A version as an image tag: "+" becomes "_". */
export function versionTag(version: string): string {
  return version.replaceAll("+", "_");
}

/** The version in an OVA, which an OSImage references. */
export function ovaVersion(tkr: TinyTkr, os: OperatingSystem): string {
  return `${tkr.version}-${os.suffix}`;
}

/** e.g. "photon-3-kube-v1.25.7+vmware.1-tiny.2.ova" */
export function ovaFileName(tkr: TinyTkr, os: OperatingSystem): string {
  return `${os.filePrefix}-kube-${tkr.kubernetesVersion}.ova`;
}
