import assert from "node:assert/strict";
import { compareVersions, versionLabel, versionPrefixes } from "../../../sandbox/stand-ins/tkg/versions.js";

describe("TKr versions", () => {
  it("label form", () => {
    assert.equal(versionLabel("v1.25.7+vmware.1-tiny.2-tkg.1"), "v1.25.7---vmware.1-tiny.2-tkg.1");
    assert.equal(versionLabel("1.25.7"), "v1.25.7");
  });

  it("every prefix ends in a letter or digit, as a label must", () => {
    assert.deepEqual(versionPrefixes("v1.25.7---vmware.1-tiny.2"), [
      "v1.25.7---vmware.1-tiny.2",
      "v1.25.7---vmware.1-tiny",
      "v1.25.7---vmware.1",
      "v1.25.7---vmware",
      "v1.25.7",
      "v1.25",
      "v1",
    ]);
  });

  it("order: numbers, then build metadata part by part", () => {
    const ordered = [
      "v1.24.9+vmware.1-tiny.2-tkg.1",
      "v1.24.10+vmware.1-tiny.1-tkg.1",
      "v1.25.7-rc.1+vmware.1",
      "v1.25.7",
      "v1.25.7+vmware.1-tiny.2-tkg.1",
      "v1.25.7+vmware.1-tiny.2-tkg.2",
      "v1.25.7+vmware.1-tkg.1",
      "v1.25.7+vmware.2-tkg.1",
      "v1.26.5+vmware.1-tiny.2-tkg.1",
    ];
    const shuffled = [...ordered].reverse();
    assert.deepEqual(shuffled.sort(compareVersions), ordered);
    assert.equal(compareVersions("v1.25.7+vmware.1", "1.25.7+vmware.1"), 0);
  });
});
