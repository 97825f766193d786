/** Whatever a stack holds in place of a value, the person at the keyboard never reads the schema library's words. */
import assert from "node:assert/strict";
import { connectionSchema } from "../../../src/config/connection.js";
import { configSections, type SchemaNode } from "../../../src/config/documentation/stack-schema.js";
import { managementSchema } from "../../../src/config/management.js";
import { parseSection } from "../../../src/config/parse-section.js";
import { siteSchema } from "../../../src/config/site.js";
import { templateSchema } from "../../../src/config/template.js";

const schemas = {
  connection: connectionSchema,
  management: managementSchema,
  template: templateSchema,
  site: siteSchema,
};
const wrong = [
  null,
  true,
  0,
  -1.5,
  1e300,
  "",
  "x",
  [],
  [[]],
  [null],
  {},
  { a: { b: null } },
  "x".repeat(3000),
];
const libraryWords =
  /Invalid|received|expected (string|number|int|object|array|record|boolean)|Too (big|small)|Unrecognized/;

/** Paths of every key. */
function paths(node: SchemaNode, path: readonly string[]): (readonly string[])[] {
  const below = Object.entries(node.properties ?? {}).flatMap(([key, child]) => paths(child, [...path, key]));
  const items = node.items ? paths(node.items, [...path, "0"]) : [];
  return [path, ...below, ...items];
}

function withValue(path: readonly string[], value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  return step === "0" ? [withValue(rest, value)] : { [step]: withValue(rest, value) };
}

describe("problems of a section", function () {
  // Every key with every wrong value: some thousand parses, on a machine that may be busy.
  this.timeout(60_000);

  for (const [section, schema] of Object.entries(schemas)) {
    it(`are in the project's own words for every key of tkg-edge:${section}`, () => {
      const keys = paths(configSections()[`tkg-edge:${section}`] ?? assert.fail(), []);
      for (const path of keys) {
        for (const value of wrong) {
          for (const { expected, found } of parseSection(schema, section, withValue(path, value))?.problems ??
            []) {
            assert.doesNotMatch(`${expected} ${found ?? ""}`, libraryWords, `${section}.${path.join(".")}`);
            assert.ok(expected.length > 3);
          }
        }
      }
    });
  }
});
