/** How the layers of a site are merged, for any values: nearest wins, a list is one leaf, of groups the last one wins. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { withFleet } from "../../../../src/config/fleet/stack-in-fleet.js";
import { layeredStack } from "../../../../src/config/layers.js";
import { sourceOf, valueAt } from "../../../../src/config/lower-layers.js";
import { isTree, mergeTrees, type Tree } from "../../../../src/config/tree.js";
import { FleetFolder } from "../../fleet/fleet-folder.js";

const key = fc.constantFrom("a", "b", "c", "d");
const { tree } = fc.letrec<{ tree: Tree; value: unknown }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, fc.nat(9), fc.array(fc.nat(9), { maxLength: 2 }), tie("tree")),
  tree: fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
}));

/** The value of the nearest layer; mappings of the layers down to one that has something else are one. */
function nearestOf(layers: readonly unknown[]): unknown {
  const [first] = layers;
  if (!isTree(first)) return first;
  const end = layers.findIndex((layer) => !isTree(layer));
  const mappings = (end < 0 ? layers : layers.slice(0, end)) as readonly Tree[];
  const keys = new Set(mappings.flatMap((mapping) => Object.keys(mapping)));
  return Object.fromEntries(
    [...keys].map((name) => [
      name,
      nearestOf(mappings.map((mapping) => mapping[name]).filter((value) => value !== undefined)),
    ]),
  );
}

function leavesOf(value: unknown, steps: readonly string[] = []): (readonly string[])[] {
  if (!isTree(value) || Object.keys(value).length === 0) return [steps];
  return Object.entries(value).flatMap(([name, below]) => leavesOf(below, [...steps, name]));
}

describe("the layers of a fleet's site", () => {
  let folder: FleetFolder;
  before(() => {
    folder = new FleetFolder();
  });
  after(() => {
    folder.remove();
  });

  it("are merged by nearness, and each value is known by the layer that set it", () => {
    fc.assert(
      fc.property(tree, tree, tree, tree, tree, (stack, own, last, first, defaults) => {
        folder.write({
          "fleet.yaml": {
            defaults: { site: defaults },
            groups: { first: { site: first }, last: { site: last } },
            sites: { edge: { groups: ["first", "last"], site: own } },
          },
        });
        const raw = { fleetFile: "fleet.yaml", site: stack, secretsSet: new Set<string>() };
        const inFleet = withFleet(raw, folder.directory, "edge");
        const { site } = layeredStack(inFleet, folder.directory).raw;
        const layers: readonly [string, Tree][] = [
          ["stack", stack],
          ["site edge", own],
          ["group last", last],
          ["group first", first],
          ["defaults", defaults],
          ["the site's name in the fleet", { name: "edge" }],
        ];
        assert.deepEqual(site, nearestOf(layers.map(([, values]) => values)));
        const below = inFleet.below?.layer ?? assert.fail();
        for (const steps of leavesOf(below.values.site)) {
          const nearest = layers.slice(1).find(([, values]) => valueAt(values, steps) !== undefined);
          assert.equal(sourceOf(below, ["site", ...steps])?.name, nearest?.[0], steps.join("."));
        }
      }),
      { numRuns: 150 },
    );
  });

  it("have no value that none of their keys is, as by a key __proto__ of a stack's JSON", () => {
    const stack = JSON.parse('{"vcenter": {"__proto__": {"insecure": true}}}') as Tree;
    const { vcenter } = mergeTrees({ vcenter: { server: "a" } }, stack);
    assert.ok(isTree(vcenter));
    assert.equal(vcenter.insecure, undefined);
    assert.deepEqual(Object.keys(vcenter), ["server", "__proto__"]);
    assert.equal(valueAt({ site: {} }, ["site", "constructor"]), undefined);
  });

  it("rank a connectionFile and a flatFile in the layer that names them", () => {
    const server = (name: string) => ({ vcenter: { server: name } });
    folder.write({
      "far.json": { ...server("far"), registry: { host: "far" } },
      "near.json": { vcenter: { server: "near", username: "near" } },
      "site.env": "VSPHERE_SERVER=flat.example.com\nVSPHERE_USERNAME=flat\nCLUSTER_NAME=flat\n",
      "fleet.yaml": {
        defaults: { connectionFile: "far.json", connection: { vcenter: { username: "defaults" } } },
        groups: {
          north: { connectionFile: "near.json", flatFile: "site.env", site: { namespace: "north" } },
        },
        sites: { edge: { groups: ["north"], connection: server("own") }, other: { groups: ["north"] } },
      },
    });
    const layers = folder.layers();
    const values = (name: string) => layers.site(name)?.layer.values ?? assert.fail();
    assert.deepEqual(values("edge").connection, {
      vcenter: { server: "own", username: "near" },
      registry: { host: "far" },
    });
    assert.deepEqual((values("other").connection as Tree).vcenter, { server: "near", username: "near" });
    assert.deepEqual(values("other").site, { namespace: "north", name: "flat", placement: {} });
    const source = (path: string) => layers.site("other")?.placeOf(path);
    assert.deepEqual(source("tkg-edge:site.name"), { file: "site.env", line: 3, column: 1 });
    assert.equal(source("tkg-edge:connection.vcenter.server")?.file, "near.json");
  });
});
