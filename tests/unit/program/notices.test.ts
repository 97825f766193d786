import assert from "node:assert/strict";
import { losesBootstrap } from "../../../src/manifests/lost-bootstrap.js";
import { rebuildNotice, refusedRebuild } from "../../../src/program/rebuild-notice.js";
import { rollNotice } from "../../../src/program/roll-notice.js";
import { exampleSite } from "../example-site.js";

const version = { input: "tkrVersion", from: "v1.24.10", to: "v1.25.7" };
const cpus = { input: "machine.numCPUs", from: "4", to: "8" };
const nodes = ["node edge-1 (VM workload-snc-x7k)"];

describe("the notice of a rebuild", () => {
  it("reports which node goes, why, what is lost and what stays", () => {
    const text = rebuildNotice({ site: exampleSite().site, reasons: [version], alsoApplied: [cpus], nodes });
    assert.match(text, /^REBUILD of default\/workload-snc: its node is DESTROYED/);
    assert.match(
      text,
      /tkrVersion: v1\.24\.10 -> v1\.25\.7[\s\S]*Also applied[\s\S]*machine\.numCPUs: 4 -> 8/,
    );
    assert.match(text, /Destroyed: node edge-1 \(VM workload-snc-x7k\)/);
    assert.match(text, /Lost: [\s\S]*etcd[\s\S]*local volumes[\s\S]*Kept: /);
    assert.match(text, /Nothing is backed up: tkg-edge:site\.rebuild\.beforeCommand is not set/);
  });

  it("names the command that is run before", () => {
    const { site } = exampleSite({ rebuild: { beforeCommand: "./backup.sh" } });
    const text = rebuildNotice({ site, reasons: [version], alsoApplied: [], nodes });
    assert.match(text, /has to succeed: \.\/backup\.sh/);
    assert.doesNotMatch(text, /Also applied|Nothing is backed up/);
  });

  it("is a refusal for a protected cluster, with the ways to allow it", () => {
    const text = refusedRebuild({ site: exampleSite().site, reasons: [version], alsoApplied: [], nodes });
    assert.match(text, /refused: tkg-edge:site\.protect is true\. Nothing was changed/);
    assert.match(text, /protect: false, pulumi up[\s\S]*pulumi up --ignore-protect/);
  });
});

describe("the notice of a roll", () => {
  it("reports what changes, what must be free, and how to get a rebuild instead", () => {
    const { site } = exampleSite({ machine: { numCPUs: 8, memoryMiB: 8192, diskGiB: 40 } });
    const text = rollNotice(site, [cpus]);
    assert.match(text, /^ROLL of default\/workload-snc/);
    assert.match(text, /machine\.numCPUs: 4 -> 8/);
    assert.match(text, /8 CPUs and 8192 MiB of memory in \/dc0\/host\/cluster0\/Resources/);
    assert.match(
      text,
      /40 GiB in \/dc0\/datastore\/sharedVmfs-0[\s\S]*an address in \/dc0\/network\/VM Network/,
    );
    assert.match(text, /tkg-edge:site\.rebuild\.generation: 1/);
  });
});

describe("a rebuild that one up cannot make", () => {
  const noEndpoint = { input: "cpi.excludeEndpoint", from: "true", to: "false" };

  it("is one after which the cluster has no ClusterBootstrap of its own", () => {
    const bare = exampleSite({ cpi: { excludeEndpoint: false } }).site;
    assert.equal(losesBootstrap(bare, [noEndpoint]), true);
    assert.equal(losesBootstrap(bare, [{ input: "cni", from: "calico", to: "antrea" }]), true);
    assert.equal(losesBootstrap(bare, [version]), false);
    assert.equal(losesBootstrap(exampleSite().site, [version]), false);
    const calico = exampleSite({ cni: "calico", cpi: { excludeEndpoint: false } }).site;
    assert.equal(losesBootstrap(calico, [noEndpoint]), false);
  });
});
