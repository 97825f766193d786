/**
 * The variables of a site by the schema of the live ClusterClass: the environment or the site is changed once, and a
 * preview, a preflight and the gate find the same.
 */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { readClusterClass } from "../../../src/environment/facts/cluster-class.js";
import { classVariables } from "../../../src/environment/judgements/class-variables.js";
import {
  className,
  classOf,
  definitions,
  inSecurity,
  inSpec,
  inStatus,
  otherThan,
  rows,
  security,
  text,
  withVariables,
  type Schema,
} from "./class-variable-rows.js";
import { gated, preflighted, previewed, running, site, variablesAtPreview } from "./surfaces.js";

describe("the variables of a site, by its live ClusterClass", () => {
  for (const [form, classWith] of [
    ["its spec", inSpec],
    ["its status alone", inStatus],
  ] as const) {
    for (const { what, without, and, ...row } of rows) {
      it(`${what} is the same finding of preview, preflight and gate, with the schema in ${form}`, async () => {
        const all = definitions.filter(({ name }) => name !== without && name !== and?.name);
        const objects = otherThan(classWith(and ? [...all, and] : all));
        const isIt = <T extends { readonly path?: string }>(found: readonly T[]): T =>
          found.find(({ path }) => path === row.path) ?? assert.fail(JSON.stringify(found));

        const refused = isIt(await previewed({ objects, site: row.site }));
        const reported = isIt(await preflighted({ objects, site: row.site }, "class-variables"));
        assert.deepEqual([refused.found, refused.expected], [row.seen, row.expected]);
        assert.deepEqual(
          [reported.severity, reported.seen, reported.expected],
          ["failure", row.seen, row.expected],
        );

        const rebuilt = [...objects, running(site.controlPlaneEndpoint)];
        const inTheWay = await gated({ objects: rebuilt, site: row.site }, "class variables");
        // Where one definition is replaced by another, others may come first.
        const isNamed = inTheWay?.includes(row.seen) ?? false;
        assert.ok(isNamed || (and !== undefined && inTheWay !== undefined), inTheWay);
      });

      it(`${what} holds up no Cluster that runs, with the schema in ${form}`, async () => {
        const all = definitions.filter(({ name }) => name !== without && name !== and?.name);
        const objects = [
          ...otherThan(classWith(and ? [...all, and] : all)),
          running(site.controlPlaneEndpoint),
        ];
        assert.deepEqual(await previewed({ objects, site: row.site }), []);
        const found = await variablesAtPreview({ objects, site: row.site });
        const noted = found.find(({ path }) => path === row.path);
        assert.deepEqual([noted?.severity, noted?.seen], ["warning", row.seen]);
      });
    }
  }

  it("are right with what the schema allows: open objects, defaults, null, patterns that only Go knows", async () => {
    const value = {
      imagePolicy: { pullAlways: null },
      free: { any: "text" },
      folded: "b",
      nothing: null,
      anything: 1,
    };
    const right = inSecurity(value);
    for (const classWith of [inSpec, inStatus]) {
      const objects = otherThan(classWith(definitions));
      assert.deepEqual(await variablesAtPreview({ objects, site: right }), []);
      const [found] = await preflighted({ objects, site: right }, "class-variables");
      assert.equal(found?.severity, "ok");
    }
  });

  const judge = (object: LiveObject, value: unknown, isRunning = false) =>
    classVariables(
      { className, variables: [{ name: "security", value }], isRunning },
      readClusterClass(object).variables,
    );
  const mode = (value: string) => ({ properties: { mode: { enum: [value] } } });
  const byDefault: Schema = {
    type: "object",
    minProperties: 1,
    required: ["mode"],
    properties: {
      mode: { type: "string", default: "a" },
      port: { type: "integer" },
      maybe: { type: "string", nullable: true },
      each: {
        type: "object",
        additionalProperties: { type: "object", required: ["x"], properties: { x: { default: "" } } },
      },
    },
    oneOf: [mode("a"), { ...mode("b"), required: ["port"] }],
  };
  const cases: readonly [string, Schema, unknown, boolean][] = [
    ["a condition that a default meets", byDefault, {}, true],
    ["a null where there is a default", byDefault, { mode: null }, true],
    ["a default in an entry of a mapping", byDefault, { each: { k: {} } }, true],
    ["a condition that is met by a value", byDefault, { mode: "b", port: 1 }, true],
    ["a condition that is not met", byDefault, { mode: "b" }, false],
    ["a null that is required", { ...byDefault, required: ["maybe"] }, { maybe: null }, true],
    ["a class of characters of Go", { type: "string", pattern: "^[[:alnum:]-]+$" }, "a-1", true],
    ["the ends of a text of Go", { type: "string", pattern: "\\A[a-z]+\\z" }, "abc", true],
    ["a class of Unicode", { type: "string", pattern: "^\\p{L}+$" }, "Zoë", true],
    ["a quotation of Go", { type: "string", pattern: "^\\Qa.b\\E$" }, "a.b", true],
    ["a code point of Go", { type: "string", pattern: "^\\x{61}$" }, "a", true],
    ["a bracket at the beginning of a set", { type: "string", pattern: "^[]a]+$" }, "]", true],
    ["a pattern with an escaped backslash", { type: "string", pattern: "^\\\\A$" }, "b", false],
  ];
  for (const [what, schema, value, isRight] of cases) {
    it(`are judged as the API server does, by ${what}`, () => {
      const found = judge(inStatus([{ name: "security", schema }]), value);
      assert.equal(
        found.every(({ severity }) => severity === "ok"),
        isRight,
        JSON.stringify(found),
      );
    });
  }

  it("are not judged by those of the spec alone, where an extension has not been asked yet", () => {
    const own = { name: "own", schema: { openAPIV3Schema: text } };
    const spec = {
      variables: [own],
      patches: [{ name: "p", external: { discoverVariablesExtension: "d" } }],
    };
    assert.deepEqual(
      judge(classOf(spec), "a").map(({ severity }) => severity),
      ["skipped"],
    );
    const status = {
      variables: [{ name: "security", definitions: [{ schema: { openAPIV3Schema: text } }] }],
    };
    assert.deepEqual(
      judge(classOf(spec, status), "a").map(({ severity }) => severity),
      ["ok"],
    );
  });

  it("are there where the class shows no schema of them", () => {
    for (const object of [
      classOf({ variables: [{ name: "security" }] }),
      classOf({}, { variables: [{ name: "security", definitions: [{ schema: {} }] }] }),
    ]) {
      assert.deepEqual(
        judge(object, "a").map(({ severity }) => severity),
        ["ok"],
      );
    }
  });

  it("have one definition, since a Cluster has to name the one of several that it means", () => {
    const parts = ["inline", "p"].map((from) => ({ from, schema: { openAPIV3Schema: text } }));
    const variable = { name: "security", definitions: parts, definitionsConflict: true };
    const object = classOf({}, { variables: [variable] });
    const [found] = judge(object, "a");
    assert.deepEqual([found?.severity, found?.path], ["failure", "tkg-edge:site.variables.security"]);
    assert.match(found?.seen ?? "", /defines variable security differently in inline and p$/);
    assert.equal(judge(object, "a", true)[0]?.severity, "warning");
  });

  it("are judged by each of several definitions, and need to fit one", () => {
    const several = classOf(
      {},
      {
        variables: [
          {
            name: "security",
            definitions: [{ schema: { openAPIV3Schema: text } }, { schema: { openAPIV3Schema: security } }],
          },
        ],
      },
    );
    const severities = (value: unknown) => judge(several, value).map(({ severity }) => severity);
    assert.deepEqual(severities("a text"), ["ok"]);
    assert.deepEqual(severities({ free: { a: "b" } }), ["ok"]);
    assert.deepEqual(severities(7), ["failure"]);
  });

  it("are not judged by a class that shows none, or that may not be read, and the preview reports it", async () => {
    const silent = otherThan(classOf({ patches: [] }));
    for (const more of [[], [running(site.controlPlaneEndpoint)]]) {
      const [found, ...others] = await variablesAtPreview({ objects: [...silent, ...more] });
      assert.deepEqual(others, []);
      assert.deepEqual([found?.severity], ["skipped"]);
      assert.match(
        found?.seen ?? "",
        /were not checked against ClusterClass default\/tkg-vsphere-default-v1\.0\.0: /,
      );
    }
  });

  it("name the classes that have a variable which the chosen one lacks", async () => {
    const other = inStatus([{ name: "security", schema: security }]);
    const newer = { ...other, metadata: { ...other.metadata, name: "tkg-vsphere-default-v1.1.0" } };
    const old = inSpec(definitions.filter(({ name }) => name !== "security"));
    const found = await variablesAtPreview({ objects: [...otherThan(old), newer], site: inSecurity({}) });
    assert.equal(found[0]?.expected, "a variable of the class; tkg-vsphere-default-v1.1.0 has it");
  });

  it("show no value that may be secret", async () => {
    const objects = otherThan(
      inSpec([
        ...definitions,
        { name: "vault", schema: { type: "object", properties: { password: { type: "integer" } } } },
      ]),
    );
    const found = await variablesAtPreview({
      objects,
      site: withVariables({ vault: { password: "hunter2" } }),
    });
    assert.equal(found.length, 1);
    assert.ok(!JSON.stringify(found).includes("hunter2"));
  });
});
