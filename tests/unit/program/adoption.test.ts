import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { liveSite } from "../../../src/config/object-spec/live-site.js";
import { differences } from "../../../src/environment/judgements/adoption.js";
import {
  calicoConfig,
  clusterBootstrap,
  vsphereCpiConfig,
} from "../../../src/manifests/cluster-bootstrap.js";
import { cluster as clusterManifest } from "../../../src/manifests/cluster.js";
import { changedInputs } from "../../../src/manifests/input-change.js";
import { canonicalRebuildInputs, rebuildInputs, rebuildInputsOf } from "../../../src/manifests/rebuild.js";
import { changedCredentials, specChanges } from "../../../src/program/adoption-notice.js";
import { changesBeside } from "../../../src/program/adoption.js";
import { exampleSite } from "../example-site.js";

const packages = ["calico.tanzu.vmware.com.3.24.1", "vsphere-cpi.tanzu.vmware.com.1.25.1"];

describe("taking a cluster over", () => {
  for (const overrides of [{}, { cni: "calico" }, { cpi: { excludeEndpoint: false } }]) {
    it(`finds nothing that only a rebuild could change in our own objects: ${JSON.stringify(overrides)}`, () => {
      const { site, vcenter } = exampleSite(overrides);
      const cluster = clusterManifest(site, vcenter);
      const labels = { "run.tanzu.vmware.com/tkr": site.tkrVersion.replace("+", "---") };
      const others = new Map<string, object>([
        ...(site.cni === "calico" ? [["ClusterBootstrap", clusterBootstrap(site, packages)] as const] : []),
        ...(site.cpi.excludeEndpoint ? [["VSphereCPIConfig", vsphereCpiConfig(site)] as const] : []),
      ]);
      const recorded = liveSite({ ...cluster, metadata: { ...cluster.metadata, labels } }, others);
      const wanted = rebuildInputs(site, vcenter.server);
      assert.deepEqual(changedInputs(canonicalRebuildInputs(rebuildInputsOf(recorded)), wanted), []);
    });
  }

  it("takes over a version of the operating system that the stack does not name, and refuses another one", () => {
    const { site, vcenter } = exampleSite();
    const live = clusterManifest({ ...site, osVersion: "3" }, vcenter);
    const labels = { "run.tanzu.vmware.com/tkr": site.tkrVersion.replace("+", "---") };
    const others = new Map<string, object>([["VSphereCPIConfig", vsphereCpiConfig(site)]]);
    const found = (osVersion?: string) =>
      differences(
        { ...site, osVersion },
        vcenter,
        { ...live, metadata: { ...live.metadata, labels } },
        others,
      ).map(({ path, expected }) => `${path}: ${expected}`);
    assert.deepEqual([found(), found("3")], [[], []]);
    assert.deepEqual(found("5"), [
      "tkg-edge:site.osVersion: 3, as the running cluster has it; only a rebuild could change that",
    ]);
  });

  it("takes over a default of the class, whether or not the stack states it", () => {
    const { site, vcenter } = exampleSite({ cpi: { excludeEndpoint: false } });
    const port = exampleSite({ cpi: { excludeEndpoint: false }, variables: { apiServerPort: 6443 } }).site;
    const live = clusterManifest(port, vcenter);
    const metadata = {
      ...live.metadata,
      annotations: {},
      labels: { "run.tanzu.vmware.com/tkr": site.tkrVersion.replace("+", "---") },
    };
    const schemas = [{ type: "integer", default: 6443 }];
    const ofClass = [{ name: "apiServerPort", isRequired: false, schemas }];
    const found = (wanted: typeof site, defined?: typeof ofClass) =>
      differences(wanted, vcenter, { ...live, metadata }, new Map(), defined).map(({ path }) => path);
    assert.deepEqual([found(site, ofClass), found(port, ofClass), found(port)], [[], [], []]);
    assert.deepEqual(found(site), ["tkg-edge:site.variables.apiServerPort"]);
    const other = exampleSite({ cpi: { excludeEndpoint: false }, variables: { apiServerPort: 8443 } }).site;
    assert.deepEqual(found(other, ofClass), ["tkg-edge:site.variables.apiServerPort"]);
  });

  it("compares the objects that configure packages as admission would leave them", async () => {
    const { site } = exampleSite({ cni: "calico" });
    const asLive = (object: object): LiveObject => object as LiveObject;
    const calico = { ...calicoConfig(site), spec: { calico: { config: { vethMTU: 1400 } } } };
    const bootstrap = clusterBootstrap(site, packages);
    const older = {
      ...bootstrap,
      spec: { ...bootstrap.spec, cpi: { ...bootstrap.spec.cpi, refName: "vsphere-cpi.older" } },
    };
    const live = new Map(
      [calico, vsphereCpiConfig(site), older].map((object) => [object.kind, asLive(object)] as const),
    );
    const tried: string[] = [];
    const admits = {
      dryRunApply: (object: object) => {
        tried.push(asLive(object).kind ?? "");
        return Promise.resolve({ ok: true, object: asLive(object) } as const);
      },
    };
    assert.deepEqual(await changesBeside(admits, site, live, packages), [
      "CalicoConfig spec.calico.config.vethMTU: 1400 -> 0",
      "CalicoConfig spec.calico.config.skipCNIBinaries: (not set) -> true",
      'ClusterBootstrap spec.cpi.refName: "vsphere-cpi.older" -> "vsphere-cpi.tanzu.vmware.com.1.25.1"',
    ]);
    assert.deepEqual(tried, ["CalicoConfig", "VSphereCPIConfig", "ClusterBootstrap"]);
    assert.deepEqual(await changesBeside(admits, site, new Map(), undefined), []);
    assert.equal(tried.length, 3);
    const own = new Map([["ClusterBootstrap", asLive(bootstrap)]]);
    assert.deepEqual(await changesBeside(admits, site, own, packages), []);
    assert.deepEqual(await changesBeside(admits, site, own, undefined), [
      `ClusterBootstrap: not compared, because TKr ${site.tkrVersion} shows no packages`,
    ]);
    const refuses = {
      dryRunApply: () => Promise.resolve({ ok: false, text: "new package refName" } as const),
    };
    await assert.rejects(
      changesBeside(refuses, site, own, packages),
      /taking over the ClusterBootstrap default\/workload-snc: new package refName/,
    );
  });

  it("reports what changes by the variables' names, whatever their order, and shortens what is long", () => {
    const spec = (...variables: readonly { readonly name: string; readonly value: unknown }[]) => ({
      topology: { variables },
    });
    const machine = (memoryMiB: number) => ({ name: "controlPlane", value: { machine: { memoryMiB } } });
    const trust = (data: string) => ({ name: "trust", value: data.repeat(100) });
    assert.deepEqual(specChanges(spec(machine(1), trust("a")), spec(trust("a"), machine(1))), []);
    assert.deepEqual(specChanges(spec(machine(1), trust("a")), spec(machine(2), trust("b"))), [
      "Cluster spec.topology.variables.controlPlane.machine.memoryMiB: 1 -> 2",
      `Cluster spec.topology.variables.trust: "${"a".repeat(76)}... -> "${"b".repeat(76)}...`,
    ]);
    assert.deepEqual(specChanges(spec(machine(1), { name: "cni", value: "antrea" }), spec(machine(1))), [
      'Cluster spec.topology.variables.cni: "antrea" -> (not set)',
    ]);
  });

  it("reports which of the credentials change, and shows neither", () => {
    const data = (text: string) => Buffer.from(text).toString("base64");
    const secret = {
      metadata: { name: "site" },
      data: { username: data("user"), password: data("in-use") },
    };
    assert.deepEqual(changedCredentials(secret, "user", "in-use"), []);
    assert.deepEqual(changedCredentials(secret, "user", "of-the-stack"), [
      "Secret password: becomes the one of this stack",
    ]);
    assert.deepEqual(changedCredentials(undefined, "user", "of-the-stack"), []);
  });
});
