import assert from "node:assert/strict";
import { versionProblems } from "../../../../sandbox/stand-ins/capi-light/admission.js";
import type { Schema } from "../../../../sandbox/stand-ins/capi-light/schema.js";
import {
  checkVariables,
  defaultVariables,
  type VariableDefinition,
} from "../../../../sandbox/stand-ins/capi-light/variables.js";

const machine: Schema = {
  type: "object",
  properties: {
    numCPUs: { type: "integer", default: 2, minimum: 1 },
    diskGiB: { type: "integer", default: 40 },
    customVMXKeys: { type: "object", additionalProperties: { type: "string" }, default: {} },
  },
};
const define = (name: string, schema: Schema, required = false): VariableDefinition => ({
  name,
  required,
  schema: { openAPIV3Schema: schema },
});
const definitions = [
  define("controlPlane", { type: "object", properties: { machine: { ...machine, default: {} } } }, true),
  define("controlPlaneTaint", { type: "boolean", default: true }),
  define("level", { type: "string", enum: ["", "baseline"] }),
  define("servers", {
    type: "array",
    items: { type: "object", required: ["host"], properties: { host: { type: "string" } } },
  }),
  define("free", { nullable: true, type: "object" }),
];
const given = { name: "controlPlane", value: { machine: { numCPUs: 4 } } };
const problems = (...values: { name: string; value: unknown }[]) =>
  checkVariables([given, ...values], definitions).map(({ field, text }) => `${field}: ${text}`);

describe("variables of a Cluster, in the light profile", () => {
  it("get defaults at all depths; absent ones are added when they have a default themselves", () => {
    assert.deepEqual(defaultVariables([given], definitions), [
      { name: "controlPlane", value: { machine: { numCPUs: 4, diskGiB: 40, customVMXKeys: {} } } },
      { name: "controlPlaneTaint", value: true },
    ]);
  });

  it("keep a misspelt nested key beside the default of the right one (measured: admitted silently)", () => {
    const misspelt = { name: "controlPlane", value: { machine: { diskGB: 20 } } };
    const [result] = defaultVariables([misspelt], definitions);
    assert.deepEqual(result?.value, { machine: { diskGB: 20, numCPUs: 2, diskGiB: 40, customVMXKeys: {} } });
    assert.deepEqual(checkVariables([misspelt], definitions), []);
  });

  it("may be given twice (measured: admitted silently)", () => {
    assert.deepEqual(checkVariables([given, given], definitions), []);
  });

  const rows: readonly [string, readonly string[], readonly string[]][] = [
    [
      "an undefined one",
      problems({ name: "osImage", value: 1 }),
      ['spec.topology.variables[1].name: the class defines no variable "osImage"'],
    ],
    [
      "a required one that is missing",
      checkVariables([], definitions).map(({ field, text }) => `${field}: ${text}`),
      ['spec.topology.variables: variable "controlPlane" is required by the class and missing'],
    ],
    [
      "a number written as a string",
      checkVariables([{ name: "controlPlane", value: { machine: { numCPUs: "4" } } }], definitions).map(
        ({ text }) => text,
      ),
      ['controlPlane.machine.numCPUs must be of type integer, but is string "4"'],
    ],
    [
      "a value outside of an enum",
      problems({ name: "level", value: "none" }),
      ['spec.topology.variables[1].value: level must be one of ["","baseline"], but is "none"'],
    ],
    [
      "an item without its required key",
      problems({ name: "servers", value: [{ host: "a" }, {}] }),
      ["spec.topology.variables[1].value: servers[1].host is required"],
    ],
    [
      "a number below the minimum",
      checkVariables([{ name: "controlPlane", value: { machine: { numCPUs: 0 } } }], definitions).map(
        ({ text }) => text,
      ),
      ["controlPlane.machine.numCPUs must be at least 1, but is 0"],
    ],
    ["a null where null may be", problems({ name: "free", value: null }), []],
  ];
  for (const [what, got, wanted] of rows) {
    it(`${wanted.length > 0 ? "refuse" : "allow"} ${what}`, () => {
      assert.deepEqual(got, wanted);
    });
  }
});

describe("the version of a Cluster, in the light profile", () => {
  const rows: readonly [string, string | undefined, RegExp | undefined][] = [
    ["v1.25.7+vmware.1-tiny.2", undefined, undefined],
    ["v1.25.7+vmware.1-tiny.2", "v1.24.10+vmware.1-tiny.1", undefined],
    ["latest", undefined, /not a semantic version/],
    ["v1.24.10", "v1.25.7", /cannot go down/],
    ["v1.26.5", "v1.24.10", /cannot skip a minor/],
  ];
  for (const [version, before, wanted] of rows) {
    it(`${version} after ${before ?? "nothing"} is ${wanted ? "refused" : "allowed"}`, () => {
      const texts = versionProblems(version, before).map(({ text }) => text);
      if (wanted) assert.match(texts.join(), wanted);
      else assert.deepEqual(texts, []);
    });
  }
});
