// What the two bundles of a tiny TKr hold, as files. Shapes are those that the vendor's controllers accepted (measured).
import { dump } from "js-yaml";
import { ovaVersion, systemsOf, type TinyTkr, versionLabel, versionTag } from "./tiny-tkrs.js";

/** Relative path to content. */
export type BundleFiles = Readonly<Record<string, string>>;

const refName = "tkr-vsphere-edge.tanzu.vmware.com";
const runGroup = "run.tanzu.vmware.com/v1alpha3";
const imagesLock = "---\napiVersion: imgpkg.carvel.dev/v1alpha1\nkind: ImagesLock\nimages: []\n";

/**
 * The repository bundle, which a person pulls: the Package of the TKr (without a namespace, as the vendor's) and its
 * metadata.
 * @param registryHost e.g. "127.66.3.4:5000/tkg"; the Package names the TKr's bundle there.
 */
export function repositoryBundle(tkr: TinyTkr, registryHost: string): BundleFiles {
  const version = tkr.version.replace(/^v/, "");
  const folder = `packages/${refName}`;
  return {
    ".imgpkg/images.yml": imagesLock,
    [`${folder}/metadata.yml`]: dump({
      apiVersion: "data.packaging.carvel.dev/v1alpha1",
      kind: "PackageMetadata",
      metadata: { name: refName },
      spec: {
        displayName: "tkr-vsphere-edge",
        shortDescription: "Tiny Tanzu Kubernetes releases for edge sites on vSphere (sandbox data)",
        categories: ["tkr"],
      },
    }),
    [`${folder}/${version}.yml`]: dump({
      apiVersion: "data.packaging.carvel.dev/v1alpha1",
      kind: "Package",
      metadata: { name: `${refName}.${version}`, labels: { "run.tanzu.vmware.com/tkr-package": "" } },
      spec: {
        refName,
        version,
        releasedAt: tkr.releasedAt,
        releaseNotes: "tkr release",
        template: {
          spec: {
            fetch: [
              { imgpkgBundle: { image: `${registryHost}/tkr-vsphere-edge:${versionTag(tkr.version)}` } },
            ],
            template: [
              { ytt: { ignoreUnknownComments: true, paths: ["config/", "packages/"] } },
              { kbld: { paths: ["-", ".imgpkg/images.yml"] } },
            ],
            deploy: [{ kapp: { intoNs: "tkg-system" } }],
          },
        },
      },
    }),
  };
}

/** The TKr's own bundle, which the TKr source pulls: TKR, OSImages, ClusterBootstrapTemplate, add-on configs, packages. */
export function tkrBundle(tkr: TinyTkr): BundleFiles {
  const packages = Object.entries(packageVersions(tkr));
  return {
    ".imgpkg/images.yml": imagesLock,
    "config/tkr.yaml": dump(release(tkr)),
    ...oneFileEach("osimage", osImages(tkr)),
    "config/clusterbootstraptemplate.yaml": dump(bootstrapTemplate(tkr)),
    ...oneFileEach("addon-config", addonConfigs(tkr)),
    ...Object.fromEntries(
      packages.map(([name, version]) => [
        `packages/${name}/${version}.yml`,
        dump(addonPackage(name, version, tkr)),
      ]),
    ),
  };
}

/** Of a file with several objects the vendor's controller reads the first (measured F.4). */
function oneFileEach(name: string, objects: readonly object[]): BundleFiles {
  return Object.fromEntries(
    objects.map((object, index) => [`config/${name}-${index + 1}.yaml`, dump(object)]),
  );
}

/** The label that sets tiny TKrs apart. */
const labelsOf = ({ version }: TinyTkr): Readonly<Record<string, string>> =>
  version.includes("-tiny.") ? { "tkr.tanzu.vmware.com/tiny": "" } : {};

/** Package refName to version. */
function packageVersions({ packages }: TinyTkr): Record<string, string> {
  return {
    "antrea.tanzu.vmware.com": packages.antrea,
    "vsphere-csi.tanzu.vmware.com": packages.vsphereCsi,
    "vsphere-cpi.tanzu.vmware.com": packages.vsphereCpi,
    "kapp-controller.tanzu.vmware.com": packages.kappController,
    "metrics-server.tanzu.vmware.com": packages.metricsServer,
    "secretgen-controller.tanzu.vmware.com": packages.secretgenController,
    "calico.tanzu.vmware.com": packages.calico,
  };
}

function release(tkr: TinyTkr): object {
  const { images } = tkr;
  return {
    apiVersion: runGroup,
    kind: "TanzuKubernetesRelease",
    metadata: { name: versionLabel(tkr.version), labels: labelsOf(tkr) },
    spec: {
      version: tkr.version,
      kubernetes: {
        version: tkr.kubernetesVersion,
        imageRepository: "projects.registry.vmware.com/tkg",
        etcd: { imageTag: images.etcd },
        coredns: { imageTag: images.coredns },
        pause: { imageTag: images.pause },
        "kube-vip": { imageTag: images.kubeVip },
      },
      osImages: systemsOf(tkr).map((os) => ({ name: versionLabel(ovaVersion(tkr, os)) })),
      bootstrapPackages: Object.entries(packageVersions(tkr)).map(([name, version]) => ({
        name: `${name}.${version}`,
      })),
    },
  };
}

function osImages(tkr: TinyTkr): object[] {
  return systemsOf(tkr).map((os) => ({
    apiVersion: runGroup,
    kind: "OSImage",
    metadata: { name: versionLabel(ovaVersion(tkr, os)), labels: labelsOf(tkr) },
    spec: {
      kubernetesVersion: tkr.kubernetesVersion,
      os: { type: "linux", name: os.name, version: os.version, arch: "amd64" },
      image: { type: "ova", ref: { version: ovaVersion(tkr, os) } },
    },
  }));
}

function bootstrapTemplate(tkr: TinyTkr): object {
  const versions = packageVersions(tkr);
  const full = (name: string): string =>
    `${name}.tanzu.vmware.com.${versions[`${name}.tanzu.vmware.com`] ?? ""}`;
  const configured = (name: string, apiGroup: string, kind: string): object => ({
    refName: full(name),
    valuesFrom: { providerRef: { apiGroup, kind, name: versionLabel(tkr.version) } },
  });
  return {
    apiVersion: runGroup,
    kind: "ClusterBootstrapTemplate",
    metadata: { name: versionLabel(tkr.version), labels: labelsOf(tkr) },
    spec: {
      cni: configured("antrea", "cni.tanzu.vmware.com", "AntreaConfig"),
      csi: configured("vsphere-csi", "csi.tanzu.vmware.com", "VSphereCSIConfig"),
      cpi: configured("vsphere-cpi", "cpi.tanzu.vmware.com", "VSphereCPIConfig"),
      kapp: configured("kapp-controller", "run.tanzu.vmware.com", "KappControllerConfig"),
      additionalPackages: [{ refName: full("metrics-server") }, { refName: full("secretgen-controller") }],
    },
  };
}

/** The configs that the template refers to, and a CalicoConfig for those who choose Calico. */
function addonConfigs(tkr: TinyTkr): object[] {
  const config = (apiVersion: string, kind: string, spec: object): object => ({
    apiVersion,
    kind,
    // The annotation makes the vendor's controllers take it for a template and not for a cluster's own.
    metadata: {
      name: versionLabel(tkr.version),
      annotations: { "tkg.tanzu.vmware.com/template-config": "true" },
    },
    spec,
  });
  return [
    config("cni.tanzu.vmware.com/v1alpha1", "AntreaConfig", {
      antrea: { config: { trafficEncapMode: "encap" } },
    }),
    config("cni.tanzu.vmware.com/v1alpha1", "CalicoConfig", { calico: { config: { vethMTU: 0 } } }),
    config("csi.tanzu.vmware.com/v1alpha1", "VSphereCSIConfig", { vsphereCSI: { mode: "vsphereCSI" } }),
    config("cpi.tanzu.vmware.com/v1alpha1", "VSphereCPIConfig", { vsphereCPI: { mode: "vsphereCPI" } }),
    config("run.tanzu.vmware.com/v1alpha3", "KappControllerConfig", { namespace: "tkg-system" }),
  ];
}

function addonPackage(name: string, version: string, tkr: TinyTkr): object {
  return {
    apiVersion: "data.packaging.carvel.dev/v1alpha1",
    kind: "Package",
    metadata: { name: `${name}.${version}` },
    spec: {
      refName: name,
      version,
      releasedAt: tkr.releasedAt,
      template: {
        spec: {
          // Nothing installs it in the sandbox: the bundle behind this name does not exist.
          fetch: [
            {
              imgpkgBundle: {
                image: `projects.registry.vmware.com/tkg/packages/${name}:${versionTag(version)}`,
              },
            },
          ],
          template: [{ ytt: { ignoreUnknownComments: true, paths: ["config/"] } }],
          deploy: [{ kapp: {} }],
        },
      },
    },
  };
}
