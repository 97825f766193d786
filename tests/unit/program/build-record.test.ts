/** Which record of a Cluster counts, when the Cluster and the state of its stack differ. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import type { SiteSpec } from "../../../src/config/stack-spec.js";
import { keptClass } from "../../../src/environment/judgements/site-class.js";
import { cluster } from "../../../src/manifests/cluster.js";
import { rebuildDigest, rebuildInputs, rebuildReasons } from "../../../src/manifests/rebuild.js";
import { versionRecord } from "../../../src/manifests/version-record.js";
import { buildRecord, buildRecords, type Records } from "../../../src/program/build-record.js";
import { atRecordedVersion } from "../../../src/program/built-version.js";
import { recordedClass } from "../../../src/program/recorded-class.js";
import { exampleSite } from "../example-site.js";

const [first, minor] = ["v1.25.7+vmware.2-tkg.1", "v1.26.5+vmware.2-tkg.1"];
const { site, vcenter } = exampleSite({ kind: "standard", tkrVersion: first, versionChange: "roll" });
const rolled: SiteSpec = { ...site, tkrVersion: minor, builtFrom: { tkrVersion: first } };
const annotationsOf = (of: SiteSpec) => cluster(of, vcenter).metadata.annotations;
const live = (annotations: Readonly<Record<string, string>>): LiveObject => {
  const { apiVersion, kind, metadata, spec } = cluster(rolled, vcenter);
  return { apiVersion, kind, metadata: { ...metadata, annotations }, spec };
};
const state = (gateOf: SiteSpec, clusterOf: SiteSpec): Records => {
  const { apiVersion, kind, metadata } = cluster(clusterOf, vcenter);
  const urn = (part: string): string => `urn:pulumi:site::tkg-edge::any:type::${site.name}-${part}`;
  return [
    {
      urn: urn("rebuild-gate"),
      outputs: { triggers: [rebuildDigest(rebuildInputs(gateOf, vcenter.server))] },
    },
    { urn: urn("cluster"), outputs: { apiVersion, kind, metadata } },
  ];
};
const changed = (name: string, to: string): Readonly<Record<string, string>> => ({
  ...annotationsOf(rolled),
  "tkg-edge/rebuild-inputs": JSON.stringify({
    ...(JSON.parse(annotationsOf(rolled)["tkg-edge/rebuild-inputs"] ?? "") as object),
    [name]: to,
  }),
});

describe("the record of a Cluster that counts", () => {
  const settled = state(rolled, rolled);

  for (const [name, to] of [
    ["tkrVersion", "v1.24.17+vmware.1-tkg.1"],
    ["className", "another"],
    ["os", "ubuntu"],
  ] as const) {
    it(`is that of the state where another client changed ${name} on the Cluster, for digest, class and notice`, () => {
      const object = live(changed(name, to));
      const className = keptClass(object, recordedClass(settled, site)) ?? "";
      const found = atRecordedVersion(
        {
          site: { ...site, tkrVersion: minor, className },
          vcenterServer: vcenter.server,
          live: object,
          state: settled,
        },
        false,
      );
      const now = rebuildInputs(found, vcenter.server);
      assert.equal(rebuildDigest(now), rebuildDigest(rebuildInputs(rolled, vcenter.server)));
      const record = buildRecord(site, object, settled);
      assert.deepEqual(rebuildReasons(record["tkg-edge/rebuild-inputs"], now), []);
      assert.equal(versionRecord(record)?.current, minor);
    });
  }

  it("is that of the Cluster while a rebuild is under way", () => {
    const underWay = state({ ...rolled, className: "another" }, rolled);
    const object = live(changed("os", "ubuntu"));
    assert.deepEqual(buildRecord(site, object, underWay), object.metadata.annotations);
  });

  it("has the version that the Cluster was rolled to by a run which did not record it", () => {
    const before = state(site, site);
    for (const annotations of [
      annotationsOf(rolled),
      { ...annotationsOf(rolled), "tkg-edge/rebuild-inputs": "{" },
    ])
      assert.equal(versionRecord(buildRecord(site, live(annotations), before))?.current, minor);
  });

  it("is that of the state for a Cluster that is gone, and none for one in another namespace", () => {
    assert.deepEqual(buildRecord(site, undefined, settled), annotationsOf(rolled));
    assert.deepEqual(buildRecords({ ...site, namespace: "elsewhere" }, undefined, settled), []);
  });

  it("is that of the Cluster where none can be read", () => {
    const object = live({ "tkg-edge/rebuild-inputs": "{" });
    assert.deepEqual(buildRecord(site, object, []), object.metadata.annotations);
  });
});
