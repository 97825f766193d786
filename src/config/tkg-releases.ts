/**
 * The releases of Tanzu Kubernetes Grid with a standalone management cluster, newest first: what each ships, and how that
 * is known. The one table behind the checks, the choices that `convert` lists and the support matrix of docs/releases.md.
 * A value that is not public is absent, never guessed.
 *
 * The `-tkg.N` endings of the two 2.1 releases are not printed on the vendor page, which gives only their topology
 * versions; they follow the naming rule of 2.2.0. Those of TKG 2.3.0 are not public at all.
 */
import { vendorRegistry } from "./connection.js";
import { kubernetesVersion } from "./tkr-version.js";

/**
 * - `vendor`: read in a document of the vendor.
 * - `output`: read in public output, manifests or code.
 * - `inferred`: follows from the neighbouring releases; read nowhere.
 */
export type Source = "vendor" | "output" | "inferred";

export interface Fact {
  readonly value: string;
  readonly source: Source;
}

/** A tiny TKr of a release: its whole version, or only its Kubernetes version where the `-tkg.N` ending is not public. */
export type TinyTkr =
  { readonly tkrVersion: string } | { readonly tkrVersion?: undefined; readonly topologyVersion: string };

export interface TkgRelease {
  /** Release of the management cluster. */
  readonly tkg: string;
  /**
   * How far this version of tkg-edge was tried with it. `measured`: compared with the vendor's controllers of that release.
   * `sandbox`: the sandbox has its TKr. `public facts`: not tried; everything here was read or inferred.
   */
  readonly proof: "measured" | "sandbox" | "public facts";
  /** Kubernetes, or TKr, of a cluster that names none. */
  readonly kubernetes: Fact;
  /** ClusterClass that its management cluster ships. */
  readonly clusterClass: Fact;
  /** Tiny TKrs that belong to it. @default - unknown */
  readonly tinyTkrs?: readonly TinyTkr[];
  /** Major versions of vSphere that the vendor names for single-node clusters. */
  readonly vsphere: { readonly majors: readonly number[]; readonly source: Source };
  /** Cluster API. @default - unknown */
  readonly clusterApi?: Fact;
  /** Its vSphere provider. @default - unknown */
  readonly vsphereProvider?: Fact;
  /** Where its images are. @default - unknown */
  readonly registry?: Fact;
}

const vendor = (value: string): Fact => ({ value, source: "vendor" });
const output = (value: string): Fact => ({ value, source: "output" });
const inferred = (value: string): Fact => ({ value, source: "inferred" });
const classNamed = (version: string) => `tkg-vsphere-default-${version}`;

const vsphere8 = { majors: [8], source: "vendor" } as const;
const vsphere7 = { majors: [7, 8], source: "vendor" } as const;
const perhapsVsphere7 = { majors: [7, 8], source: "inferred" } as const;

export const tkgReleases: readonly TkgRelease[] = [
  {
    tkg: "2.5.4",
    proof: "public facts",
    kubernetes: vendor("1.29.15"),
    clusterClass: output(classNamed("v1.2.0")),
    vsphere: perhapsVsphere7,
    clusterApi: output("1.10.1"),
    vsphereProvider: output("1.13.0"),
  },
  {
    tkg: "2.5.3",
    proof: "public facts",
    kubernetes: output("1.28.15"),
    clusterClass: inferred(classNamed("v1.2.0")),
    vsphere: perhapsVsphere7,
  },
  {
    tkg: "2.5.2",
    proof: "public facts",
    kubernetes: output("v1.28.11+vmware.2-tkg.2"),
    clusterClass: output(classNamed("v1.2.0")),
    tinyTkrs: [
      { tkrVersion: "v1.28.9+vmware.1-tiny.1-tkg.2" },
      { tkrVersion: "v1.27.13+vmware.1-tiny.1-tkg.2" },
      { tkrVersion: "v1.26.14+vmware.1-tiny.1-tkg.3" },
    ],
    vsphere: perhapsVsphere7,
    clusterApi: output("1.7.3"),
    vsphereProvider: output("1.10.1"),
    registry: output(vendorRegistry),
  },
  {
    tkg: "2.5.1",
    proof: "public facts",
    kubernetes: vendor("1.28.7"),
    clusterClass: inferred(classNamed("v1.2.0")),
    vsphere: perhapsVsphere7,
  },
  {
    tkg: "2.5.0",
    proof: "public facts",
    kubernetes: vendor("1.28.4"),
    clusterClass: output(classNamed("v1.2.0")),
    vsphere: perhapsVsphere7,
  },
  {
    tkg: "2.4.1",
    proof: "public facts",
    kubernetes: output("v1.27.5+vmware.1-tkg.3"),
    clusterClass: inferred(classNamed("v1.1.1")),
    tinyTkrs: [{ tkrVersion: "v1.27.5+vmware.1-tiny.1-tkg.3" }],
    vsphere: vsphere7,
  },
  {
    tkg: "2.4.0",
    proof: "public facts",
    kubernetes: output("v1.27.5+vmware.1-tkg.1"),
    clusterClass: output(classNamed("v1.1.1")),
    vsphere: vsphere7,
  },
  {
    tkg: "2.3.1",
    proof: "public facts",
    kubernetes: output("v1.26.8+vmware.1-tkg.2"),
    clusterClass: inferred(classNamed("v1.1.0")),
    vsphere: vsphere7,
  },
  {
    tkg: "2.3.0",
    proof: "public facts",
    kubernetes: output("v1.26.5+vmware.2-tkg.1"),
    clusterClass: output(classNamed("v1.1.0")),
    tinyTkrs: [{ topologyVersion: "v1.26.5+vmware.1-tiny.2" }],
    vsphere: vsphere7,
    clusterApi: inferred("1.4"),
    vsphereProvider: output("1.7.0"),
  },
  {
    tkg: "2.2.0",
    proof: "measured",
    kubernetes: inferred("1.25.7"),
    clusterClass: output(classNamed("v1.0.0")),
    tinyTkrs: [{ tkrVersion: "v1.25.7+vmware.1-tiny.2-tkg.1" }],
    vsphere: vsphere8,
    clusterApi: output("1.2.8"),
    vsphereProvider: output("1.5.3"),
    registry: vendor(vendorRegistry),
  },
  {
    tkg: "2.1.1",
    proof: "sandbox",
    kubernetes: inferred("1.24.10"),
    clusterClass: output(classNamed("v1.0.0")),
    tinyTkrs: [{ tkrVersion: "v1.24.10+vmware.1-tiny.1-tkg.1" }],
    vsphere: vsphere8,
    registry: vendor(vendorRegistry),
  },
  {
    tkg: "2.1.0",
    proof: "sandbox",
    kubernetes: inferred("1.24.9"),
    clusterClass: output(classNamed("v1.0.0")),
    tinyTkrs: [{ tkrVersion: "v1.24.9+vmware.1-tiny.2-tkg.1" }],
    vsphere: vsphere8,
    registry: vendor(vendorRegistry),
  },
];

export const defaultClassName = classNamed("v1.0.0");

/** A tiny TKr whose whole version is known, with the release that it belongs to. */
export interface KnownTinyTkr {
  readonly tkrVersion: string;
  readonly release: TkgRelease;
}

/** Newest first. */
export const knownTinyTkrs: readonly KnownTinyTkr[] = tkgReleases.flatMap((release) =>
  (release.tinyTkrs ?? []).flatMap(({ tkrVersion }) =>
    tkrVersion === undefined ? [] : [{ tkrVersion, release }],
  ),
);

/** Those of the releases that this version of tkg-edge was tried with. */
export const triedTinyTkrs = knownTinyTkrs.filter(({ release }) => release.proof !== "public facts");

/** The release that a tiny TKr belongs to; undefined for one that no public list names, and for a standard TKr. */
export function releaseOf(tkrVersion: string | undefined): TkgRelease | undefined {
  if (tkrVersion === undefined) return undefined;
  const isIt = (tiny: TinyTkr) =>
    tiny.tkrVersion === undefined
      ? kubernetesVersion(tkrVersion) === tiny.topologyVersion
      : tiny.tkrVersion === tkrVersion;
  return tkgReleases.find(({ tinyTkrs = [] }) => tinyTkrs.some(isIt));
}
