/**
 * The variables of a site by the schema of the live ClusterClass: the environment or the site is changed once, and a
 * preview, a preflight and the gate find the same.
 */
import assert from "node:assert/strict";
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
    const judge = (value: unknown) =>
      classVariables(
        { className, variables: [{ name: "security", value }], isRunning: false },
        readClusterClass(several).variables,
      ).map(({ severity }) => severity);
    assert.deepEqual(judge("a text"), ["ok"]);
    assert.deepEqual(judge({ free: { a: "b" } }), ["ok"]);
    assert.deepEqual(judge(7), ["failure"]);
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
