import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { cluster } from "../../../src/manifests/cluster.js";
import {
  rebuildDigest,
  rebuildInputs,
  rebuildInputsAnnotation,
  rebuildReasons,
} from "../../../src/manifests/rebuild.js";
import type { Records } from "../../../src/program/build-record.js";
import { atRecordedGeneration } from "../../../src/program/rebuild-generation.js";
import { refuseUnknownRebuild } from "../../../src/program/unknown-rebuild.js";
import { exampleSite } from "../example-site.js";

const of = (generation = 0) => exampleSite({ rebuild: { generation } });
const { site, vcenter } = of();
const digestOf = (generation: number) => rebuildDigest(rebuildInputs(of(generation).site, vcenter.server));
const annotationsOf = (generation: number) => cluster(of(generation).site, vcenter).metadata.annotations;

/** A Cluster with the record of a generation. @param annotations in place of its own */
const builtWith = (generation: number, annotations: Record<string, string> = {}): LiveObject => {
  const { apiVersion, kind, metadata, spec } = cluster(of(generation).site, vcenter);
  return {
    apiVersion,
    kind,
    metadata: { ...metadata, annotations: { ...annotationsOf(generation), ...annotations } },
    spec,
  };
};
const lost = (live: LiveObject): LiveObject => ({ ...live, metadata: { ...live.metadata, annotations: {} } });

/** A state whose gate ran last with one generation, and which holds a Cluster. */
const state = (gate: number, { apiVersion, kind, metadata }: LiveObject): Records => {
  const urn = (part: string): string => `urn:pulumi:site::tkg-edge::any:type::${site.name}-${part}`;
  return [
    { urn: urn("rebuild-gate"), outputs: { triggers: [digestOf(gate)] } },
    { urn: urn("cluster"), outputs: { apiVersion, kind, metadata } },
  ];
};
const effective = async (configured: number, live: LiveObject | undefined, records: Records = []) => {
  const seen = { site: of(configured).site, vcenterServer: vcenter.server, live, state: records };
  return (await atRecordedGeneration(seen)).rebuild.generation;
};

describe("rebuild.generation", () => {
  for (const configured of [0, 1, 2]) {
    it(`forces no rebuild at ${configured} for a cluster that was built with 2`, async () => {
      const live = builtWith(2);
      const generation = await effective(configured, live, state(2, live));
      assert.equal(generation, 2);
      const inputs = rebuildInputs(of(generation).site, vcenter.server);
      assert.equal(rebuildDigest(inputs), digestOf(2));
      assert.deepEqual(rebuildReasons(live.metadata.annotations?.[rebuildInputsAnnotation], inputs), []);
    });
  }

  it("forces one when it is raised", async () => {
    for (const built of [0, 2]) assert.equal(await effective(3, builtWith(built)), 3);
  });

  it("is the configured one without a Cluster, whatever the state holds: there is nothing to rebuild", async () => {
    assert.equal(await effective(0, undefined, state(2, builtWith(2))), 0);
    assert.equal(await effective(1, undefined), 1);
  });

  it("is the recorded one of a Cluster that is being deleted, which is created again with it", async () => {
    const live = builtWith(2);
    const going = { ...live, metadata: { ...live.metadata, deletionTimestamp: "2026-01-01T00:00:00Z" } };
    assert.equal(await effective(0, going, state(2, live)), 2);
  });

  it("is that of the state where another client removed or damaged the record on the Cluster", async () => {
    const settled = state(2, builtWith(2));
    assert.equal(await effective(0, lost(builtWith(2)), settled), 2);
    for (const text of ["{", JSON.stringify({ v: 1, "rebuild.generation": {} })]) {
      assert.equal(await effective(0, builtWith(2, { [rebuildInputsAnnotation]: text }), settled), 2);
    }
  });

  it("is the one that the gate let through, where a refresh took the record out of the state too", async () => {
    const live = lost(builtWith(2));
    assert.equal(await effective(0, live, state(2, live)), 2);
    const adopted = { metadata: { name: "workload-snc" } };
    assert.equal(await effective(0, adopted), 0);
  });

  it("is never one that another client raised, before and after a refresh", async () => {
    const raised = builtWith(7);
    for (const inState of [builtWith(2), raised]) {
      assert.equal(await effective(2, raised, state(2, inState)), 2);
      assert.equal(await effective(0, raised, state(2, inState)), 2);
    }
  });

  it("goes back to that of the running Cluster where a rebuild was interrupted and is not wanted any more", async () => {
    const live = builtWith(2);
    assert.equal(await effective(2, live, state(3, live)), 2);
    assert.equal(await effective(0, live, state(3, live)), 2);
    assert.equal(await effective(3, live, state(3, live)), 3);
    // Killed when the new Cluster was there and not recorded.
    assert.equal(await effective(0, builtWith(3), state(3, live)), 3);
  });
});

describe("a rebuild of a Cluster whose record is lost", () => {
  const live = lost(builtWith(2));
  const refusal = (configured: number, gate: number, object = live): void => {
    const records = state(gate, live).map((one) => ({ ...one, type: "any:type" }));
    refuseUnknownRebuild({ site: of(configured).site, vcenter, state: records }, object);
  };

  it("is refused, since the gate could not see it", () => {
    assert.throws(() => {
      refusal(3, 2);
    }, /REBUILD of default\/workload-snc refused: something .* run pulumi up --refresh, which writes the record again/s);
  });

  it("is none where nothing changed, where the gate never ran, and where the Cluster goes anyway", () => {
    refusal(2, 2);
    refuseUnknownRebuild({ site, vcenter, state: [] }, live);
    refusal(3, 2, { ...live, metadata: { ...live.metadata, deletionTimestamp: "2026-01-01T00:00:00Z" } });
  });
});
