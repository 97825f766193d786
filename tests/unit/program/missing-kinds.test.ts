import assert from "node:assert/strict";
import type { ManagementCluster } from "../../../src/clients/management-cluster.js";
import { missingKinds } from "../../../src/program/missing-kinds.js";
import type { StateResource } from "../../../src/program/own-state.js";
import { exampleSite } from "../example-site.js";

const recorded = (kind: string, suffix: string, name = "workload-snc"): StateResource => ({
  urn: `urn:pulumi:site::tkg-edge::x::workload-snc-${suffix}`,
  type: `kubernetes:x:${kind}`,
  outputs: { kind, metadata: { name, namespace: "default" } },
});
const state = [
  recorded("Secret", "credentials"),
  recorded("VSphereCPIConfig", "cpi"),
  recorded("ClusterBootstrap", "bootstrap"),
  recorded("Secret", "kubeconfig"),
];

/** @param existing kinds that exist under the Cluster's name; undefined: none may be read */
async function missing(records: readonly StateResource[], existing: readonly string[] | undefined) {
  const getAll = () => {
    if (!existing) throw new Error("nothing to read");
    return Promise.resolve(existing.map((kind) => ({ kind, metadata: { name: "workload-snc" } })));
  };
  const cluster = { getAll } as unknown as ManagementCluster;
  return [...(await missingKinds(exampleSite().site, records, cluster))];
}

describe("what is missing beside a Cluster", () => {
  it("is what the state holds and the management cluster lacks", async () => {
    const all = ["Secret", "VSphereCPIConfig", "ClusterBootstrap"];
    assert.deepEqual(await missing(state, all), []);
    assert.deepEqual(await missing(state, all.slice(1)), ["Secret"]);
    assert.deepEqual(await missing(state, []), all);
  });

  it("is nothing that the state does not hold: a first up creates everything", async () => {
    assert.deepEqual(await missing([], undefined), []);
    assert.deepEqual(await missing([recorded("Secret", "credentials", "another")], undefined), []);
  });
});
