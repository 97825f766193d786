import assert from "node:assert/strict";
import fc from "fast-check";
import { jsonStatus, statusReport, statusReportSchema } from "../../../../src/fleet/status/report.js";
import { textStatus } from "../../../../src/fleet/status/text.js";
import { madeAt, madeUpReport, madeUpSite } from "./made-up-report.js";

describe("the status of a fleet for reading", () => {
  it("has the summary, releases, groups, and the sites that need attention", () => {
    const failing = madeUpSite(1, {
      health: {
        word: "failing",
        reasons: ["VSphereVM shop-0001: CloningFailed"],
        known: ["cause.", "-> remedy"],
      },
      certificatesExpireAt: new Date(madeAt + 21.5 * 24 * 3600 * 1000).toISOString(),
    });
    const report = statusReport("fleet.yaml", { sites: [madeUpSite(0), failing], strangers: [] }, madeAt);
    assert.equal(
      textStatus(report),
      [
        "2 sites: 1 ready, 1 failing; certificates of 2 expire within 30 days",
        "",
        "RELEASE                        SITES  READY",
        "v1.25.7+vmware.1-tiny.2-tkg.1  1      1",
        "v1.26.5+vmware.2-tiny.1-tkg.1  1      0",
        "",
        "GROUP  SITES  READY",
        "north  1      1",
        "south  1      0",
        "",
        "SITE       HEALTH   RELEASE                        PLAN     AGE    CERTIFICATES  LAST CHANGE",
        "shop-0001  failing  v1.26.5+vmware.2-tiny.1-tkg.1  nothing  24 h   21 d          24 h",
        "    VSphereVM shop-0001: CloningFailed",
        "    cause.",
        "    -> remedy",
        "shop-0000  ready    v1.25.7+vmware.1-tiny.2-tkg.1  nothing  0 min  0 d           24 h",
        "",
      ].join("\n"),
    );
  });

  it("lets no name or message steer the terminal", () => {
    const hostile = fc.string({ unit: fc.constantFrom(...Array.from("a\u001b[31m\r\n\u0007\u009b\t")) });
    fc.assert(
      fc.property(hostile, (text) => {
        const health = { word: "failing", reasons: [text], known: [text] } as const;
        const sites = [madeUpSite(0, { health }, text)];
        assert.doesNotMatch(textStatus(statusReport("f", { sites, strangers: [] }, madeAt)), /(?!\n)\p{Cc}/u);
      }),
    );
  });

  it("is 0 for Ready sites, 2 where one needs attention and 1 where one cannot be read", () => {
    const certificatesExpireAt = undefined;
    const well = madeUpSite(0, { certificatesExpireAt });
    const at = (...sites: (typeof well)[]) => statusReport("f", { sites, strangers: [] }, madeAt).exitCode;
    const planned = (word: "drifted" | "REBUILD" | "unreachable" | "invalid") => ({
      ...well,
      plan: { ...well.plan, word },
    });
    assert.equal(at(well), 0);
    assert.equal(at(well, planned("REBUILD")), 0);
    assert.equal(at(well, planned("drifted")), 2);
    assert.equal(at(well, { ...well, certificatesExpireAt: new Date(madeAt).toISOString() }), 2);
    assert.equal(at(well, { ...well, health: { word: "absent", reasons: [], known: [] } }), 2);
    assert.equal(at(planned("drifted"), planned("unreachable")), 1);
    assert.equal(at(well, planned("invalid")), 1);
  });

  it("is JSON of the documented shape, with null for what is not known", () => {
    const report = statusReportSchema.parse(JSON.parse(jsonStatus(madeUpReport(30))));
    assert.deepEqual(report, madeUpReport(30));
    const unreachable = report.sites.find(({ health }) => health === "unreachable");
    assert.ok(unreachable);
    assert.deepEqual(
      [unreachable.tkrVersion, unreachable.ageDays, unreachable.certificateDays, unreachable.lastChange],
      [null, null, null, null],
    );
    // A reader depends on these names: a change of them is a new `version`.
    assert.deepEqual(Object.keys(report).sort(), [
      ...["exitCode", "fleet", "groups", "readAt", "releases", "rollout", "sites", "strangers", "summary"],
      "version",
    ]);
    assert.deepEqual(Object.keys(unreachable).sort(), [
      ...[
        "ageDays",
        "certificateDays",
        "certificatesExpireAt",
        "cluster",
        "conditions",
        "createdAt",
        "groups",
      ],
      ...["health", "known", "kubernetesVersion", "labels", "lastChange", "name", "plan", "reasons"],
      ...["tkrVersion", "toolVersion"],
    ]);
  });
});
