import assert from "node:assert/strict";
import {
  canonicalRebuildInputs,
  rebuildDigest,
  rebuildInputs,
  rebuildInputsAnnotation,
  rebuildReasons,
} from "../../../src/manifests/rebuild.js";
import { atRecordedGeneration } from "../../../src/program/rebuild-generation.js";
import { exampleSite } from "../example-site.js";

const inputsOf = (generation?: number) => {
  const { site, vcenter } = exampleSite(generation === undefined ? {} : { rebuild: { generation } });
  return { site, inputs: rebuildInputs(site, vcenter.server), server: vcenter.server };
};
const builtWith = (generation?: number) => ({
  metadata: {
    name: "workload-snc",
    annotations: { [rebuildInputsAnnotation]: canonicalRebuildInputs(inputsOf(generation).inputs) },
  },
});

describe("rebuild.generation", () => {
  for (const [configured, recorded] of [
    [undefined, 2],
    [0, 2],
    [1, 2],
    [2, 2],
  ] as const) {
    it(`forces no rebuild at ${configured ?? "no value"} for a cluster that was built with ${recorded}`, async () => {
      const { site, server } = inputsOf(configured);
      const effective = await atRecordedGeneration(site, builtWith(recorded));
      const inputs = rebuildInputs(effective, server);
      assert.equal(rebuildDigest(inputs), rebuildDigest(inputsOf(recorded).inputs));
      assert.deepEqual(
        rebuildReasons(builtWith(recorded).metadata.annotations[rebuildInputsAnnotation], inputs),
        [],
      );
    });
  }

  it("forces one when it is raised", async () => {
    for (const recorded of [undefined, 2]) {
      const { site } = inputsOf(3);
      assert.equal((await atRecordedGeneration(site, builtWith(recorded))).rebuild.generation, 3);
    }
  });

  it("is the configured one where no Cluster remembers another", async () => {
    const { site } = inputsOf();
    assert.equal(await atRecordedGeneration(site, undefined), site);
    assert.equal(await atRecordedGeneration(site, { metadata: { name: "workload-snc" } }), site);
    const broken = {
      metadata: { name: "x", annotations: { [rebuildInputsAnnotation]: '{"v":1,"rebuild.generation":{}}' } },
    };
    assert.equal(await atRecordedGeneration(site, broken), site);
  });
});
