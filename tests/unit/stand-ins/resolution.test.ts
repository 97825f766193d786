import assert from "node:assert/strict";
import type {
  Cluster,
  ClusterClass,
  OsImage,
  TanzuKubernetesRelease,
} from "../../../sandbox/stand-ins/tkg/api.js";
import { augmentOsImage, augmentTkr } from "../../../sandbox/stand-ins/tkg/augment.js";
import {
  chosenImage,
  constructQuery,
  resolve,
  unresolvedText,
  type Known,
} from "../../../sandbox/stand-ins/tkg/resolution.js";

const resolveTkr = "run.tanzu.vmware.com/resolve-tkr";
const resolveOsImage = "run.tanzu.vmware.com/resolve-os-image";

function release(version: string, tiny: boolean, compatible = true): TanzuKubernetesRelease {
  const name = version.replace("+", "---");
  return augmentTkr({
    apiVersion: "run.tanzu.vmware.com/v1alpha3",
    kind: "TanzuKubernetesRelease",
    metadata: { name, labels: tiny ? { "tkr.tanzu.vmware.com/tiny": "" } : {} },
    spec: {
      version,
      kubernetes: { version: version.replace(/-tkg\.\d+$/, "") },
      osImages: [{ name: `${name}-photon` }, { name: `${name}-ubuntu` }],
    },
    status: { conditions: [{ type: "Compatible", status: compatible ? "True" : "False" }] },
  });
}

function imagesOf(tkr: TanzuKubernetesRelease): OsImage[] {
  return ["photon", "ubuntu"].map((os) =>
    augmentOsImage({
      apiVersion: "run.tanzu.vmware.com/v1alpha3",
      kind: "OSImage",
      metadata: { name: `${tkr.metadata.name}-${os}` },
      spec: {
        kubernetesVersion: tkr.spec.kubernetes.version,
        os: { type: "linux", name: os, version: os === "photon" ? "3" : "2004", arch: "amd64" },
        image: { type: "ova", ref: { version: `${tkr.spec.version}-${os}` } },
      },
    }),
  );
}

function knowing(...tkrs: TanzuKubernetesRelease[]): Known {
  return { tkrs, osImages: new Map(tkrs.flatMap(imagesOf).map((image) => [image.metadata.name, image])) };
}

const tiny2 = release("v1.25.7+vmware.1-tiny.2-tkg.1", true);
const tiny3 = release("v1.25.8+vmware.1-tiny.1-tkg.1", true);
const standard = release("v1.25.7+vmware.2-tkg.1", false);
const known = knowing(tiny2, tiny3, standard);

interface Wanted {
  readonly version: string;
  readonly own?: string;
  readonly fromClass?: string;
  readonly os?: string;
}

function resolved({ version, own, fromClass, os = "os-name=photon" }: Wanted, among: Known = known) {
  const annotations = (value: string | undefined): Record<string, string> =>
    value === undefined ? {} : { [resolveTkr]: value };
  const cluster: Cluster = {
    apiVersion: "cluster.x-k8s.io/v1beta1",
    kind: "Cluster",
    metadata: { name: "c", annotations: annotations(own) },
    spec: {
      topology: {
        class: "k",
        version,
        controlPlane: { metadata: { annotations: { [resolveOsImage]: os } } },
      },
    },
  };
  const clusterClass: ClusterClass = {
    apiVersion: "cluster.x-k8s.io/v1beta1",
    kind: "ClusterClass",
    metadata: { name: "k", annotations: annotations(fromClass) },
    spec: {},
  };
  const query = constructQuery(cluster, clusterClass);
  if (query === undefined) return undefined;
  const result = resolve(query, among);
  return {
    tkr: result.controlPlane?.tkr?.metadata.name,
    image: result.controlPlane && chosenImage(result.controlPlane)?.metadata.name,
    text: unresolvedText(cluster, query, result),
  };
}

describe("TKr resolution", () => {
  it("is off when neither Cluster nor class has the annotation", () => {
    assert.equal(resolved({ version: "v1.25" }), undefined);
  });

  it("the Cluster's annotation replaces the class's", () => {
    const found = resolved({
      version: "v1.25.7",
      own: "tkr.tanzu.vmware.com/tiny",
      fromClass: "!tkr.tanzu.vmware.com/tiny",
    });
    assert.equal(found?.tkr, tiny2.metadata.name);
    assert.equal(
      resolved({ version: "v1.25.7", fromClass: "!tkr.tanzu.vmware.com/tiny" })?.tkr,
      standard.metadata.name,
    );
  });

  it("the newest TKr with the prefix wins, an exact version narrows to it", () => {
    assert.equal(resolved({ version: "v1.25", own: "tkr.tanzu.vmware.com/tiny" })?.tkr, tiny3.metadata.name);
    assert.equal(resolved({ version: tiny2.spec.version, own: "" })?.tkr, tiny2.metadata.name);
    assert.equal(
      resolved({ version: "v1.25.7+vmware.1-tiny.2", own: "" })?.image,
      `${tiny2.metadata.name}-photon`,
    );
  });

  it("TKrs that are incompatible or labelled deactivated are no candidates", () => {
    const incompatible = release("v1.25.9+vmware.1-tiny.1-tkg.1", true, false);
    const deactivated = release("v1.25.9+vmware.1-tiny.2-tkg.1", true);
    deactivated.metadata.labels = { ...deactivated.metadata.labels, deactivated: "" };
    const found = resolved(
      { version: "v1.25", own: "tkr.tanzu.vmware.com/tiny" },
      knowing(tiny2, incompatible, deactivated),
    );
    assert.equal(found?.tkr, tiny2.metadata.name);
    assert.equal(
      incompatible.status?.conditions?.find(({ type }) => type === "Ready")?.reason,
      "Incompatible",
    );
  });

  it("two images that match are as bad as none, and the text names them", () => {
    const two = resolved({ version: "v1.25.7+vmware.2", own: "", os: "image-type=ova" });
    assert.equal(two?.image, undefined);
    assert.match(
      two?.text ?? "",
      /tkrName: 'v1\.25\.7---vmware\.2-tkg\.1', osImagesByTKR: map\[[^\]]+-photon [^\]]+-ubuntu\]\]/,
    );
    assert.match(
      resolved({ version: "v1.30", own: "" })?.text ?? "",
      /k8sVersion: '', tkrName: '', osImagesByTKR: map\[\]/,
    );
  });

  it("an image label selects: ova version, OS version", () => {
    const os = `ova-version=${tiny2.metadata.name}-ubuntu,os-version=2004`;
    assert.equal(resolved({ version: "v1.25", own: "", os })?.image, `${tiny2.metadata.name}-ubuntu`);
  });

  it("a machine deployment must agree on the TKr", () => {
    const withWorkers: Cluster = {
      apiVersion: "cluster.x-k8s.io/v1beta1",
      kind: "Cluster",
      metadata: { name: "c", annotations: { [resolveTkr]: "" } },
      spec: {
        topology: {
          class: "k",
          version: "v1.25.7",
          controlPlane: { metadata: { annotations: { [resolveOsImage]: "os-name=photon" } } },
          workers: {
            machineDeployments: [
              { class: "w", name: "md", metadata: { annotations: { [resolveOsImage]: "os-name=windows" } } },
            ],
          },
        },
      },
    };
    const clusterClass: ClusterClass = {
      apiVersion: "cluster.x-k8s.io/v1beta1",
      kind: "ClusterClass",
      metadata: { name: "k" },
      spec: { workers: { machineDeployments: [{ class: "w" }] } },
    };
    const query = constructQuery(withWorkers, clusterClass);
    assert.ok(query);
    const text = unresolvedText(withWorkers, query, resolve(query, known));
    assert.match(
      text ?? "",
      /^could not resolve TKR\/OSImage for controlPlane, machineDeployments: \[md\], query: /,
    );
  });
});
