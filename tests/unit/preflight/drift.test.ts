/** What counts as drift, judged on objects as they were read. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { ManagementCluster } from "../../../src/clients/management-cluster.js";
import { readClusterClass } from "../../../src/environment/facts/cluster-class.js";
import { installedTkr } from "../../../src/environment/facts/tkr-objects.js";
import { perhapsNew, type Finding } from "../../../src/environment/finding.js";
import { classDrift } from "../../../src/environment/judgements/cluster-class.js";
import { judgeAbsence } from "../../../src/environment/judgements/template-drift.js";
import { noTkrFindings, tkrDrift } from "../../../src/environment/judgements/tkr-drift.js";
import { checkGuardDrift } from "../../../src/environment/questions/drift.js";
import { findDrift } from "../../../src/preflight/drift/drift.js";
import { FakeManagement } from "../fake-management.js";

const version = "v1.25.7+vmware.1-tiny.2-tkg.1";
const name = "v1.25.7---vmware.1-tiny.2-tkg.1";
const guard = "run.tanzu.vmware.com/resolve-tkr";
const judgeClasses = (classes: readonly LiveObject[], configured: Parameters<typeof classDrift>[1]) =>
  classDrift(classes.map(readClusterClass), configured);
const judgeTkr = (wantedVersion: string, objects: readonly LiveObject[], osImages: readonly LiveObject[]) =>
  tkrDrift(
    wantedVersion,
    installedTkr(wantedVersion, objects),
    osImages.map(({ metadata }) => metadata.name),
  );
const words = (findings: readonly Finding[]): string[] => findings.map((finding) => finding.seen);

const classIn = (namespace: string, annotations: Record<string, string>): LiveObject => ({
  metadata: { name: "tkg-vsphere-default-v1.0.0", namespace, annotations },
});
const wanted = { name: "tkg-vsphere-default-v1.0.0", resolveTkr: "guard" as const };

const configMap: LiveObject = {
  kind: "ConfigMap",
  metadata: { name: `tkg-compatibility-versions-${name}` },
  data: { tkrVersions: `["${version}"]` },
};
const carvelPackage: LiveObject = {
  kind: "Package",
  metadata: { name: "tkr-vsphere-edge.tanzu.vmware.com.1.25.7+vmware.1-tiny.2-tkg.1" },
};
const bootstrap: LiveObject = { kind: "ClusterBootstrapTemplate", metadata: { name } };
const condition = (type: string, status: string) => ({ type, status });
const tkr: LiveObject = {
  kind: "TanzuKubernetesRelease",
  metadata: { name },
  spec: { osImages: [{ name: "photon" }, { name: "ubuntu" }] },
  status: { conditions: [condition("Ready", "True"), condition("Compatible", "True")] },
};
const images: LiveObject[] = [{ metadata: { name: "photon" } }, { metadata: { name: "ubuntu" } }];

describe("drift of the ClusterClass", () => {
  const ours = { "tkg-edge/written-at": "2026-01-01T00:00:00Z" };

  it("is nothing where the class and every copy select as configured", () => {
    const classes = [
      classIn("tkg-system", { ...ours, [guard]: "!tkr.tanzu.vmware.com/tiny" }),
      classIn("default", { [guard]: "!tkr.tanzu.vmware.com/tiny" }),
    ];
    assert.deepEqual(judgeClasses(classes, wanted), []);
  });

  it("names the copy that differs, and distinguishes an absent annotation from an empty one", () => {
    const classes = [
      classIn("tkg-system", { ...ours, [guard]: "!tkr.tanzu.vmware.com/tiny" }),
      classIn("default", { [guard]: "" }),
      classIn("edge", {}),
    ];
    const found = words(judgeClasses(classes, wanted));
    assert.match(found[0]!, /default\/.* is "", not "!tkr/);
    assert.match(found[1]!, /edge\/.* is not set, not "!tkr/);
    assert.equal(found.length, 2);
  });

  it("may be new as long as this product never wrote to the class", () => {
    const [finding] = judgeClasses([classIn("tkg-system", { [guard]: "" })], wanted);
    assert.equal(finding?.mayBeNew, true);
    const [later] = judgeClasses([classIn("tkg-system", { ...ours, [guard]: "" })], wanted);
    assert.equal(later?.mayBeNew, undefined);
  });
});

describe("drift of the vendor's other classes", () => {
  const written = { "tkg-edge/written-at": "2026-01-01T00:00:00Z" };
  const later = "tkg-vsphere-default-v1.2.0";
  const named = (className: string, namespace: string, selector: string): LiveObject => ({
    kind: "ClusterClass",
    metadata: { name: className, namespace, annotations: { ...written, [guard]: selector } },
  });

  it("is found by one call for each class of the vendor, and copies of a user are not read", async () => {
    const selector = "!tkr.tanzu.vmware.com/tiny";
    const cluster = new FakeManagement([
      named(wanted.name, "tkg-system", selector),
      named(later, "tkg-system", ""),
      named("copy-of-a-class", "tkg-system", ""),
    ]);
    const { guard: ofNamed, classes } = await checkGuardDrift(cluster, wanted);
    assert.deepEqual([ofNamed, classes.hasNamed, [...classes.others.keys()]], [[], true, [later]]);
    assert.match(
      words(classes.others.get(later) ?? []).join(),
      /ClusterClass tkg-system\/\S+v1\.2\.0: .* is ""/,
    );
    assert.equal(cluster.queries.length, 3);
  });
});

describe("drift of a TKr", () => {
  it("is nothing where all is there, and where nothing is there yet", () => {
    assert.deepEqual(judgeTkr(version, [configMap, carvelPackage, bootstrap, tkr], images), noTkrFindings);
    assert.deepEqual(judgeTkr(version, [], images), noTkrFindings);
  });

  it("is reported by the resource that makes what is missing", () => {
    const { configMap: ofConfigMap, package: ofPackage, release } = judgeTkr(version, [tkr], images.slice(1));
    assert.match(words(ofConfigMap).join(), /there is no ConfigMap tkg-system\/tkg-compatibility/);
    assert.match(words(ofPackage).join(), /there is no Package tkg-system\/tkr-vsphere-edge/);
    assert.deepEqual(words(release), [
      "there is no OSImage photon",
      `there is no ClusterBootstrapTemplate tkg-system/${name}`,
    ]);
  });

  it("reports a ConfigMap that lists only a later build, whose version begins the same", () => {
    const later = { ...configMap, data: { tkrVersions: `["${version}0"]` } };
    const found = judgeTkr(version, [later, carvelPackage, bootstrap, tkr], images).configMap;
    assert.match(words(found).join(), /does not list v1\.25\.7\+vmware\.1-tiny\.2-tkg\.1$/);
    for (const tkrVersions of [`- ${version}\n- v1.0.0+x-tkg.1\n`, `["${version}"]`]) {
      const listed = { ...configMap, data: { tkrVersions } };
      assert.deepEqual(judgeTkr(version, [listed], images).configMap, []);
    }
    const broken = { ...configMap, data: { tkrVersions: `["${version}` } };
    assert.equal(judgeTkr(version, [broken], images).configMap.length, 1);
  });

  it("is its being incompatible, and its being deactivated", () => {
    const incompatible = { ...tkr, status: { conditions: [condition("Compatible", "False")] } };
    const all = [configMap, carvelPackage, bootstrap];
    assert.match(
      words(judgeTkr(version, [...all, incompatible], images).release).join(),
      /is not Compatible and not Ready/,
    );
    const deactivated = { ...tkr, metadata: { name, labels: { deactivated: "" } } };
    assert.match(words(judgeTkr(version, [...all, deactivated], images).release).join(), /is deactivated/);
  });
});

describe("drift of a template", () => {
  const spec = { tkrVersion: version, os: "photon" as const };
  const image = {
    version: `${version}-ac20b3`,
    distroName: "photon",
    distroVersion: "3",
    distroArch: "amd64",
  };
  const machine = { moid: "vm-1", path: "/dc0/vm/other", powerState: "poweredOff", clone: false, image };

  it("is its absence, which may be new", () => {
    const { findings, elsewhere } = judgeAbsence("/dc0/vm/t", spec, [{ ...machine, template: false }]);
    assert.deepEqual(elsewhere, []);
    assert.deepEqual(findings[0], perhapsNew("there is no VM template /dc0/vm/t"));
  });

  it("is not its being there under another name", () => {
    assert.deepEqual(judgeAbsence("/dc0/vm/t", spec, [{ ...machine, template: true }]), {
      findings: [],
      elsewhere: ["/dc0/vm/other"],
    });
    const laterBuild = { ...image, version: "v1.25.7+vmware.1-tiny.2-tkg.10-ac20b3" };
    assert.deepEqual(judgeAbsence("/dc0/vm/t", spec, [{ ...machine, template: true, image: laterBuild }]), {
      findings: [perhapsNew("there is no VM template /dc0/vm/t")],
      elsewhere: [],
    });
    const ubuntu = { ...machine, template: true, image: { ...image, distroName: "ubuntu" } };
    assert.equal(judgeAbsence("/dc0/vm/t", spec, [ubuntu]).findings.length, 1);
  });
});

describe("drift detection that gets no answer", () => {
  it("finds nothing, and reports what it could not read and why", async () => {
    const address = { kubeconfig: "/nonexistent/kubeconfig", context: "nobody" };
    const drift = await findDrift(
      {
        connection: { managementCluster: address },
        management: {
          clusterClass: wanted,
          tkr: { version, alsoInstalled: [], timeoutSeconds: 600, install: "auto" },
          bundle: "127.0.0.1:1/tkg/bundle",
          trustRegistryCa: "report",
        },
      },
      new ManagementCluster(address),
      Promise.resolve(undefined),
    );
    assert.deepEqual([drift.guard, [...drift.tkrs], drift.template], [[], [], []]);
    assert.equal(drift.unknown.length, 2);
    assert.match(drift.unknown.join("\n"), /ClusterClass .*nobody[\s\S]*the TKrs: .*nobody/);
  });
});
