/** A stack with the class of its site: what is read for it, and what is not. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { UserError } from "../../../src/config/problem.js";
import type { StackSpec } from "../../../src/config/stack-spec.js";
import { Facts } from "../../../src/environment/facts/facts.js";
import type { RecordedClass } from "../../../src/environment/judgements/site-class.js";
import { cluster } from "../../../src/manifests/cluster.js";
import { CheckContext } from "../../../src/preflight/check-context.js";
import { checkConnections } from "../../../src/preflight/connections.js";
import { findSiteClass } from "../../../src/preflight/site-class.js";
import { emptyState } from "../empty-state.js";
import { whole } from "../environment/surfaces.js";
import { exampleSite, pageStack, parseExample } from "../example-site.js";
import { FakeManagement } from "../fake-management.js";

const [oldest, newest] = ["tkg-vsphere-default-v1.0.0", "tkg-vsphere-default-v1.2.0"];
const address = { kubeconfig: "/nonexistent/kubeconfig", context: "management" };
const tkrVersion = pageStack.management.tkr.version;

/** @param site keys on top of the example, which names no class */
const stack = (site: object = {}): StackSpec => {
  const spec = parseExample({
    management: undefined,
    template: undefined,
    site: { ...pageStack.site, tkrVersion, ...site },
  });
  return { ...spec, connection: { ...spec.connection, managementCluster: address } };
};
const { site: built, vcenter } = exampleSite();
const live = { ...cluster(built, vcenter) } as unknown as LiveObject;
const classes: readonly LiveObject[] = [oldest, newest, "copy-of-a-class"].map((name) => ({
  kind: "ClusterClass",
  metadata: { name, namespace: "default" },
}));
const ofObjects = (objects: readonly LiveObject[]) => {
  const fake = new FakeManagement(objects);
  const facts = new Facts({ managementCluster: () => fake, knock: () => Promise.resolve("silent") });
  return { fake, facts, management: facts.managementCluster(address) };
};
const recorded = (record: RecordedClass) => () => Promise.resolve(record);
const unread = () => Promise.reject(new Error("is not read"));

describe("the class of a site", () => {
  it("that names it is that one, and nothing is read", async () => {
    const { management, fake } = ofObjects(classes);
    const found = await findSiteClass(stack({ className: "own" }), management, live, unread);
    assert.equal(found.spec.site?.className, "own");
    assert.deepEqual([found.notice, fake.queries], [undefined, []]);
  });

  it("that has a Cluster stays, and no class is listed", async () => {
    const { management, fake } = ofObjects(classes);
    const { spec, notice } = await findSiteClass(stack(), management, live, recorded({}));
    assert.deepEqual([spec.site?.className, notice, fake.queries], [oldest, undefined, []]);
    assert.equal(spec.openClasses?.site, undefined);
  });

  it("that an interrupted rebuild had announced stays, though the Cluster is gone", async () => {
    const { management } = ofObjects(classes);
    const { spec, notice } = await findSiteClass(stack(), management, undefined, recorded({ gate: oldest }));
    assert.deepEqual([spec.site?.className, notice], [oldest, undefined]);
  });

  it("that is new is the vendor's newest in its namespace, with a notice", async () => {
    const { management } = ofObjects(classes);
    const { spec, notice } = await findSiteClass(stack(), management, undefined, recorded({}));
    assert.equal(spec.site?.className, newest);
    assert.match(
      notice ?? "",
      /default\/workload-snc does not exist yet: it gets ClusterClass \S+v1\.2\.0, the newest/,
    );
  });

  it("that is new is what its management stack offers", async () => {
    const spec = { ...stack(), openClasses: { site: { offered: "offered" } } };
    const { management, fake } = ofObjects(classes);
    const found = await findSiteClass(spec, management, undefined, recorded({}));
    assert.equal(found.spec.site?.className, "offered");
    assert.match(found.notice ?? "", /which the management stack offers/);
    assert.deepEqual(fake.queries, []);
  });

  it("is the default where the classes cannot be listed, and the notice has the reason", async () => {
    const { management, fake } = ofObjects([]);
    fake.list = () => Promise.reject(new UserError("clusterclasses is forbidden"));
    const { spec, notice } = await findSiteClass(stack(), management, undefined, recorded({}));
    assert.equal(spec.site?.className, oldest);
    assert.match(notice ?? "", /the default, because .*clusterclasses is forbidden/);
  });

  it("is no news where it is the default", async () => {
    const { management } = ofObjects(classes.slice(0, 1));
    const { spec, notice } = await findSiteClass(stack(), management, undefined, recorded({}));
    assert.deepEqual([spec.site?.className, notice], [oldest, undefined]);
  });

  it("is unknown while the state is, so that nothing is chosen", async () => {
    const { management } = ofObjects(classes);
    await assert.rejects(findSiteClass(stack(), management, undefined, unread), /is not read/);
  });

  it("lacks a variable only once it is known", async () => {
    const standard = { kind: "standard", tkrVersion: "v1.28.11+vmware.2-tkg.2" };
    const spec = stack({ ...standard, variables: { security: { systemCryptoPolicy: "default" } } });
    const { management } = ofObjects(classes);
    assert.deepEqual((await findSiteClass(spec, management, undefined, recorded({}))).problems, []);
    const [problem] = (await findSiteClass(spec, management, live, recorded({}))).problems;
    assert.equal(problem?.path, "tkg-edge:site.variables.security");
    assert.match(
      problem.expected,
      /site\.className is tkg-vsphere-default-v1\.0\.0, which does not have this/,
    );
  });

  it("is the same for a preview and for a preflight", async () => {
    const namespaces = ["kube-system", "default"].map((name) => ({
      kind: "Namespace",
      metadata: { name, uid: `uid-of-${name}` },
    }));
    for (const [objects, expected] of [
      [[...namespaces, ...classes, live], oldest],
      [[...namespaces, ...classes], newest],
    ] as const) {
      const view = () => Promise.resolve({ mark: "tkg-edge/test", records: [] });
      const context = new CheckContext(stack(), {}, view, ofObjects(objects).facts);
      assert.equal((await context.siteWithClass()).className, expected);
    }
    const preview = checkConnections(
      stack(),
      ofObjects([...whole, live]).facts,
      Promise.resolve([]),
      emptyState,
    );
    assert.equal((await preview).spec?.site?.className, oldest);
  });
});
