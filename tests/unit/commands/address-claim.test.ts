import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { AddressClaim } from "../../../src/commands/address-claim.js";
import { readCluster } from "../../../src/environment/facts/cluster.js";
import type { Condition } from "../../../src/environment/facts/conditions.js";
import { isElder } from "../../../src/environment/judgements/endpoint.js";

const address = "127.0.0.50";
const cluster = (name: string, second: string, uid: string, ready?: string): LiveObject => ({
  kind: "Cluster",
  metadata: { name, namespace: "default", uid, creationTimestamp: `2026-01-01T00:00:${second}Z` },
  spec: { topology: { variables: [{ name: "apiServerEndpoint", value: address }] } },
  status: { conditions: ready === undefined ? [] : [{ type: ready, status: "True" }] },
});
const own = cluster("edge-1", "05", "m");

/** @param reads what each list call finds; @param refusals how many deletes find the Cluster changed */
function claimOn(reads: readonly (readonly LiveObject[])[], refusals = 0) {
  const left = [...reads];
  const deleted: string[] = [];
  const clock = { now: 0 };
  let refused = 0;
  const management = {
    list: () => Promise.resolve(left.shift() ?? reads.at(-1) ?? []),
    deleteInBackground: (_: string, { metadata }: LiveObject) => {
      if (refused++ < refusals) return Promise.resolve(false);
      deleted.push(metadata.name);
      return Promise.resolve(true);
    },
  };
  return { claim: new AddressClaim(management, address, () => clock.now), deleted, clock, left };
}

const lost =
  /is "127\.0\.0\.50", which the Cluster default\/edge-2 uses: it was created first\. Cluster default\/edge-1 was deleted/;

describe("the claim of a Cluster to its address", () => {
  it("holds where no other Cluster has it, after two reads, seconds apart", async () => {
    const { claim, deleted, clock, left } = claimOn([[own], [own], [own]]);
    for (const now of [0, 500, 1900, 2000, 2500, 9000]) {
      clock.now = now;
      await claim.check(own);
    }
    assert.equal(left.length, 1);
    assert.deepEqual(deleted, []);
  });

  for (const [what, other] of [
    ["created before it", cluster("edge-2", "04", "z")],
    ["of the same second with the smaller UID", cluster("edge-2", "05", "a")],
    ["of the same second that was ready first", cluster("edge-2", "05", "z", "ControlPlaneInitialized")],
  ] as const) {
    it(`is lost to another Cluster ${what}, and the own one is deleted`, async () => {
      const { claim, deleted } = claimOn([[own, other]]);
      await assert.rejects(claim.check(own), lost);
      assert.deepEqual(deleted, ["edge-1"]);
    });
  }

  for (const [what, other] of [
    ["created after it", cluster("edge-2", "06", "a")],
    ["created after it that was ready first", cluster("edge-2", "06", "a", "Ready")],
    ["of the same second with the larger UID", cluster("edge-2", "05", "z")],
  ] as const) {
    it(`holds against another Cluster ${what}`, async () => {
      const { claim, deleted } = claimOn([[own, other]]);
      await claim.check(own);
      assert.deepEqual(deleted, []);
    });
  }

  it("is lost to a Cluster of the same second that only the second read finds", async () => {
    const { claim, deleted, clock } = claimOn([[own], [own, cluster("edge-2", "05", "a")]]);
    await claim.check(own);
    clock.now = 2000;
    await assert.rejects(claim.check(own), lost);
    assert.deepEqual(deleted, ["edge-1"]);
  });

  for (const ready of ["ControlPlaneInitialized", "ControlPlaneReady", "Ready"]) {
    it(`never deletes a Cluster with the condition ${ready}, whether it was read before or just now`, async () => {
      const elder = cluster("edge-2", "04", "a");
      const isReady = cluster("edge-1", "05", "m", ready);
      const known = claimOn([[isReady, elder]]);
      await known.claim.check(isReady);
      const meanwhile = claimOn([[isReady, elder]]);
      await meanwhile.claim.check(own);
      assert.deepEqual([known.deleted, meanwhile.deleted, known.left.length], [[], [], 1]);
    });
  }

  it("leaves a Cluster alone that is another by now, is gone, or is being deleted", async () => {
    const elder = cluster("edge-2", "04", "a");
    const going = { ...own, metadata: { ...own.metadata, deletionTimestamp: "2026-01-01T00:00:09Z" } };
    for (const found of [[elder], [elder, cluster("edge-1", "08", "n")], [elder, going]]) {
      const { claim, deleted } = claimOn([found]);
      await claim.check(own);
      assert.deepEqual(deleted, []);
    }
  });

  it("judges again what changed since it was read, and gives up in the end", async () => {
    const elder = cluster("edge-2", "04", "a");
    const once = claimOn([[own, elder]], 3);
    await assert.rejects(once.claim.check(own), lost);
    const readyMeanwhile = claimOn(
      [
        [own, elder],
        [cluster("edge-1", "05", "m", "Ready"), elder],
      ],
      1,
    );
    await readyMeanwhile.claim.check(own);
    assert.deepEqual(readyMeanwhile.deleted, []);
    await assert.rejects(claimOn([[own, elder]], 99).claim.check(own), /could not be deleted/);
  });
});

describe("the older of two Clusters", () => {
  it("is exactly one of them, whatever they are", () => {
    const conditions: readonly (readonly Condition[])[] = [[], [{ type: "Ready", status: "True" }]];
    const some = ["04", "05"].flatMap((second) =>
      ["a", "b"].flatMap((uid) =>
        conditions.map((ready) => ({ ...cluster("x", second, uid), status: { conditions: ready } })),
      ),
    );
    for (const one of some) {
      for (const other of some.filter(({ metadata }) => metadata.uid !== one.metadata.uid)) {
        const [a, b] = [readCluster(one), readCluster(other)];
        assert.notEqual(isElder(a, b), isElder(b, a));
      }
    }
  });
});
