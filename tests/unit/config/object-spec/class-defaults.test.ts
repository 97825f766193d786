/** Values of a Cluster's variables against the defaults of its class. */
import assert from "node:assert/strict";
import { configuredValue } from "../../../../src/config/object-spec/class-defaults.js";
import { alwaysSet } from "../../../../src/config/object-spec/variable-readers.js";
import { cluster } from "../../../../src/manifests/cluster.js";
import { exampleSite } from "../../example-site.js";

const properties = {
  port: { type: "integer", default: 1 },
  nested: { type: "object", default: {}, properties: { mode: { type: "string", default: "x" } } },
  list: {
    type: "array",
    items: { type: "object", properties: { host: { type: "string" }, skip: { default: false } } },
  },
  texts: { type: "array", items: { type: "string" }, default: [] },
  labels: { type: "object", additionalProperties: { type: "string", default: "y" } },
};
const object = { type: "object", properties };

describe("a value of a ClusterClass variable", () => {
  const rows: readonly [string, object, unknown, unknown][] = [
    ["an empty text that is the default", { type: "string", default: "" }, "", undefined],
    ["an empty text that is not the default", { type: "string", default: "x" }, "", ""],
    ["a value without a default", { type: "integer" }, 6443, 6443],
    ["nested defaults in a mapping without its own", object, { port: 1, nested: { mode: "x" } }, {}],
    [
      "the whole default, completed by nested ones",
      { ...object, default: { port: 1 } },
      { port: 1, nested: { mode: "x" }, texts: [] },
      undefined,
    ],
    [
      "the whole default, stored before the class had nested ones",
      { ...object, default: {} },
      { port: 1 },
      undefined,
    ],
    ["one nested value that differs", object, { port: 2, nested: { mode: "x" }, texts: [] }, { port: 2 }],
    [
      "a value deep inside that differs",
      object,
      { port: 1, nested: { mode: "z" } },
      { nested: { mode: "z" } },
    ],
    ["entries of a list", object, { list: [{ host: "h", skip: false }] }, { list: [{ host: "h" }] }],
    ["keys of the user's own", object, { labels: { zone: "y" } }, { labels: { zone: "y" } }],
    ["a key that the class does not define", object, { other: { port: 1 } }, { other: { port: 1 } }],
    ["a value of another type", object, "text", "text"],
  ];
  for (const [what, schema, value, expected] of rows) {
    it(`is configured without the defaults of the class: ${what}`, () => {
      assert.deepEqual(configuredValue([{ ...schema }], value).value, expected);
    });
  }

  it("names each default that it is without", () => {
    const value = { port: 1, nested: { mode: "x" }, list: [{ skip: false }], texts: [] };
    assert.deepEqual(configuredValue([object], value).defaults, [
      { path: ["port"], value: 1 },
      { path: ["nested", "mode"], value: "x" },
      { path: ["list", 0, "skip"], value: false },
      { path: ["texts"], value: [] },
    ]);
  });

  it("stays whole where definitions of the variable have different defaults, or there is none", () => {
    const other = { ...object, properties: { ...properties, port: { default: 2 } } };
    for (const schemas of [[object, other], []]) {
      assert.deepEqual(configuredValue(schemas, { port: 1 }), { value: { port: 1 }, defaults: [] });
    }
    assert.deepEqual(configuredValue([object, { ...object }], { port: 1 }).value, {});
  });
});

describe("the variables that every site sets", () => {
  it("are those of a site that configures no more than it must", () => {
    const { site, vcenter } = exampleSite({ trustedCa: undefined, sshAuthorizedKeys: undefined });
    const names = cluster(site, vcenter).spec.topology.variables.map(({ name }) => name);
    assert.deepEqual([...alwaysSet].toSorted(), names.toSorted());
  });
});
