/** The inventory of vCenter: it is changed once, and a preview that reads it with govc and a preflight find the same. */
import assert from "node:assert/strict";
import { problemOf } from "../../../src/environment/finding.js";
import { datastoreSpace } from "../../../src/environment/judgements/datastore-space.js";
import { placesOf } from "../../../src/environment/judgements/inventory.js";
import { checkPaths } from "../../../src/environment/questions/inventory.js";
import { factsOf, preflighted, site, vcenter, whole, type Environment } from "./surfaces.js";

const { placement } = site;
const everything: ReadonlyMap<string, string> = new Map([
  [placement.datacenter, "Datacenter"],
  [placement.datastore, "Datastore"],
  [placement.folder, "Folder"],
  [placement.network, "DistributedVirtualPortgroup"],
  [placement.resourcePool, "ResourcePool"],
]);

/** What a preview refuses where govc reads the inventory for it (src/program/inventory.ts). */
async function previewed(environment: Environment) {
  const facts = factsOf(environment).vcenter({ ...vcenter, password: "not used" });
  return (await checkPaths(facts, placesOf({ site: environment.site ?? site }))).map((one) => problemOf(one));
}

describe("the inventory paths of a site", () => {
  const rows: readonly [string, Map<string, string>, keyof typeof placement, RegExp][] = [
    [
      "at which nothing is",
      new Map([...everything].filter(([path]) => path !== placement.folder)),
      "folder",
      /, where nothing is$/,
    ],
    [
      "at which something else is",
      new Map([...everything, [placement.network, "Folder"]]),
      "network",
      /, which is a Folder$/,
    ],
  ];
  for (const [what, places, key, seen] of rows) {
    it(`${what} are the same finding of preview and preflight`, async () => {
      const environment = { objects: whole, places };
      const [problem, ...more] = await previewed(environment);
      assert.deepEqual([problem?.path, more], [`tkg-edge:site.placement.${key}`, []]);
      assert.match(problem?.found ?? "", seen);
      const [finding] = await preflighted(environment, "inventory");
      assert.deepEqual(
        [finding?.severity, finding?.path, finding?.seen, finding?.expected],
        ["failure", problem?.path, problem?.found, problem?.expected],
      );
    });
  }

  it("that others read as a pattern, and do not find so, are the same finding of both", async () => {
    const folder = "/dc0/vm/edge [1]";
    const environment = {
      objects: whole,
      site: { ...site, placement: { ...placement, folder } },
      // The pattern that matches it alone, as govc is given it; read as it stands, it matches nothing.
      places: new Map([...everything, ["/dc0/vm/edge \\[1]", "Folder"]]),
    };
    const [problem] = await previewed(environment);
    assert.match(problem?.expected ?? "", /when it is read as a pattern/);
    const [finding] = await preflighted(environment, "inventory");
    assert.deepEqual([finding?.seen, finding?.expected], [problem?.found, problem?.expected]);
  });

  it("that are all there are found so, and what the user may not do there is a failure", async () => {
    const environment = { objects: whole, places: everything };
    assert.deepEqual(await previewed(environment), []);
    assert.equal((await preflighted(environment, "inventory"))[0]?.severity, "ok");
    const missing = await preflighted(environment, "vcenter-privileges");
    assert.ok(missing.length > 0 && missing.every(({ severity }) => severity === "failure"));
  });

  it("are read from vCenter once, whichever checks want them", () => {
    const facts = factsOf({ objects: whole, places: everything }).vcenter({ ...vcenter, password: "p" });
    assert.equal(facts.objectAt(placement.folder), facts.objectAt(placement.folder));
  });
});

describe("the space on a datastore", () => {
  it("is enough, too little, or no matter where the machine is there already", () => {
    const of = (freeGiB: number, isThere: boolean, isUsable = true) =>
      datastoreSpace(site, { freeGiB, isUsable }, isThere).severity;
    assert.equal(of(100, false), "ok");
    assert.equal(of(10, false), placement.cloneMode === "linkedClone" ? "warning" : "failure");
    assert.equal(of(10, true), "ok");
    assert.equal(of(100, true, false), "failure");
    assert.equal(datastoreSpace(site, { isUsable: true }, false).severity, "skipped");
  });

  it("is read as vCenter reports it", async () => {
    const [finding] = await preflighted({ objects: whole, places: everything }, "datastore-space");
    assert.match(finding?.seen ?? "", /has 100 GiB free/);
  });
});
