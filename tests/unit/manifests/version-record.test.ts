/**
 * Which version the rebuild digest of a site takes: that of the build, for as long as nothing rebuilds the Cluster. A random
 * history of changes holds it for every order of them.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { SiteSpec } from "../../../src/config/stack-spec.js";
import { cluster } from "../../../src/manifests/cluster.js";
import {
  canonicalRebuildInputs,
  rebuildDigest,
  rebuildInputs,
  rebuildReasons,
  replacingFields,
  replacingFieldsOf,
} from "../../../src/manifests/rebuild.js";
import { rolledChanges, rolledInputs, rolledInputsAnnotation } from "../../../src/manifests/rolled.js";
import { atBuiltVersion, versionRecord, wasRolled } from "../../../src/manifests/version-record.js";
import { exampleSite } from "../example-site.js";

type Annotations = Readonly<Record<string, string>>;
type Way = "rebuild" | "roll";

const [first, patch, minor] = ["v1.25.7+vmware.2-tkg.1", "v1.25.13+vmware.1-tkg.1", "v1.26.5+vmware.2-tkg.1"];
const tiny = "v1.25.7+vmware.1-tiny.2-tkg.1";
const { site: example, vcenter } = exampleSite({ kind: "standard", tkrVersion: first });
const siteWith = (changes: Partial<SiteSpec>): SiteSpec => ({ ...example, ...changes });

const annotationsOf = (site: SiteSpec): Annotations => cluster(site, vcenter).metadata.annotations;
const digestOf = (site: SiteSpec): string => rebuildDigest(rebuildInputs(site, vcenter.server));

/** The site as the program has it beside a Cluster with these annotations. */
function resolved(site: SiteSpec, live: Annotations, exists = true): SiteSpec {
  const found = versionRecord(live) ?? assert.fail("the record cannot be read");
  return atBuiltVersion(site, vcenter.server, found, exists);
}

/** What one change does to the Cluster, and its annotations afterwards. */
function applied(site: SiteSpec, live: Annotations, before: string) {
  const known = resolved(site, live);
  const isRebuilt = digestOf(known) !== before;
  assert.equal(
    isRebuilt,
    rebuildReasons(live["tkg-edge/rebuild-inputs"], rebuildInputs(known, vcenter.server))?.length !== 0,
    "the digest and the notice agree",
  );
  const rolled = rolledChanges(live[rolledInputsAnnotation], rolledInputs(known));
  const isRolled = !isRebuilt && rolled.some(({ input }) => input === "tkrVersion");
  return { known, isRebuilt, isRolled, annotations: annotationsOf(known), digest: digestOf(known) };
}

const built = annotationsOf(example);
const builtDigest = digestOf(example);

describe("the version in the digest of a site", () => {
  it("is the configured one while the cluster has it, and then nothing of the site differs from release 0.1.0", () => {
    for (const versionChange of ["rebuild", "roll"] as const) {
      const known = resolved(siteWith({ versionChange }), built);
      assert.equal(known.builtFrom, undefined);
      assert.deepEqual(annotationsOf(known), built);
    }
  });

  it("stays that of the build when the cluster is rolled, and the version of the node is recorded beside it", () => {
    const { known, isRebuilt, isRolled, annotations } = applied(
      siteWith({ versionChange: "roll", tkrVersion: minor }),
      built,
      builtDigest,
    );
    assert.deepEqual([isRebuilt, isRolled], [false, true]);
    assert.equal(annotations["tkg-edge/rebuild-inputs"], built["tkg-edge/rebuild-inputs"]);
    assert.deepEqual(versionRecord(annotations)?.current, minor);
    assert.ok(wasRolled(annotations) && !wasRolled(built));
    assert.equal(cluster(known, vcenter).spec.topology.version, "v1.26.5+vmware.2");
  });

  it("is the configured one where the way is a rebuild, the cluster is minimal, or there is none to roll", () => {
    const wanted = siteWith({ tkrVersion: minor, versionChange: "rebuild" });
    assert.ok(applied(wanted, built, builtDigest).isRebuilt);
    const minimal = annotationsOf(siteWith({ tkrVersion: tiny }));
    assert.ok(
      digestOf(resolved(siteWith({ versionChange: "roll" }), minimal)) !==
        digestOf(siteWith({ tkrVersion: tiny })),
    );
    const gone = resolved(siteWith({ tkrVersion: minor, versionChange: "roll" }), built, false);
    assert.equal(gone.builtFrom, undefined);
  });

  it("is the configured one where another change rebuilds the cluster anyway", () => {
    for (const change of [{ className: "another" }, { osVersion: "5" }, { os: "ubuntu" }] as const) {
      const wanted = siteWith({ ...change, tkrVersion: minor, versionChange: "roll" });
      const { known, isRebuilt } = applied(wanted, built, builtDigest);
      assert.ok(isRebuilt);
      assert.equal(known.builtFrom, undefined);
      assert.equal(rebuildInputs(known, vcenter.server).tkrVersion, minor);
    }
  });

  it("differs when a rolled cluster is rebuilt with the version of its build, and once more never after", () => {
    const rolled = applied(siteWith({ versionChange: "roll", tkrVersion: minor }), built, builtDigest);
    const back = siteWith({ versionChange: "rebuild", tkrVersion: first });
    const rebuilt = applied(back, rolled.annotations, rolled.digest);
    assert.ok(rebuilt.isRebuilt);
    assert.equal(applied(back, rebuilt.annotations, rebuilt.digest).isRebuilt, false);
    const again = applied(
      { ...back, versionChange: "roll", tkrVersion: patch },
      rebuilt.annotations,
      rebuilt.digest,
    );
    assert.deepEqual([again.isRebuilt, again.isRolled], [false, true]);
    // A run that was killed after the delete begins with the record of the state.
    const resumed = resolved(back, rolled.annotations, false);
    assert.equal(digestOf(resumed), rebuilt.digest);
  });

  it("leaves the version out of the fields that replace a Cluster which is rolled, or was", () => {
    const withVersion = (site: SiteSpec) => replacingFieldsOf(site).includes("spec.topology.version");
    assert.deepEqual(replacingFieldsOf(siteWith({})), replacingFields);
    assert.ok(withVersion(siteWith({ versionChange: "rebuild" })));
    assert.ok(!withVersion(siteWith({ versionChange: "roll" })));
    const rolled = applied(siteWith({ versionChange: "roll", tkrVersion: minor }), built, builtDigest);
    // The state of a killed run still has the version before.
    const afterKill = resolved(siteWith({ versionChange: "rebuild", tkrVersion: minor }), rolled.annotations);
    assert.ok(!withVersion(afterKill));
    const others = replacingFields.filter((field) => field !== "spec.topology.version");
    assert.deepEqual(replacingFieldsOf(afterKill), others);
  });

  it("is never rebuilt by the way that is configured, in any order of changes", () => {
    const step: fc.Arbitrary<Partial<SiteSpec>> = fc.record({
      versionChange: fc.constantFrom<Way[]>("rebuild", "roll"),
      tkrVersion: fc.constantFrom(first, patch, minor),
      className: fc.constantFrom("tkg-vsphere-default-v1.0.0", "tkg-vsphere-default-v1.1.0"),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
        let [annotations, digest] = [built, builtDigest];
        let now = siteWith({ versionChange: "rebuild", className: example.className });
        for (const change of steps) {
          const next = siteWith({ ...now, ...change });
          const done = applied(next, annotations, digest);
          const isOther = next.className !== now.className;
          const isVersion = next.tkrVersion !== now.tkrVersion;
          assert.equal(done.isRebuilt, isOther || (isVersion && next.versionChange === "rebuild"));
          assert.equal(done.isRolled, !done.isRebuilt && isVersion);
          [annotations, digest, now] = [done.annotations, done.digest, next];
          for (const versionChange of ["rebuild", "roll"] as const) {
            const toggled = applied({ ...now, versionChange }, annotations, digest);
            assert.deepEqual([toggled.isRebuilt, toggled.isRolled], [false, false]);
            assert.deepEqual(toggled.annotations, annotations);
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe("the record of a Cluster's version", () => {
  const inputs = built["tkg-edge/rebuild-inputs"] ?? "";
  const of = (rebuild: string | undefined, rolled?: string) =>
    versionRecord({
      ...(rebuild !== undefined && { "tkg-edge/rebuild-inputs": rebuild }),
      ...(rolled !== undefined && { [rolledInputsAnnotation]: rolled }),
    });

  it("is that of the build where nothing was rolled", () => {
    assert.deepEqual(of(inputs), { annotation: inputs, builtFrom: { tkrVersion: first }, current: first });
    assert.equal(of(inputs, '{"v":1}')?.current, first);
    assert.equal(canonicalRebuildInputs(rebuildInputs(example, vcenter.server)), inputs);
  });

  for (const [what, rebuild, rolled] of [
    ["there is none", undefined, undefined],
    ["it is no JSON", "{", undefined],
    ["it has another form", '{"v":2,"tkrVersion":"v1"}', undefined],
    ["it has no version", '{"v":1}', undefined],
    ["its version is no text", '{"v":1,"tkrVersion":7}', undefined],
    [
      "the version that it was rebuilt from is no text",
      '{"v":1,"tkrVersion":"v1","rebuiltFrom":7}',
      undefined,
    ],
    ["what was rolled is no JSON", inputs, "{"],
    ["the version that it was rolled to is no text", inputs, '{"v":1,"tkrVersion":7}'],
  ] as const) {
    it(`cannot be read where ${what}`, () => {
      assert.equal(of(rebuild, rolled), undefined);
    });
  }
});
