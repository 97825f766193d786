import assert from "node:assert/strict";
import fc from "fast-check";
import { tkgReleases } from "../../../config/tkg-releases.js";
import * as version from "../../../config/tkr-version.js";

describe("names that follow from a TKr version", () => {
  it("are the page's for its own TKr", () => {
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
      tkgReleases.map(({ tkg, tkrVersion }) => [tkg, version.kubernetesVersion(tkrVersion)]),
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
