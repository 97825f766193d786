/** Who installs a TKr: every combination of what the stack configures, what its state holds and what is there. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../../src/clients/live-object.js";
import { problemOf } from "../../../../src/environment/finding.js";
import type { RecordedResource } from "../../../../src/environment/judgements/standing.js";
import {
  decideCompatibility,
  decideTkr,
  type CompatibilitySituation,
  type TkrDecision,
  type TkrInstall,
} from "../../../../src/environment/judgements/tkr-installation.js";
import { tkrOwnership } from "../../../../src/environment/judgements/tkr-ownership.js";
import { object, ours, record, recordOf, theirs, view } from "./objects.js";

type Row = readonly [
  isInstaller: boolean,
  tkr: "absent" | "leaving" | "present",
  isMarked: boolean,
  auto: TkrDecision,
  always: TkrDecision,
  never: TkrDecision,
];

const rows: readonly Row[] = [
  // A stack whose state holds what the TKr was installed from is its installer, whatever else is there.
  [true, "absent", false, "install", "install", "of-this-stack"],
  [true, "absent", true, "install", "install", "of-this-stack"],
  [true, "leaving", false, "install", "install", "of-this-stack"],
  [true, "leaving", true, "install", "install", "of-this-stack"],
  [true, "present", false, "install", "install", "of-this-stack"],
  [true, "present", true, "install", "install", "of-this-stack"],
  [false, "absent", false, "install", "install", "missing"],
  [false, "absent", true, "install", "install", "missing"],
  [false, "leaving", false, "leaving", "leaving", "leaving"],
  [false, "leaving", true, "leaving", "leaving", "leaving"],
  [false, "present", false, "use", "of-others", "use"],
  [false, "present", true, "of-others", "of-others", "use"],
];

describe("who installs a TKr", () => {
  for (const [isInstaller, tkr, isMarked, auto, always, never] of rows) {
    const state = `${isInstaller ? "in" : "not in"} the state, ${tkr}, ${isMarked ? "marked" : "unmarked"}`;
    it(`is decided for one that is ${state}`, () => {
      const decide = (install: TkrInstall) => decideTkr({ install, isInstaller, tkr, isMarked });
      assert.deepEqual([decide("auto"), decide("always"), decide("never")], [auto, always, never]);
    });
  }

  it("covers every combination", () => {
    assert.equal(new Set(rows.map((row) => row.slice(0, 3).join())).size, 2 * 3 * 2);
  });
});

describe("what a TKr gets that a stack uses", () => {
  const nothing = { configMap: false, awaits: false, isBlocked: false };
  const entry = { configMap: true, awaits: true, isBlocked: false };
  const decide = (changes: Partial<CompatibilitySituation>) =>
    decideCompatibility({
      ...{ isIncompatible: false, configMap: "absent", isListed: false, hasWaited: false, ...changes },
    });

  it("is nothing while it is compatible, no matter who declared it", () => {
    assert.deepEqual(decide({}), nothing);
    assert.deepEqual(decide({ configMap: "of-others", isListed: true }), nothing);
    assert.deepEqual(decide({ configMap: "of-others", isListed: false }), nothing);
  });

  it("is the ConfigMap where it is incompatible, and the same once that has made it compatible", () => {
    assert.deepEqual(decide({ isIncompatible: true }), entry);
    assert.deepEqual(decide({ configMap: "own", isListed: true, hasWaited: true }), entry);
  });

  it("is the wait alone where a ConfigMap of others lists it, and stays so", () => {
    const wait = { ...nothing, awaits: true };
    assert.deepEqual(decide({ isIncompatible: true, configMap: "of-others", isListed: true }), wait);
    assert.deepEqual(decide({ configMap: "of-others", isListed: true, hasWaited: true }), wait);
  });

  it("is refused where a ConfigMap of others does not list it", () => {
    assert.equal(decide({ isIncompatible: true, configMap: "of-others" }).isBlocked, true);
  });
});

describe("a TKr, from the objects and the state", () => {
  const version = "v1.28.9+vmware.1-tiny.1-tkg.2";
  const name = "v1.28.9---vmware.1-tiny.1-tkg.2";
  const begun = record("cluster-class-guard-annotation");
  const released = (compatible: "True" | "False", mark?: string): LiveObject => ({
    ...object("TanzuKubernetesRelease", "t-1", mark, { name }),
    status: { conditions: [{ type: "Compatible", status: compatible }] },
  });
  const configMap = (mark?: string, listed: readonly string[] = [version]): LiveObject => ({
    ...object("ConfigMap", "m-1", mark, {
      name: `tkg-compatibility-versions-${name}`,
      namespace: "tkg-system",
    }),
    data: { tkrVersions: JSON.stringify(listed) },
  });
  const carvelPackage = (mark?: string): LiveObject =>
    object("Package", "p-1", mark, {
      name: "tkr-vsphere-edge.tanzu.vmware.com.1.28.9+vmware.1-tiny.1-tkg.2",
      namespace: "tkg-system",
    });
  const part = (end: string) => record(`tkr-${name}-${end}`);
  const judge = (
    objects: readonly LiveObject[],
    records: readonly RecordedResource[],
    install: TkrInstall = "auto",
  ) => {
    const tkr = { version, alsoInstalled: [], timeoutSeconds: 600, install };
    const { findings, existing } = tkrOwnership({ tkr }, objects, view(...records));
    const used = existing.get(version);
    return {
      role: used ? (used.configMap ? "use with ConfigMap" : "use") : "install",
      awaits: used?.awaits ?? false,
      problems: findings
        .map((finding) => problemOf(finding))
        .map(({ path, found = "" }) => `${path}: ${found}`),
    };
  };
  const fine = (role: string, awaits = false) => ({ role, awaits, problems: [] });

  it("that the management cluster brings is used as it is, with and without a Package of its own", () => {
    assert.deepEqual(judge([released("True")], []), fine("use"));
    assert.deepEqual(judge([released("True"), carvelPackage()], [begun]), fine("use"));
    assert.deepEqual(judge([released("True"), carvelPackage(), configMap()], [begun]), fine("use"));
  });

  it("that is incompatible gets the ConfigMap alone, and keeps it in the next run and after it was deleted", () => {
    assert.deepEqual(judge([released("False")], []), fine("use with ConfigMap", true));
    const state = [
      begun,
      { ...recordOf(configMap(ours)), urn: part("compatibility").urn },
      part("compatible"),
    ];
    assert.deepEqual(judge([released("True"), configMap(ours)], state), fine("use with ConfigMap", true));
    assert.deepEqual(
      judge([released("True")], [begun, part("compatibility"), part("compatible")]),
      fine("use with ConfigMap", true),
    );
  });

  it("whose ConfigMap an interrupted run created is still used", () => {
    assert.deepEqual(judge([released("True"), configMap(ours)], [begun]), fine("use with ConfigMap", true));
  });

  it("that a stack of 0.1.0 installed is that stack's: the TKr is not marked", () => {
    const state = ["compatibility", "pull", "package", "ready"].map(part);
    assert.deepEqual(judge([released("True"), configMap(), carvelPackage(ours)], state), fine("install"));
    assert.deepEqual(
      judge([released("True"), configMap()], state),
      fine("install"),
      "Package deleted by hand",
    );
    assert.deepEqual(
      judge([released("False")], state),
      fine("install"),
      "Package and ConfigMap deleted by hand",
    );
    assert.deepEqual(
      judge([released("True", theirs)], state),
      fine("install"),
      "under a former name of the stack",
    );
    for (const end of ["pull", "package", "ready"]) {
      assert.deepEqual(judge([released("True")], [part(end)]), fine("install"), end);
    }
  });

  it("whose Package an interrupted run created is this stack's", () => {
    assert.deepEqual(judge([released("True"), carvelPackage(ours)], [begun]), fine("install"));
  });

  it("that another stack installed is refused, also where only the TKr itself is marked", () => {
    for (const objects of [
      [released("True", theirs)],
      [released("True"), carvelPackage(theirs)],
      [released("True"), configMap(theirs)],
    ]) {
      const { problems } = judge(objects, [begun]);
      assert.match(
        problems.join(),
        /which the stack tkg-edge\/site-0041 installed on this management cluster/,
      );
      assert.deepEqual(judge(objects, [begun], "never"), fine("use"));
    }
    const { problems } = judge([released("True", ours)], []);
    assert.match(problems.join(), /whose state this stack does not hold/);
  });

  it("is refused with always where it is there, and with never where it is not, or is this stack's", () => {
    const [there] = judge([released("True")], [begun], "always").problems;
    assert.match(there ?? "", /tkr\.version: .*is on this management cluster already/);
    const [missing] = judge([], [begun], "never").problems;
    assert.match(missing ?? "", /tkr\.version: .*which the management cluster does not have/);
    const [own] = judge([released("True")], [part("ready")], "never").problems;
    assert.match(own ?? "", /tkr\.install: "never", but the state of this stack holds what TKr v1\.28\.9/);
  });

  it("is not used while it is being deleted, nor with a ConfigMap of others that does not list it", () => {
    const deletionTimestamp = "2026-01-01T00:00:00Z";
    const leaving = { ...released("True"), metadata: { ...released("True").metadata, deletionTimestamp } };
    assert.match(judge([leaving], [begun]).problems.join(), /is still being deleted/);
    const { problems } = judge([released("False"), configMap(undefined, [])], [begun]);
    assert.match(
      problems.join(),
      /ConfigMap tkg-system\/tkg-compatibility-versions-\S+, which this stack did not/,
    );
  });
});
