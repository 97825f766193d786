/** Whose a site's objects are, judged on objects as they were read and on records of a state. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../../src/clients/live-object.js";
import { problemOf } from "../../../../src/environment/finding.js";
import { siteOwnership } from "../../../../src/environment/judgements/site-ownership.js";
import type { RecordedResource } from "../../../../src/environment/judgements/standing.js";
import { object, ours, record, recordOf, theirs, view } from "./objects.js";

const site = { name: "edge", namespace: "default", adopt: false };
const adopting = { ...site, adopt: true };
const begun = record("edge-anchor");
const being = { deletionTimestamp: "2026-01-01T00:00:00Z" };
const cluster = object("Cluster", "c-1", theirs);
const secret = object("Secret", "s-1", theirs);
const unmarked = (live: LiveObject) => object(live.kind ?? "", live.metadata.uid ?? "");
const judged = (...args: Parameters<typeof siteOwnership>) => {
  const { findings, interrupted, adopted, cluster: standing } = siteOwnership(...args);
  const problems = findings.map((finding) => problemOf(finding));
  return {
    read: problems.map(({ path, found = "" }) => `${path}: ${found}`),
    expected: problems.map(({ expected }) => expected).join("\n"),
    interrupted: [...interrupted],
    adopted: [...adopted],
    standing,
  };
};
const fine = { read: [], expected: "", interrupted: [], adopted: [] };

describe("the objects of a site", () => {
  it("may be absent", () => {
    assert.deepEqual(judged(site, undefined, [], view()), { ...fine, standing: "absent" });
  });

  it("are never the management cluster itself", () => {
    const labels = { "cluster-role.tkg.tanzu.vmware.com/management": "" };
    const own = unmarked(cluster);
    const live = { ...own, metadata: { ...own.metadata, labels } };
    for (const wanted of [site, adopting]) {
      const { read, adopted } = judged(wanted, live, [], view());
      assert.match(read.join(), /is the management cluster itself$/);
      assert.deepEqual(adopted, []);
    }
  });

  it("may be marked by another stack that shares them, or by a former name of this one", () => {
    const otherMark = (live: LiveObject, ...records: readonly RecordedResource[]) =>
      siteOwnership(site, live, [], view(...records)).otherMark;
    assert.equal(otherMark(cluster, recordOf(cluster)), theirs);
    assert.equal(otherMark(cluster), undefined);
    const own = object("Cluster", "c-1", ours);
    assert.equal(otherMark(own, recordOf(own)), undefined);
    assert.equal(otherMark(unmarked(cluster), recordOf(cluster)), undefined);
  });

  for (const [what, live] of [
    ["unmarked, of release 0.1.0", unmarked(cluster)],
    ["with the former name of a renamed stack", cluster],
    ["being deleted", object("Cluster", "c-1", ours, being)],
  ] as const) {
    it(`are the stack's own where the state records their UID: ${what}`, () => {
      const own = judged(site, live, [secret], view(recordOf(live), recordOf(secret)));
      assert.deepEqual(own, { ...fine, standing: "own" });
    });
  }

  it("of another stack are refused, naming it once, with the ways on", () => {
    const { read, expected } = judged(site, cluster, [secret], view());
    assert.deepEqual(read, [
      `tkg-edge:site.name: "edge", but Cluster default/edge belongs to the stack ${theirs}`,
    ]);
    assert.match(expected, /another name.*hand it over from tkg-edge\/site-0041/);
  });

  it("of another stack are refused with site.adopt too, and while other records are in the state", () => {
    const { read, expected, adopted } = judged(
      adopting,
      cluster,
      [secret],
      view(begun, recordOf(cluster, "c-0")),
    );
    assert.equal(read.length, 1);
    assert.match(expected, /site\.adopt does not take anything from another stack/);
    assert.deepEqual(adopted, []);
  });

  it("made by hand are refused, and taken over by site.adopt alone", () => {
    const there = [unmarked(cluster), [unmarked(secret)], view(begun)] as const;
    const { read, expected } = judged(site, ...there);
    assert.match(read.join(), /Cluster default\/edge exists and was not created by this stack/);
    assert.match(expected, /site\.adopt: true/);
    assert.deepEqual(judged(adopting, ...there), {
      ...fine,
      adopted: ["Cluster", "Secret"],
      standing: "foreign",
    });
  });

  it("recreated by hand under a UID that the state does not know are refused", () => {
    const { read } = judged(site, unmarked(cluster), [], view(begun, recordOf(cluster, "c-0")));
    assert.equal(read.length, 1);
  });

  it("that an interrupted run created are imported", () => {
    const mine = [object("Cluster", "c-1", ours), [object("Secret", "s-1", ours)]] as const;
    assert.deepEqual(judged(site, ...mine, view(begun)), {
      ...fine,
      interrupted: ["Cluster", "Secret"],
      standing: "interrupted",
    });
    assert.deepEqual(judged(site, mine[0], mine[1], view(begun, recordOf(mine[1][0]))).interrupted, [
      "Cluster",
    ]);
  });

  it("that an interrupted rebuild created belong to the stack without an import: its record of the former is used", () => {
    const live = object("Cluster", "c-2", ours);
    assert.deepEqual(judged(site, live, [], view(begun, recordOf(live, "c-1"))), {
      ...fine,
      standing: "own",
    });
  });

  for (const [what, state] of [
    ["an empty state", view()],
    ["the state of another site", view(record("other-anchor"))],
  ] as const) {
    it(`of a stack of the same name elsewhere are not taken for an interrupted run's: ${what}`, () => {
      const live = object("Cluster", "c-1", ours);
      const { read, expected, interrupted } = judged(site, live, [], state);
      assert.match(
        read.join(),
        /belongs to a stack of this name, tkg-edge\/site-0042, and the state of this stack/,
      );
      assert.match(expected, /backend.*if the state is lost, tkg-edge:site\.adopt/);
      assert.deepEqual(interrupted, []);
      assert.deepEqual(judged(adopting, live, [], state).adopted, ["Cluster"]);
    });
  }

  it("being deleted by others are waited for", () => {
    for (const live of [unmarked(cluster), cluster, object("Cluster", "c-1", ours)]) {
      const leaving = { ...live, metadata: { ...live.metadata, ...being } };
      const { read, expected } = judged(adopting, leaving, [secret], view(begun));
      assert.match(read.join(), /Cluster default\/edge is still being deleted/);
      assert.match(expected, /wait until it is gone \(kubectl get cluster edge -n default\)/);
    }
  });
});

describe("what is beside a site's Cluster", () => {
  it("is refused without a Cluster where others made it, and taken over by site.adopt", () => {
    for (const made of [unmarked(secret), object("CalicoConfig", "k-1")]) {
      assert.match(judged(site, undefined, [made], view()).read.join(), /default\/edge exists and was not/);
      assert.deepEqual(judged(adopting, undefined, [made], view()).adopted, [made.kind]);
    }
    assert.match(
      judged(adopting, undefined, [secret], view()).read.join(),
      /Secret default\/edge belongs to/,
    );
  });

  it("belongs to this stack's Cluster, whatever created it, unless it names another stack", () => {
    const mine = object("Cluster", "c-1", ours);
    const state = view(begun, recordOf(mine));
    const bootstrap = object("ClusterBootstrap", "b-1");
    assert.deepEqual(judged(site, mine, [unmarked(secret), bootstrap], state), { ...fine, standing: "own" });
    assert.match(
      judged(site, mine, [secret], state).read.join(),
      /Secret default\/edge belongs to the stack/,
    );
  });

  it("is waited for where its Cluster is gone and owned it", () => {
    const owned = { ownerReferences: [{ kind: "Cluster", name: "edge" }] };
    const orphan = object("ClusterBootstrap", "b-1", undefined, owned);
    assert.match(judged(site, undefined, [orphan], view()).read.join(), /still being deleted/);
  });

  it("is taken over with the Cluster that owns it, which is there", () => {
    const owned = { ownerReferences: [{ kind: "VSphereCluster", name: "edge-x7k2p" }] };
    const beside = object("Secret", "s-1", undefined, owned);
    const { read, adopted } = judged(adopting, unmarked(cluster), [beside], view());
    assert.deepEqual(read, []);
    assert.deepEqual(adopted, ["Cluster", "Secret"]);
  });
});
