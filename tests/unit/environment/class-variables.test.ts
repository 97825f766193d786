/**
 * The variables of a site by the schema of the live ClusterClass: the environment or the site is changed once, and a
 * preview, a preflight and the gate find the same.
 */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import type { SiteSpec } from "../../../src/config/stack-spec.js";
import { readClusterClass } from "../../../src/environment/facts/cluster-class.js";
import { classVariables } from "../../../src/environment/judgements/class-variables.js";
import { cluster } from "../../../src/manifests/cluster.js";
import { exampleSite } from "../example-site.js";
import {
  gated,
  preflighted,
  previewed,
  running,
  site,
  variablesAtPreview,
  vcenter,
  whole,
} from "./surfaces.js";

type Schema = Readonly<Record<string, unknown>>;
const text: Schema = { type: "string" };
const open: Schema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
const security: Schema = {
  type: "object",
  properties: {
    imagePolicy: {
      type: "object",
      properties: { pullAlways: { type: "boolean" }, allowTTL: { type: "integer", minimum: 1 } },
    },
    systemCryptoPolicy: { type: "string", enum: ["default", "future"] },
    hosts: {
      type: "array",
      items: { type: "object", properties: { name: text }, required: ["name"] },
    },
    free: { type: "object", additionalProperties: text },
    "with/slash": text,
    limit: { type: "number", maximum: 10, exclusiveMaximum: true },
    folded: { type: "string", pattern: "(?i)^a$" },
    nothing: { type: "string", nullable: true },
    anything: { nullable: true },
  },
};

interface Definition {
  readonly name: string;
  readonly schema: Schema;
  readonly required?: boolean;
}
/** Whatever the vendor page's example sets, and a variable with a form of its own. */
const definitions: readonly Definition[] = [
  ...cluster(site, vcenter).spec.topology.variables.map(({ name, value }) => ({
    name,
    schema: typeof value === "object" ? open : {},
  })),
  { name: "security", schema: security },
  { name: "defaulted", required: true, schema: { type: "string", default: "x" } },
];

const classOf = (spec: LiveObject["spec"], status: LiveObject["status"] = {}): LiveObject => ({
  kind: "ClusterClass",
  metadata: { name: site.className, namespace: site.namespace },
  spec,
  status,
});
const definition = ({ schema, required = false }: Definition) => ({
  required,
  schema: { openAPIV3Schema: schema },
});
/** As Cluster API up to 1.3 shows them. */
const inSpec = (all: readonly Definition[]): LiveObject =>
  classOf({ variables: all.map((one) => ({ name: one.name, ...definition(one) })) });
/** As later ones do, also where a runtime extension defines them. */
const inStatus = (all: readonly Definition[]): LiveObject =>
  classOf(
    { patches: [{ name: "tkg-official-patch" }] },
    { variables: all.map((one) => ({ name: one.name, definitions: [definition(one)] })) },
  );

const otherThan = (object: LiveObject): readonly LiveObject[] => [
  ...whole.filter(({ kind }) => kind !== "ClusterClass"),
  object,
];
const withVariables = (extraVariables: Schema, more: Schema = {}): SiteSpec =>
  exampleSite({ extraVariables, ...more }).site;
const inSecurity = (value: unknown): SiteSpec => withVariables({ security: value });

const className = `ClusterClass ${site.namespace}/${site.className}`;

interface Row {
  readonly what: string;
  readonly site: SiteSpec;
  readonly path: string;
  readonly seen: string;
  readonly expected: string;
  readonly without?: string;
  readonly and?: Definition;
}

const rows: readonly Row[] = [
  {
    what: "a misspelt key inside a variable",
    site: inSecurity({ imagePolicy: { pullAllways: true } }),
    path: "tkg-edge:site.extraVariables.security.imagePolicy.pullAllways",
    seen: `${className} defines no key imagePolicy.pullAllways in variable security`,
    expected: "pullAlways",
  },
  {
    what: "a key that is like no other",
    site: inSecurity({ zzz: 1 }),
    path: "tkg-edge:site.extraVariables.security.zzz",
    seen: `${className} defines no key zzz in variable security`,
    expected: "anything, folded, free, hosts, imagePolicy, limit, nothing, systemCryptoPolicy, with/slash",
  },
  {
    what: "a misspelt key inside a list",
    site: inSecurity({ hosts: [{ name: "a" }, { name: "b", nmae: "c" }] }),
    path: "tkg-edge:site.extraVariables.security.hosts[1].nmae",
    seen: `${className} defines no key hosts.1.nmae in variable security`,
    expected: "name",
  },
  {
    what: "a value of another type",
    site: inSecurity({ imagePolicy: { allowTTL: "50" } }),
    path: "tkg-edge:site.extraVariables.security.imagePolicy.allowTTL",
    seen: `"50", which ${className} does not take`,
    expected: "a value of type integer",
  },
  {
    what: "a text that is none of those allowed",
    site: inSecurity({ systemCryptoPolicy: "legacy" }),
    path: "tkg-edge:site.extraVariables.security.systemCryptoPolicy",
    seen: `"legacy", which ${className} does not take`,
    expected: '"default" or "future"',
  },
  {
    what: "a number below the least",
    site: inSecurity({ imagePolicy: { allowTTL: 0 } }),
    path: "tkg-edge:site.extraVariables.security.imagePolicy.allowTTL",
    seen: `0, which ${className} does not take`,
    expected: "a value that must be >= 1",
  },
  {
    what: "a number at a limit that is excluded",
    site: inSecurity({ limit: 10 }),
    path: "tkg-edge:site.extraVariables.security.limit",
    seen: `10, which ${className} does not take`,
    expected: "a value that must be < 10",
  },
  {
    what: "a required key that is not there",
    site: inSecurity({ hosts: [{}] }),
    path: "tkg-edge:site.extraVariables.security.hosts[0].name",
    seen: `${className} requires key hosts.0.name in variable security`,
    expected: "a value",
  },
  {
    what: "a key with a slash",
    site: inSecurity({ "with/slash": 1 }),
    path: "tkg-edge:site.extraVariables.security.with/slash",
    seen: `1, which ${className} does not take`,
    expected: "a value of type string",
  },
  {
    what: "a number below a key that is a number",
    site: inSecurity({ free: { "0": 1 } }),
    path: "tkg-edge:site.extraVariables.security.free.0",
    seen: `1, which ${className} does not take`,
    expected: "a value of type string",
  },
  {
    what: "a variable that the class lacks",
    site: withVariables({}, { variables: { ntpServers: ["ntp.example.com"] } }),
    path: "tkg-edge:site.variables.ntpServers",
    seen: `${className} defines no variable ntpServers`,
    expected: "a variable of the class",
  },
  {
    what: "a variable of the product's own that the class lacks",
    site,
    without: "controlPlaneTaint",
    path: "tkg-edge:site.className",
    seen: `${className} defines no variable controlPlaneTaint`,
    expected: "a variable of the class",
  },
  {
    what: "a variable that the class requires",
    site,
    and: { name: "license", required: true, schema: text },
    path: "tkg-edge:site.extraVariables.license",
    seen: `variable license is not set, and ${className} requires it`,
    expected: "a value",
  },
  {
    what: "a value of a key with another name than the variable",
    site,
    and: {
      name: "controlPlane",
      schema: { type: "object", properties: { machine: { type: "object", properties: { numCPUs: text } } } },
    },
    path: "tkg-edge:site.machine.numCPUs",
    seen: `4, which ${className} does not take`,
    expected: "a value of type string",
  },
];

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
