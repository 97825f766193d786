/** Versions of a node's operating system: the selector, the digest, and how a selector is read back. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { isVersionOf, osVersionLabel, osVersionOfLabel } from "../../../src/config/operating-system.js";
import { ConfigurationError } from "../../../src/config/problem.js";
import type { SiteSpec } from "../../../src/config/stack-spec.js";
import { expectedImages } from "../../../src/environment/judgements/template.js";
import { cluster } from "../../../src/manifests/cluster.js";
import { rebuildDigest, rebuildInputs } from "../../../src/manifests/rebuild.js";
import { vmTemplate } from "../environment/surfaces.js";
import { exampleSite, pageStack, parseExample } from "../example-site.js";

const annotation = "run.tanzu.vmware.com/resolve-os-image";
const { vcenter } = exampleSite();
const selectorOf = (site: SiteSpec) =>
  cluster(site, vcenter).spec.topology.controlPlane.metadata.annotations[annotation];
const digestOf = (site: SiteSpec) => rebuildDigest(rebuildInputs(site, vcenter.server));

describe("the version of a node's operating system", () => {
  const versions = [
    ["photon", "3", "image-type=ova,os-name=photon,os-version=3"],
    ["photon", "5", "image-type=ova,os-name=photon,os-version=5"],
    ["ubuntu", "20.04", "image-type=ova,os-name=ubuntu,os-version=2004"],
    ["ubuntu", "22.04", "image-type=ova,os-name=ubuntu,os-version=2204"],
  ] as const;
  for (const [os, osVersion, selector] of versions) {
    it(`${os} ${osVersion} selects ${selector}, and is a rebuild of a cluster without it`, () => {
      const { site } = exampleSite({ os, osVersion });
      const { site: without } = exampleSite({ os });
      assert.equal(selectorOf(site), selector);
      assert.equal(selectorOf(without), `image-type=ova,os-name=${os}`);
      assert.notEqual(digestOf(site), digestOf(without));
    });
  }

  it("changes neither object nor digest where it is not given", () => {
    const { osVersion: _none, ...site } = exampleSite({ osVersion: "3" }).site;
    assert.deepEqual(cluster(site, vcenter), cluster(exampleSite().site, vcenter));
    assert.equal(digestOf(site), digestOf(exampleSite().site));
    assert.equal(digestOf({ ...site, osVersion: undefined }), digestOf(site));
  });

  it("is written as a label without dots, and read back from either form", () => {
    const photon = fc.nat({ max: 30 }).map(String);
    const ubuntu = fc
      .tuple(fc.integer({ min: 10, max: 60 }), fc.constantFrom("04", "10"))
      .map(([year, month]) => `${year}.${month}`);
    fc.assert(
      fc.property(fc.oneof(photon, ubuntu), (version) => {
        assert.match(osVersionLabel(version), /^\d+$/);
        assert.equal(osVersionOfLabel(osVersionLabel(version)), version);
        assert.equal(osVersionOfLabel(version), version);
        assert.equal(isVersionOf("photon", version), !version.includes("."));
        assert.equal(isVersionOf("ubuntu", version), version.includes("."));
      }),
    );
    for (const text of ["", "bionic", "5.0.1", "123"]) assert.equal(osVersionOfLabel(text), undefined, text);
  });

  const refused: [string, Record<string, unknown>, RegExp][] = [
    [
      "of another system",
      { os: "photon", osVersion: "20.04" },
      /site\.osVersion.*a version of photon: "3" or "5"/s,
    ],
    ["of ubuntu for photon", { os: "ubuntu", osVersion: "5" }, /a version of ubuntu: "20\.04" or "22\.04"/],
    ["without quotes", { os: "ubuntu", osVersion: 22.04 }, /site\.osVersion.*in quotes/s],
    ["that is a name", { osVersion: "jammy" }, /site\.osVersion.*in quotes/s],
  ];
  for (const [what, changes, expected] of refused) {
    it(`is refused ${what}`, () => {
      assert.throws(
        () => exampleSite(changes),
        (error) => {
          assert.ok(error instanceof ConfigurationError);
          assert.equal(error.problems.length, 1);
          assert.match(error.message, expected);
          return true;
        },
      );
    });
  }

  it("is that of the site for the template of the same stack, and must not be another", () => {
    const { osVersion: none } = parseExample().template ?? {};
    assert.equal(none, undefined);
    const site = { ...pageStack.site, osVersion: "5" };
    assert.equal(parseExample({ site }).template?.osVersion, "5");
    assert.throws(
      () => parseExample({ site, template: { ...pageStack.template, osVersion: "3" } }),
      /template\.osVersion.*"3".*of the site that this stack makes \("5"\)/s,
    );
  });

  it("decides which templates of a TKr that is not installed yet are of use", () => {
    const { site } = exampleSite();
    const of = (osVersion: string | undefined) =>
      expectedImages({ ...site, osVersion }, [vmTemplate]).map((image) => image.osVersion);
    assert.deepEqual([of(undefined), of("3"), of("5")], [["3"], ["3"], ["5"]]);
    assert.notEqual(
      expectedImages({ ...site, osVersion: "5" }, [vmTemplate])[0]?.ovaVersion,
      vmTemplate.image?.version,
    );
  });
});
