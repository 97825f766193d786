/** Whose an installed TKr is. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../../src/clients/live-object.js";
import { problemOf } from "../../../../src/environment/finding.js";
import { tkrOwnership } from "../../../../src/environment/judgements/tkr-ownership.js";
import { object, ours, record, recordOf, theirs, view } from "./objects.js";

const version = "v1.25.7+vmware.1-tiny.2-tkg.1";
const other = "v1.24.10+vmware.1-tiny.1-tkg.1";
const name = "v1.25.7---vmware.1-tiny.2-tkg.1";
const management = {
  tkr: { version, alsoInstalled: [] as string[], timeoutSeconds: 600, install: "auto" as const },
};
const always = { tkr: { ...management.tkr, install: "always" as const } };
const begun = record("cluster-class-guard-annotation");
const system = (mark?: string): readonly [LiveObject, LiveObject, LiveObject] => {
  const at = (objectName: string) => ({ name: objectName, namespace: "tkg-system" });
  return [
    object("ConfigMap", "m-1", mark, at(`tkg-compatibility-versions-${name}`)),
    object("Package", "p-1", mark, at("tkr-vsphere-edge.tanzu.vmware.com.1.25.7+vmware.1-tiny.2-tkg.1")),
    object("TanzuKubernetesRelease", "t-1", undefined, { name }),
  ];
};
const judged = (...args: Parameters<typeof tkrOwnership>) => {
  const { findings, interrupted } = tkrOwnership(...args);
  const problems = findings.map((finding) => problemOf(finding));
  return {
    read: problems.map(({ path, found = "" }) => `${path}: ${found}`),
    expected: problems.map(({ expected }) => expected).join("\n"),
    interrupted: [...(interrupted.get(version) ?? [])],
  };
};
const fine = { read: [], expected: "", interrupted: [] };

describe("the objects of a TKr", () => {
  it("may be absent, and may be the stack's own: by UID, also unmarked or with a former name", () => {
    assert.deepEqual(judged(management, [], view()), fine);
    for (const mark of [undefined, theirs, ours]) {
      const objects = system(mark);
      assert.deepEqual(
        judged(management, objects, view(...objects.slice(0, 2).map((one) => recordOf(one)))),
        fine,
      );
    }
  });

  it("of another stack are refused, naming it and the ways on", () => {
    const { read, expected } = judged(management, system(theirs), view(begun));
    assert.match(
      read.join(),
      /tkr\.version: "v1\.25\.7.*which the stack tkg-edge\/site-0041 installed.*Package tkg-system/,
    );
    assert.match(expected, /site\.from\.management/);
    assert.equal(judged(management, system(ours), view()).read.length, 1);
  });

  it("put there by hand are refused: without a TKr, and with one that the stack is always to install", () => {
    for (const [configured, objects] of [
      [management, system().slice(0, 1)],
      [management, system().slice(0, 2)],
      [always, system()],
      [always, system().slice(2)],
    ] as const) {
      const { read, expected } = judged(configured, objects, view(begun));
      assert.match(read.join(), /is on this management cluster already and was not installed by this stack/);
      assert.match(expected, /site\.tkrVersion/);
    }
  });

  it("that an interrupted run created are imported", () => {
    const objects = system(ours);
    assert.deepEqual(judged(management, objects, view(begun)).interrupted, ["ConfigMap", "Package"]);
    assert.deepEqual(judged(management, objects, view(begun, recordOf(objects[0]))).interrupted, ["Package"]);
  });

  it("put back by hand where this stack's were deleted remain this stack's", () => {
    const [configMap, carvelPackage] = system();
    assert.deepEqual(judged(management, [configMap, carvelPackage], view(recordOf(configMap))), fine);
    const state = view(record(`tkr-${name}-package`));
    assert.deepEqual(judged(management, [configMap, carvelPackage], state), fine);
  });

  it("are judged TKr by TKr", () => {
    const both = { tkr: { ...management.tkr, version: other, alsoInstalled: [version] } };
    const { read } = judged(both, system(theirs), view());
    assert.deepEqual(read.length, 1);
    assert.match(read.join(), /alsoInstalled/);
  });
});
