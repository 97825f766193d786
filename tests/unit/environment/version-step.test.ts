/** From which version to which Cluster API takes a cluster in place. */
import assert from "node:assert/strict";
import { isOfMinor, versionStep } from "../../../src/environment/judgements/version-step.js";

/** From, to, what it is, and the minor versions in between. */
const rows: readonly (readonly [from: string, to: string, kind: string, between?: readonly string[]])[] = [
  ["v1.25.7+vmware.2-tkg.1", "v1.25.7+vmware.2-tkg.1", "same"],
  ["v1.25.7+vmware.2", "v1.25.7+vmware.2", "same"],
  // Builds of one patch: the vendor numbers them in the build metadata, which semver itself ignores.
  ["v1.25.7+vmware.2-tkg.1", "v1.25.7+vmware.2-tkg.2", "build"],
  ["v1.25.7+vmware.2-tkg.9", "v1.25.7+vmware.2-tkg.10", "build"],
  ["v1.25.7+vmware.1", "v1.25.7+vmware.2", "build"],
  ["v1.25.7+vmware.9", "v1.25.7+vmware.10", "build"],
  ["v1.25.7", "v1.25.7+vmware.1", "build"],
  ["v1.25.7+vmware.1", "v1.25.7+vmware.1-fips.1", "build"],
  ["v1.25.7-rc.1", "v1.25.7", "build"],
  ["v1.25.7-rc.1+vmware.1", "v1.25.7-rc.2+vmware.1", "build"],
  ["v1.25.7+vmware.2-tkg.1", "v1.25.13+vmware.1-tkg.1", "patch"],
  ["v1.25.7", "v1.25.8-rc.1", "patch"],
  ["v1.25.7+vmware.2-tkg.1", "v1.26.0+vmware.1-tkg.1", "minor"],
  ["v1.25.7+vmware.2-tkg.1", "v1.26.14+vmware.1-tkg.4", "minor"],
  ["v1.9.0+vmware.1", "v1.10.0+vmware.1", "minor"],
  ["v1.25.7+vmware.2-tkg.1", "v1.27.5+vmware.1-tkg.1", "skip", ["1.26"]],
  ["v1.25.7+vmware.2-tkg.1", "v1.28.11+vmware.2-tkg.2", "skip", ["1.26", "1.27"]],
  // Before 1.27.0 by the rules of semver, and a skip all the same.
  ["v1.25.7", "v1.27.0-rc.1", "skip", ["1.26"]],
  ["v1.25.7+vmware.2-tkg.2", "v1.25.7+vmware.2-tkg.1", "down"],
  ["v1.25.7+vmware.2", "v1.25.7+vmware.1", "down"],
  ["v1.25.7+vmware.10", "v1.25.7+vmware.9", "down"],
  ["v1.25.7+vmware.1-fips.1", "v1.25.7+vmware.1", "down"],
  ["v1.25.7", "v1.25.7-rc.1", "down"],
  ["v1.25.7+vmware.2-tkg.1", "v1.25.6+vmware.9-tkg.9", "down"],
  ["v1.26.0+vmware.1-tkg.1", "v1.25.13+vmware.9-tkg.9", "down"],
  ["v1.10.0+vmware.1", "v1.9.9+vmware.1", "down"],
  ["v2.0.0+vmware.1", "v1.30.0+vmware.1", "down"],
  ["v1.30.0+vmware.1", "v2.0.0+vmware.1", "unknown"],
  ["", "v1.25.7+vmware.2", "unknown"],
  ["v1.25", "v1.25.7+vmware.2", "unknown"],
  ["v1.25.7+vmware.2", "latest", "unknown"],
];

describe("the step from one version to another", () => {
  for (const [from, to, kind, between] of rows) {
    it(`is ${kind} from ${from || "(none)"} to ${to}`, () => {
      assert.deepEqual(versionStep(from, to), between ? { kind, between } : { kind });
    });
  }

  it("knows the versions of a minor", () => {
    assert.ok(isOfMinor("v1.26.5+vmware.2-tkg.1", "1.26"));
    for (const other of ["v1.2.6+vmware.1-tkg.1", "v1.27.0+vmware.1-tkg.1", "none"]) {
      assert.ok(!isOfMinor(other, "1.26"), other);
    }
  });
});
