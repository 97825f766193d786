/** The ClusterClass that a management stack needs: the named one, or any of the vendor's where it names none. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { Facts } from "../../../src/environment/facts/facts.js";
import { checkClassGuard, checkClusterClasses } from "../../../src/environment/questions/cluster-class.js";
import { pageStack, parseExample } from "../example-site.js";
import { FakeManagement } from "../fake-management.js";

const [oldest, newest] = ["tkg-vsphere-default-v1.0.0", "tkg-vsphere-default-v1.2.0"];
const inSystem = (...names: readonly string[]): readonly LiveObject[] =>
  names.map((name) => ({ kind: "ClusterClass", metadata: { name, namespace: "tkg-system" } }));
const stack = (clusterClass: object = {}) =>
  parseExample({
    template: undefined,
    site: undefined,
    management: { ...pageStack.management, clusterClass },
  });
const managementOf = (objects: readonly LiveObject[]) =>
  new Facts({ managementCluster: () => new FakeManagement(objects) }).managementCluster({
    kubeconfig: "/nonexistent/kubeconfig",
    context: "management",
  });
const found = async (objects: readonly LiveObject[], clusterClass?: object) =>
  (await checkClusterClasses(managementOf(objects), stack(clusterClass))).map(
    ({ severity, seen }) => `${severity}: ${seen}`,
  );

describe("the ClusterClass of a management stack", () => {
  it("that names none is the default, or else the newest of the vendor's", async () => {
    assert.deepEqual(await found(inSystem(oldest, newest)), [`ok: ClusterClass tkg-system/${oldest}`]);
    assert.deepEqual(await found(inSystem(newest, "copy")), [`ok: ClusterClass tkg-system/${newest}`]);
  });

  it("is missed where there is only a copy, and where the named one is not there", async () => {
    assert.match((await found(inSystem("copy"))).join(), /failure: there is no ClusterClass .*has copy/);
    assert.match(
      (await found(inSystem(newest), { name: oldest })).join(),
      /failure: there is no ClusterClass/,
    );
  });

  it("is guarded by the stack, whichever of the vendor's it is", async () => {
    const [finding] = await checkClassGuard(managementOf(inSystem(newest)), stack());
    assert.equal(finding?.severity, "ok");
    assert.match(finding.seen, /v1\.2\.0 has no annotation .*; this stack writes it/);
  });
});
