import assert from "node:assert/strict";
import fc from "fast-check";
import { compareVersions } from "../../../sandbox/stand-ins/tkg/versions.js";
import { triedTinyTkrs } from "../../../src/config/tkg-releases.js";
import * as version from "../../../src/config/tkr-version.js";

describe("names that follow from a TKr version", () => {
  it("are those of the vendor page for its TKr", () => {
    const tkr = "v1.25.7+vmware.1-tiny.2-tkg.1";
    assert.equal(version.tkrName(tkr), "v1.25.7---vmware.1-tiny.2-tkg.1");
    assert.equal(version.bundleTag(tkr), "v1.25.7_vmware.1-tiny.2-tkg.1");
    assert.equal(version.kubernetesVersion(tkr), "v1.25.7+vmware.1-tiny.2");
    assert.equal(version.packageName(tkr), "tkr-vsphere-edge.tanzu.vmware.com.1.25.7+vmware.1-tiny.2-tkg.1");
    assert.equal(
      version.packageManifestPath(tkr),
      "packages/tkr-vsphere-edge.tanzu.vmware.com/1.25.7+vmware.1-tiny.2-tkg.1.yml",
    );
  });

  it("give the topology versions that the page names for each release", () => {
    assert.deepEqual(
      triedTinyTkrs.map(({ release, tkrVersion }) => [release.tkg, version.kubernetesVersion(tkrVersion)]),
      [
        ["2.2.0", "v1.25.7+vmware.1-tiny.2"],
        ["2.1.1", "v1.24.10+vmware.1-tiny.1"],
        ["2.1.0", "v1.24.9+vmware.1-tiny.2"],
      ],
    );
  });

  const number = fc.nat({ max: 99 });
  const tinyVersions = fc
    .tuple(number, number, number, number, number, number)
    .map(([a, b, c, d, e, f]) => `v${a}.${b}.${c}+vmware.${d}-tiny.${e}-tkg.${f}`);

  it("are valid names and tags for every version of the form", () => {
    fc.assert(
      fc.property(tinyVersions, (tkr) => {
        assert.ok(version.isTkrVersion(tkr) && version.isTinyTkrVersion(tkr));
        assert.match(version.tkrName(tkr), /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/);
        assert.match(version.bundleTag(tkr), /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/);
        assert.ok(tkr.startsWith(version.kubernetesVersion(tkr)));
        assert.ok(!version.kubernetesVersion(tkr).includes("-tkg."));
      }),
    );
  });

  it("differ where versions differ", () => {
    fc.assert(
      fc.property(tinyVersions, tinyVersions, (a, b) => {
        assert.equal(version.tkrName(a) === version.tkrName(b), a === b);
        assert.equal(version.bundleTag(a) === version.bundleTag(b), a === b);
      }),
    );
  });
});

describe("the OVAs of a TKr", () => {
  const tkr = "v1.25.7+vmware.1-tiny.2-tkg.1";

  it("have its whole version, with or without a checksum", () => {
    for (const own of [tkr, `${tkr}-ac20b3`]) assert.equal(version.isOvaVersionOf(own, tkr), true, own);
    for (const other of [
      "v1.25.7+vmware.1-tiny.2-tkg.10-ac20b3",
      "v1.25.7+vmware.1-tiny.20-tkg.1-ac20b3",
      "v1.25.7+vmware.1-tiny.2",
      "v1.25.70+vmware.1-tiny.2-tkg.1-ac20b3",
      "",
    ]) {
      assert.equal(version.isOvaVersionOf(other, tkr), false, other);
    }
  });

  it("belong to one TKr alone", () => {
    const number = fc.nat({ max: 120 });
    const tinyVersion = fc.tuple(number, number).map(([a, b]) => `v1.25.7+vmware.1-tiny.${a}-tkg.${b}`);
    fc.assert(
      fc.property(tinyVersion, tinyVersion, (a, b) => {
        assert.equal(version.isOvaVersionOf(`${a}-ac20b3`, b), a === b);
      }),
    );
  });
});

describe("the order of TKr versions", () => {
  const ordered = [
    "no version",
    "v1.9.0+vmware.1-tkg.1",
    "v1.24.9+vmware.1-tiny.2-tkg.1",
    "v1.24.10+vmware.1-tiny.1-tkg.1",
    "v1.25.7-rc.1+vmware.1",
    "v1.25.7",
    "v1.25.7+vmware.1-tiny.2",
    "v1.25.7+vmware.1-tiny.2-tkg.1",
    "v1.25.7+vmware.1-tiny.2-tkg.2",
    "v1.25.7+vmware.1-tiny.2-tkg.10",
    "v1.25.7+vmware.1-tiny.10-tkg.1",
    "v1.25.7+vmware.1-tkg.1",
    "v1.25.7+vmware.2-tkg.1",
    "v1.25.7+vmware.10-tkg.1",
  ];

  it("goes by numbers, then by the vendor's builds", () => {
    assert.deepEqual([...ordered].reverse().sort(version.compareTkrVersions), ordered);
  });

  it("is the one by which the resolver of TKG picks a TKr", () => {
    const [, ...versions] = ordered;
    const one = fc.constantFrom(...versions);
    fc.assert(
      fc.property(one, one, (a, b) => {
        assert.equal(Math.sign(version.compareTkrVersions(a, b)), Math.sign(compareVersions(a, b)));
      }),
    );
  });
});
