import assert from "node:assert/strict";
import { losesBootstrap } from "../../../src/manifests/lost-bootstrap.js";
import { closedWindowNotice, rebuildNotice, refusedRebuild } from "../../../src/program/rebuild-notice.js";
import { rollNotice } from "../../../src/program/roll-notice.js";
import { otherVersionNotice, reasonsToShow, rolledToShow } from "../../../src/program/version-notice.js";
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

  it("names the way to upgrade a standard cluster in place, where the version alone goes up", () => {
    const [from, next] = ["v1.25.7+vmware.2-tkg.1", "v1.26.5+vmware.2-tkg.1"];
    const inPlace = /in place instead, with its etcd: tkg-edge:site\.versionChange: roll/;
    const notice = (kind: string, ...reasons: readonly (typeof cpus)[]) =>
      rebuildNotice({
        site: exampleSite(kind === "standard" ? { kind, tkrVersion: next } : {}).site,
        ...{ reasons, alsoApplied: [], nodes },
      });
    const up = { input: "tkrVersion", from, to: next };
    assert.match(notice("standard", up), inPlace);
    for (const text of [
      notice("standard", { input: "tkrVersion", from: next, to: from }),
      notice("standard", { ...up, to: "v1.27.5+vmware.1-tkg.1" }),
      notice("standard", up, { input: "className", from: "a", to: "b" }),
      notice("minimal", up),
    ])
      assert.doesNotMatch(text, inPlace);
  });

  it("is followed by the windows where none is open", () => {
    const { site } = exampleSite({
      rebuild: { timeZone: "Asia/Kolkata", windows: [{ from: "01:00", to: "05:00" }] },
    });
    assert.equal(closedWindowNotice(site, Date.parse("2026-11-30T20:00:00Z")), undefined);
    assert.match(
      closedWindowNotice(site, Date.parse("2026-11-30T12:00:00Z")) ?? "",
      /^REBUILD of default\/workload-snc would be refused now, before anything is deleted: no window .*; the next one opens Tue 2026-12-01 01:00 Asia\/Kolkata \(2026-11-30 19:30 UTC\) /,
    );
    assert.equal(closedWindowNotice(exampleSite().site, 0), undefined);
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

describe("a change of version in a notice", () => {
  const [first, next] = ["v1.25.7+vmware.2-tkg.1", "v1.26.5+vmware.2-tkg.1"];
  const classes = { input: "className", from: "a", to: "b" };

  it("begins with the version that runs, which need not be that of the build", () => {
    const { site } = exampleSite({ kind: "standard", tkrVersion: first });
    const again = { input: "rebuiltFrom", from: "(not set)", to: next };
    const shown = { input: "tkrVersion", from: next, to: first };
    assert.deepEqual(reasonsToShow([again], site, next), [shown]);
    assert.deepEqual(reasonsToShow([{ ...shown, from: "v1.24.17" }, classes], site, next), [classes, shown]);
    assert.deepEqual(reasonsToShow([shown, classes], site, first), [classes]);
    assert.deepEqual(reasonsToShow([shown], site, undefined), [shown]);
    const rolled = { input: "tkrVersion", from: "(not set)", to: next };
    assert.deepEqual(rolledToShow([cpus, rolled], first), [cpus, { ...rolled, from: first }]);
  });

  it("is a warning where another client made it, of a cluster that is rolled", () => {
    const { site } = exampleSite({ kind: "standard", tkrVersion: first, versionChange: "roll" });
    const text = otherVersionNotice(site, first, "v1.26.5+vmware.2") ?? "";
    assert.match(
      text,
      /default\/workload-snc has Kubernetes v1\.26\.5\+vmware\.2, to which another client changed it/,
    );
    assert.equal(otherVersionNotice(site, first, "v1.25.7+vmware.2"), undefined);
    assert.equal(otherVersionNotice(site, next, "v1.26.5+vmware.2"), undefined);
    const rebuilt = { ...site, versionChange: "rebuild" } as const;
    assert.equal(otherVersionNotice(rebuilt, first, "v1.26.5+vmware.2"), undefined);
  });
});
