/** What of a state is a component's in a program that has several. */
import assert from "node:assert/strict";
import { tkrName } from "../../../src/config/tkr-version.js";
import { aliasFor, nameFor, ofOwner, recordsFor } from "../../../src/program/owner.js";

const record = (name: string) => ({ urn: `urn:pulumi:s::p::t::${name}`, type: "t", outputs: {} });
const namesOf = (records: readonly { readonly urn: string }[]) =>
  records.map(({ urn }) => urn.split("::").at(-1));

describe("the owner of resources", () => {
  const state = ["shop-cluster", "shop-management", "shop-2-cluster", "shop-2-management", "prices"].map(
    record,
  );

  it("is the stack for all of them, by the names that they always had", () => {
    assert.deepEqual(ofOwner(undefined, state), state);
    assert.equal(nameFor(undefined, "management"), "management");
    assert.deepEqual(aliasFor(undefined, "management-cluster"), {
      aliases: [{ name: "management-cluster" }],
    });
  });

  it("is a component for its own, and not for those of one whose name begins alike", () => {
    assert.deepEqual(namesOf(ofOwner({ name: "shop" }, state)), ["shop-cluster", "shop-management"]);
    assert.deepEqual(namesOf(ofOwner({ name: "shop-2" }, state)), ["shop-2-cluster", "shop-2-management"]);
    assert.equal(nameFor({ name: "shop" }, "management"), "shop-management");
    assert.deepEqual(aliasFor({ name: "shop" }, "management-cluster"), {});
  });

  it("is a component for the pool that its run may have stopped after", () => {
    const pool = ["shop-address-pool", "shop-address-pool-use", "shop-2-address-pool"].map(record);
    assert.equal(ofOwner({ name: "shop" }, pool).length, 2);
  });

  it("is a component for the patches of the classes that it guards", () => {
    const patches = ["guard-annotation", "guard-tkg-vsphere-default-v1.1.0", "guard-of-others"].map(record);
    assert.equal(ofOwner({ name: "guard" }, patches).length, 2);
  });

  it("shows the judgements a TKr by the names that it has in a stack", () => {
    const tkrVersion = "v1.25.7+vmware.1-tiny.2-tkg.1";
    const own = ["tiny-management", "tiny-pull", "tiny-compatibility", "shop-cluster"].map(record);
    const inStack = `tkr-${tkrName(tkrVersion)}`;
    assert.deepEqual(namesOf(recordsFor({ name: "tiny", tkr: { name: "tiny", version: tkrVersion } }, own)), [
      "cluster-class-guard-annotation",
      `${inStack}-pull`,
      `${inStack}-compatibility`,
      "shop-cluster",
    ]);
    assert.deepEqual(recordsFor({ name: "shop" }, own), own);
  });
});
