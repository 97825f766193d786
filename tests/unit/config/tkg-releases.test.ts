/** The one table of TKG releases: its own consistency, and what the checks and the docs make of it. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { broughtTkrs } from "../../../sandbox/later-release/tkrs.js";
import { releaseTable } from "../../../src/config/documentation/release-table.js";
import { isOlder } from "../../../src/config/release-order.js";
import { knownTinyTkrs, releaseOf, tkgReleases, triedTinyTkrs } from "../../../src/config/tkg-releases.js";
import {
  compareTkrVersions,
  isTinyTkrVersion,
  isTkrVersion,
  kubernetesVersion,
} from "../../../src/config/tkr-version.js";
import { classesSince, isOlderClass, vendorClassVersion } from "../../../src/config/vendor-class.js";
import { vsphereSupport } from "../../../src/config/vsphere-support.js";
import { supportedVcenter } from "../../../src/environment/judgements/vcenter-login.js";
import { pageStack, parseExample } from "../example-site.js";

describe("the table of TKG releases", () => {
  it("has each release once, newest first, from 2.1.0 to 2.5.4", () => {
    const names = tkgReleases.map(({ tkg }) => tkg);
    assert.deepEqual([names.at(-1), names[0], new Set(names).size], ["2.1.0", "2.5.4", names.length]);
    for (const [index, name] of names.slice(1).entries()) assert.ok(isOlder(name, names[index] ?? ""), name);
  });

  it("has valid tiny TKrs, each once, also by its Kubernetes version", () => {
    const versions = knownTinyTkrs.map(({ tkrVersion }) => tkrVersion);
    for (const version of versions) assert.ok(isTkrVersion(version) && isTinyTkrVersion(version), version);
    const topologies = [...versions.map(kubernetesVersion), "v1.26.5+vmware.1-tiny.2"];
    assert.equal(new Set(topologies).size, topologies.length);
  });

  it("has the tiny TKrs and the default TKr of the 2.5.2 that the sandbox plays", () => {
    const played = broughtTkrs.map(({ version }) => version);
    const release = tkgReleases.find(({ tkg }) => tkg === "2.5.2") ?? assert.fail();
    const known = release.tinyTkrs?.map(({ tkrVersion }) => tkrVersion) ?? [];
    assert.deepEqual(
      played.filter((version) => isTinyTkrVersion(version) && !known.includes(version)),
      [],
    );
    assert.ok(played.includes(release.kubernetes.value), release.kubernetes.value);
  });

  it("has classes of the vendor's that never become older", () => {
    const classes = tkgReleases.map(
      ({ clusterClass }) => vendorClassVersion(clusterClass.value) ?? assert.fail(),
    );
    for (const [index, version] of classes.slice(1).entries()) {
      assert.ok(!isOlder(classes[index] ?? "", version), version);
    }
  });

  it("finds the release of a tiny TKr, and of one whose ending is not public", () => {
    assert.equal(releaseOf("v1.28.9+vmware.1-tiny.1-tkg.2")?.tkg, "2.5.2");
    assert.equal(releaseOf("v1.26.5+vmware.1-tiny.2-tkg.7")?.tkg, "2.3.0");
    assert.equal(releaseOf("v1.28.9+vmware.1-tiny.1-tkg.3"), undefined);
    assert.equal(releaseOf("v1.28.11+vmware.2-tkg.2"), undefined);
  });

  it("has tried the three releases of the sandbox, of which the newest is what a file without a TKr is printed for", () => {
    assert.deepEqual(
      triedTinyTkrs.map(({ tkrVersion }) => tkrVersion),
      ["v1.25.7+vmware.1-tiny.2-tkg.1", "v1.24.10+vmware.1-tiny.1-tkg.1", "v1.24.9+vmware.1-tiny.2-tkg.1"],
    );
  });

  it("is in the docs, with what is not known and what was inferred marked as such", () => {
    const rows = new Map(
      releaseTable()
        .split("\n")
        .slice(2)
        .map((line) => [line.split("|")[1]?.trim(), line] as const),
    );
    assert.equal(rows.size, tkgReleases.length);
    assert.match(rows.get("2.5.1") ?? "", /`tkg-vsphere-default-v1\.2\.0` \(inferred\).*\| unknown \|/);
    assert.match(rows.get("2.5.4") ?? "", /\| unknown \|.*7, 8 \(inferred\).*1\.10\.1/);
    assert.match(rows.get("2.3.0") ?? "", /`v1\.26\.5\+vmware\.1-tiny\.2` \(ending unknown\)/);
    assert.match(rows.get("2.2.0") ?? "", /measured \|$/);
  });

  it("orders its TKrs as versions within a release", () => {
    for (const release of tkgReleases) {
      const own = knownTinyTkrs.filter((tkr) => tkr.release === release).map(({ tkrVersion }) => tkrVersion);
      assert.deepEqual(
        own,
        own.toSorted((a, b) => compareTkrVersions(b, a)),
      );
    }
  });
});

describe("the vendor's ClusterClasses", () => {
  it("are those of the exact form; a class of another name is neither older nor newer", () => {
    assert.equal(vendorClassVersion("tkg-vsphere-default-v1.2.0"), "1.2.0");
    for (const name of [
      "tkg-vsphere-default-v1.2.0-fips",
      "my-tkg-vsphere-default-v1.2.0",
      "tkg-vsphere-default",
    ]) {
      assert.equal(vendorClassVersion(name), undefined);
      assert.equal(isOlderClass(name, "2.3.0"), false);
    }
    assert.equal(isOlderClass("tkg-vsphere-default-v1.0.0", "2.3.0"), true);
    assert.equal(isOlderClass("tkg-vsphere-default-v1.1.0", "2.3.0"), false);
    assert.equal(isOlderClass("tkg-vsphere-default-v1.10.0", "2.3.0"), false);
    assert.equal(isOlderClass("tkg-vsphere-default-v1.0.0", "2.2.0"), false);
  });

  it("are listed from a release on, with the releases that ship them", () => {
    assert.deepEqual(classesSince("2.3.0"), [
      "tkg-vsphere-default-v1.1.0 (TKG 2.3)",
      "tkg-vsphere-default-v1.1.1 (TKG 2.4)",
      "tkg-vsphere-default-v1.2.0 (TKG 2.5)",
    ]);
  });
});

describe("the vSphere of a stack's TKG release", () => {
  const of = (site: Record<string, unknown>) =>
    vsphereSupport(
      parseExample({ management: undefined, template: undefined, site: { ...pageStack.site, ...site } }),
    );
  const tiny = (tkrVersion: string, className = "tkg-vsphere-default-v1.2.0") =>
    of({ tkrVersion, className });
  const judged = (version: string, support: ReturnType<typeof of>) =>
    supportedVcenter({ apiType: "VirtualCenter", version, build: "1" }, support).severity;
  const old = tiny("v1.25.7+vmware.1-tiny.2-tkg.1", "tkg-vsphere-default-v1.0.0");
  const newer = tiny("v1.28.9+vmware.1-tiny.1-tkg.2");
  const unknown = tiny("v1.27.1+vmware.1-tiny.1-tkg.1", "copy-of-a-class");

  it("is 8 for TKG 2.1 and 2.2, 7 and 8 for later ones", () => {
    assert.deepEqual(old, { majors: [8], by: " (TKG 2.1, 2.2)" });
    assert.deepEqual(newer, { majors: [7, 8], by: " (TKG 2.3, 2.4, 2.5)" });
    assert.equal(unknown, undefined);
  });

  it("follows the class where no list names the TKr", () => {
    const standard = { kind: "standard", tkrVersion: "v1.30.2+vmware.1-tkg.1" };
    assert.deepEqual(of({ ...standard, className: "tkg-vsphere-default-v1.2.0" }), newer);
  });

  const rows: [string, ReturnType<typeof of>, string][] = [
    ["6.7.0", old, "failure"],
    ["7.0.3", old, "failure"],
    ["8.0.1", old, "ok"],
    ["9.0.0", old, "warning"],
    ["6.7.0", newer, "failure"],
    ["7.0.3", newer, "ok"],
    ["8.0.3", newer, "ok"],
    ["9.0.0", newer, "warning"],
    ["6.7.0", unknown, "failure"],
    ["7.0.3", unknown, "warning"],
    ["8.0.3", unknown, "ok"],
    ["9.0.0", unknown, "warning"],
    ["soon", newer, "failure"],
  ];
  for (const [version, support, severity] of rows) {
    it(`${version} is ${severity} for ${support?.by ?? " an unknown release"}`, () => {
      assert.equal(judged(version, support), severity);
    });
  }

  it("is judged by the release whatever the minor version", () => {
    fc.assert(
      fc.property(fc.nat({ max: 12 }), fc.nat({ max: 9 }), (major, minor) => {
        assert.equal(judged(`${major}.${minor}.0`, newer), judged(`${major}.0.0`, newer));
      }),
    );
  });
});
