/** Which classes a management stack guards, and which it offers to new sites. */
import assert from "node:assert/strict";
import type { ClusterClassFacts } from "../../../src/environment/facts/cluster-class.js";
import { guardDrift } from "../../../src/environment/judgements/cluster-class.js";
import { guardedClasses, namesOf, newSiteClass } from "../../../src/program/guarded-classes.js";
import { pageStack, parseExample } from "../example-site.js";

const guard = "!tkr.tanzu.vmware.com/tiny";
const vendor = (version: string): string => `tkg-vsphere-default-v${version}`;
const [oldest, middle, newest] = [vendor("1.0.0"), vendor("1.1.0"), vendor("1.2.0")];

const stack = (clusterClass: object = {}) =>
  parseExample({
    template: undefined,
    site: undefined,
    management: { ...pageStack.management, clusterClass },
  });
const unnamed = stack();
const classIn = (
  namespace: string,
  name: string,
  more: Partial<ClusterClassFacts> = {},
): ClusterClassFacts => ({
  ...{ name, namespace, selector: guard, isWritten: true, variables: undefined },
  ...more,
});
/** @param named `management.clusterClass.name` */
const there = (names: readonly string[], named = oldest) =>
  guardDrift(
    names.map((name) => classIn("tkg-system", name)),
    { name: named, resolveTkr: "guard" },
  ).classes;
const patch = (ending: string) => ({
  urn: `urn:pulumi:m::tkg-edge::tkg-edge:index:ClusterClassGuard$kubernetes:x::cluster-class-guard-${ending}`,
  type: "kubernetes:cluster.x-k8s.io/v1beta1:ClusterClassPatch",
  outputs: {},
});
const offering = (name: string) => ({
  urn: "urn:pulumi:m::tkg-edge::pulumi:pulumi:Stack::tkg-edge-m",
  type: "pulumi:pulumi:Stack",
  outputs: { newSiteClass: name },
});

describe("the classes that a management stack guards", () => {
  const guarded = (...args: Parameters<typeof guardedClasses>) => {
    const found = guardedClasses(...args);
    return found && namesOf(found);
  };

  it("are none without a management section", () => {
    assert.equal(guardedClasses({}, there([oldest]), []), undefined);
  });

  it("are the default and every other class of the vendor, but no copy", () => {
    const all = there([oldest, newest, middle, "copy-of-a-class", `${newest}-fips`]);
    assert.deepEqual(guarded(unnamed, all, []), [oldest, middle, newest]);
  });

  it("are those of the vendor alone where the default is not there, as on TKG 2.5", () => {
    assert.deepEqual(guarded(unnamed, there([newest]), []), [newest]);
  });

  it("have the named one, whether or not it is the vendor's or there", () => {
    const copy = "copy-of-a-class";
    assert.deepEqual(guarded(stack({ name: copy }), there([oldest, copy], copy), []), [copy, oldest]);
    assert.deepEqual(guarded(stack({ name: oldest }), there([newest]), []), [oldest, newest]);
  });

  it("are the default where there is none at all, so that the run reports its absence", () => {
    assert.deepEqual(guarded(unnamed, there([]), []), [oldest]);
  });

  it("stay those of the state where the classes cannot be read", () => {
    assert.deepEqual(guarded(unnamed, undefined, []), [oldest]);
    assert.deepEqual(guarded(unnamed, undefined, [patch("annotation"), patch(newest)]), [oldest, newest]);
    assert.deepEqual(guarded(unnamed, undefined, [patch(newest)]), [newest]);
  });
});

describe("the class that a management stack offers to new sites", () => {
  it("is the newest of the vendor's", () => {
    assert.equal(newSiteClass(unnamed, there([oldest, newest, `${newest}-fips`]), []), newest);
    assert.equal(newSiteClass(unnamed, there([oldest]), []), oldest);
  });

  it("is the named one", () => {
    assert.equal(newSiteClass(stack({ name: oldest }), there([oldest, newest]), []), oldest);
  });

  it("stays what it was where the classes cannot be read", () => {
    assert.equal(newSiteClass(unnamed, undefined, [offering(newest)]), newest);
    assert.equal(newSiteClass(unnamed, undefined, []), oldest);
  });

  it("is none without a management section", () => {
    assert.equal(newSiteClass({}, undefined, []), undefined);
  });
});

describe("what differs of the vendor's other classes", () => {
  it("is found for each with its copies, and never announced before it was written", () => {
    const all = [
      classIn("tkg-system", oldest),
      classIn("tkg-system", newest),
      classIn("default", newest, { selector: "", isWritten: false }),
      classIn("tkg-system", middle, { selector: "", isWritten: false }),
      classIn("default", vendor("1.3.0"), { selector: "" }),
    ];
    const { guard: named, classes } = guardDrift(all, { name: oldest, resolveTkr: "guard" });
    assert.deepEqual(named, []);
    assert.deepEqual([...classes.others.keys()], [middle, newest]);
    assert.match(classes.others.get(newest)?.[0]?.seen ?? "", /ClusterClass default\/\S+v1\.2\.0: .* is ""/);
    assert.deepEqual(
      [middle, newest].map((name) => classes.others.get(name)?.[0]?.mayBeNew),
      [true, undefined],
    );
  });
});
