/** How the version of an existing cluster changes, and from which record its digest takes the version. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import type { SiteSpec } from "../../../src/config/stack-spec.js";
import { cluster } from "../../../src/manifests/cluster.js";
import { rebuildDigest, rebuildInputs } from "../../../src/manifests/rebuild.js";
import { atRecordedVersion } from "../../../src/program/built-version.js";
import type { StateResource } from "../../../src/program/own-state.js";
import { exampleSite } from "../example-site.js";
import { gateEnvironment } from "./gate-in-state.js";

const [first, minor] = ["v1.25.7+vmware.2-tkg.1", "v1.26.5+vmware.2-tkg.1"];
const { site: configured, vcenter } = exampleSite({ kind: "standard", tkrVersion: first });
const { server: vcenterServer } = vcenter;
const siteWith = (changes: Partial<SiteSpec>): SiteSpec => ({ ...configured, ...changes });
const rolled = siteWith({ tkrVersion: minor, builtFrom: { tkrVersion: first } });
const urn = (part: string): string => `urn:pulumi:site::tkg-edge::any:type::${configured.name}-${part}`;

const digestOf = (of: SiteSpec): string => rebuildDigest(rebuildInputs(of, vcenterServer));

const gate = (versionChange?: "roll", of: SiteSpec = configured): StateResource => ({
  urn: urn("rebuild-gate"),
  type: "command:local:Command",
  outputs: {
    triggers: [digestOf(of)],
    environment: gateEnvironment(of, versionChange),
  },
});
const recorded = (of: SiteSpec): StateResource => {
  const { apiVersion, kind, metadata } = cluster(of, vcenter);
  return { urn: urn("cluster"), type: "", outputs: { apiVersion, kind, metadata } };
};
const live = (of: SiteSpec, annotations: Readonly<Record<string, string>> = {}): LiveObject => {
  const { apiVersion, kind, metadata } = cluster(of, vcenter);
  return {
    apiVersion,
    kind,
    metadata: { ...metadata, annotations: { ...metadata.annotations, ...annotations } },
  };
};
const at = (
  changes: Partial<SiteSpec>,
  state: readonly StateResource[],
  object?: LiveObject,
  isTakenOver = false,
): SiteSpec =>
  atRecordedVersion({ site: siteWith(changes), vcenterServer, live: object, state }, isTakenOver);

describe("the way in which a site changes its version", () => {
  const wayOf = (...args: Parameters<typeof at>) => at(...args).versionChange;

  it("is a roll for a new standard cluster, and a rebuild for a minimal one", () => {
    assert.equal(wayOf({}, []), "roll");
    const minimal = { kind: "minimal", tkrVersion: "v1.25.7+vmware.1-tiny.2-tkg.1" } as const;
    assert.equal(wayOf(minimal, []), "rebuild");
    assert.equal(wayOf(minimal, [gate("roll")]), "rebuild");
  });

  it("is what the gate recorded, for a cluster that exists and for one that an interrupted run began or deleted", () => {
    assert.equal(wayOf({}, [gate("roll"), recorded(configured)], live(configured)), "roll");
    assert.equal(wayOf({}, [gate("roll")]), "roll");
    assert.equal(wayOf({}, [gate()]), "rebuild");
  });

  it("stays a rebuild for a cluster of release 0.1.0, and for one that is taken over", () => {
    assert.equal(wayOf({}, [gate(), recorded(configured)], live(configured)), "rebuild");
    assert.equal(wayOf({}, [recorded(configured)]), "rebuild");
    assert.equal(wayOf({ adopt: true }, [], live(configured), true), "rebuild");
  });

  it("is what the key names, whatever was recorded", () => {
    assert.equal(
      wayOf({ versionChange: "rebuild" }, [gate("roll"), recorded(configured)], live(configured)),
      "rebuild",
    );
    assert.equal(wayOf({ versionChange: "roll" }, [gate(), recorded(configured)], live(configured)), "roll");
  });

  it("is not guessed where the gate cannot be read, unless the key names it", () => {
    const broken = { ...gate(), outputs: { environment: { TKG_EDGE_INPUT: "{" } } };
    assert.throws(
      () => at({}, [broken, recorded(configured)], live(configured)),
      /gate \(workload-snc-rebuild-gate\) whose input cannot be read/,
    );
    assert.equal(
      wayOf({ versionChange: "rebuild" }, [broken, recorded(configured)], live(configured)),
      "rebuild",
    );
  });
});

describe("the version that the digest of an existing cluster takes", () => {
  const state = [gate("roll"), recorded(rolled)];
  const digestAt = (...args: Parameters<typeof at>) => digestOf(at(...args));
  const kept = digestOf(configured);

  it("is that of the build, whichever way is configured after a roll", () => {
    for (const versionChange of [undefined, "roll", "rebuild"] as const) {
      assert.equal(digestAt({ versionChange, tkrVersion: minor }, state, live(rolled)), kept);
    }
  });

  it("comes from the state where the annotations of the Cluster were removed or damaged", () => {
    const damaged = live(rolled, { "tkg-edge/rebuild-inputs": "{", "tkg-edge/rolled-inputs": "{" });
    const removed = { ...live(rolled), metadata: { name: configured.name, namespace: configured.namespace } };
    for (const object of [damaged, removed]) {
      assert.equal(digestAt({ tkrVersion: minor }, state, object), kept);
    }
  });

  it("comes from the state where another client wrote another version on the Cluster", () => {
    const inputs = JSON.parse(live(rolled).metadata.annotations?.["tkg-edge/rebuild-inputs"] ?? "") as object;
    const written = JSON.stringify({ ...inputs, tkrVersion: "v1.24.17+vmware.1-tkg.1" });
    const object = live(rolled, { "tkg-edge/rebuild-inputs": written });
    assert.equal(digestAt({ tkrVersion: minor }, state, object), kept);
  });

  it("is that of the build in a run after one that was killed before it recorded the roll", () => {
    const before = [gate("roll"), recorded(configured)];
    for (const versionChange of ["roll", "rebuild"] as const) {
      const found = at({ versionChange, tkrVersion: minor }, before, live(rolled));
      assert.equal(digestOf(found), kept);
      assert.deepEqual(found.builtFrom, { tkrVersion: first });
    }
  });

  it("is that of the build where a Cluster that was taken over and rolled has lost its annotations", () => {
    const unmarked = {
      ...live(rolled),
      metadata: { name: configured.name, namespace: configured.namespace },
    };
    const found = at({ adopt: true, tkrVersion: minor }, state, unmarked, true);
    assert.equal(digestOf(found), kept);
  });

  it("refuses the run where no record can be read and the cluster is, or was, rolled", () => {
    const damaged = live(rolled, { "tkg-edge/rebuild-inputs": "{" });
    const unread = [gate("roll"), { ...recorded(rolled), outputs: { metadata: damaged.metadata } }];
    for (const versionChange of ["roll", "rebuild"] as const) {
      assert.throws(
        () => at({ versionChange, tkrVersion: minor }, unread, damaged),
        /annotations tkg-edge\/rebuild-inputs and tkg-edge\/rolled-inputs cannot be read, neither on the/,
      );
    }
  });

  it("is the configured one, as ever, where no record can be read of a cluster that is rebuilt", () => {
    const damaged = live(configured, { "tkg-edge/rebuild-inputs": "{" });
    assert.equal(digestAt({}, [gate(), recorded(configured)], damaged), kept);
    assert.equal(at({}, [gate()], { ...damaged, metadata: { name: "workload-snc" } }).builtFrom, undefined);
  });

  it("is the configured one for a Cluster in another namespace", () => {
    assert.equal(at({ namespace: "elsewhere", tkrVersion: minor }, state).builtFrom, undefined);
  });
});
