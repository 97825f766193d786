/** A ClusterClass with schemas for its variables, and what is wrong with a site by them, one row for each kind of mistake. */
import type { LiveObject } from "../../../src/clients/live-object.js";
import type { SiteSpec } from "../../../src/config/stack-spec.js";
import { cluster } from "../../../src/manifests/cluster.js";
import { exampleSite } from "../example-site.js";
import { site, vcenter, whole } from "./surfaces.js";

export type Schema = Readonly<Record<string, unknown>>;
export const text: Schema = { type: "string" };
export const open: Schema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
export const security: Schema = {
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

export interface Definition {
  readonly name: string;
  readonly schema: Schema;
  readonly required?: boolean;
}
/** Whatever the vendor page's example sets, and a variable with a form of its own. */
export const definitions: readonly Definition[] = [
  ...cluster(site, vcenter).spec.topology.variables.map(({ name, value }) => ({
    name,
    schema: typeof value === "object" ? open : {},
  })),
  { name: "security", schema: security },
  { name: "defaulted", required: true, schema: { type: "string", default: "x" } },
];

export const classOf = (spec: LiveObject["spec"], status: LiveObject["status"] = {}): LiveObject => ({
  kind: "ClusterClass",
  metadata: { name: site.className, namespace: site.namespace },
  spec,
  status,
});
export const definition = ({ schema, required = false }: Definition) => ({
  required,
  schema: { openAPIV3Schema: schema },
});
/** As Cluster API up to 1.3 shows them. */
export const inSpec = (all: readonly Definition[]): LiveObject =>
  classOf({ variables: all.map((one) => ({ name: one.name, ...definition(one) })) });
/** As later ones do, also where a runtime extension defines them. */
export const inStatus = (all: readonly Definition[]): LiveObject =>
  classOf(
    { patches: [{ name: "tkg-official-patch" }] },
    { variables: all.map((one) => ({ name: one.name, definitions: [definition(one)] })) },
  );

export const otherThan = (object: LiveObject): readonly LiveObject[] => [
  ...whole.filter(({ kind }) => kind !== "ClusterClass"),
  object,
];
export const withVariables = (extraVariables: Schema, more: Schema = {}): SiteSpec =>
  exampleSite({ extraVariables, ...more }).site;
export const inSecurity = (value: unknown): SiteSpec => withVariables({ security: value });

export const className = `ClusterClass ${site.namespace}/${site.className}`;

export interface Row {
  readonly what: string;
  readonly site: SiteSpec;
  readonly path: string;
  readonly seen: string;
  readonly expected: string;
  readonly without?: string;
  readonly and?: Definition;
}

export const rows: readonly Row[] = [
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
