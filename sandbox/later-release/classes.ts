// ClusterClasses of TKG 2.5 as stand-ins: the vendor's v1.0.0 under other names, with the variables that public manifests show
// to be added. Pure.
import type { Manifest } from "../vendor-objects.js";

interface Variable {
  readonly name: string;
  readonly required: boolean;
  readonly schema: { readonly openAPIV3Schema: object };
}
interface ClassSpec {
  readonly variables: readonly Variable[];
  readonly patches: readonly object[];
  readonly [field: string]: unknown;
}
type Named = Readonly<Record<string, object>>;

const vendors = "tkg-vsphere-default-v1.0.0";

/** Name of a class of the vendor. @param version such as "v1.2.0" */
export const vendorClass = (version: string): string => `tkg-vsphere-default-${version}`;

/** @param rendered ClusterClass v1.0.0 and its templates. @returns those of v1.1.0 and of v1.2.0 */
export function laterClasses(rendered: readonly Manifest[]): Manifest[] {
  return [
    ...named(rendered, vendorClass("v1.1.0")).map((object) => ofClass(object, withAddedVariables)),
    ...named(rendered, vendorClass("v1.2.0")).map((object) =>
      ofClass(object, (one) => discovered(withAddedVariables(one), "v1.2.0")),
    ),
  ];
}

const named = (rendered: readonly Manifest[], name: string): Manifest[] =>
  JSON.parse(JSON.stringify(rendered).replaceAll(vendors, name)) as Manifest[];

const ofClass = (object: Manifest, change: (one: Manifest) => Manifest): Manifest =>
  object.kind === "ClusterClass" ? change(object) : object;

function withAddedVariables(object: Manifest): Manifest {
  const spec = object.spec as ClassSpec;
  const nested = spec.variables.map((variable) => {
    const more = addedKeys[variable.name];
    return more
      ? { ...variable, schema: { openAPIV3Schema: added(variable.schema.openAPIV3Schema, more) } }
      : variable;
  });
  return { ...object, spec: { ...spec, variables: [...nested, ...addedVariables] } };
}

/** The variables in the status, and none in the spec: an extension defines them. */
function discovered(object: Manifest, version: string): Manifest {
  const { variables, ...spec } = object.spec as ClassSpec;
  const from = "tkg-official-patch";
  const external = {
    discoverVariablesExtension: "discover-variables.tkg-runtime-extension",
    generateExtension: "generate-patches.tkg-runtime-extension",
    validateExtension: "validate-topology.tkg-runtime-extension",
    settings: { flavor: "tkg", version },
  };
  return {
    ...object,
    spec: { ...spec, variables: [], patches: [{ name: from, external }] },
    status: {
      variables: variables.map(({ name, required, schema }) => ({
        name,
        definitionsConflict: false,
        definitions: [{ from, required, schema }],
      })),
    },
  };
}

const flag = { type: "boolean" };
const integer = { type: "integer" };
const text = { type: "string" };
const object = (properties: Named): object => ({ type: "object", properties });
const zones = { type: "object", additionalProperties: text };

const addedVariables: readonly Variable[] = [
  {
    name: "security",
    required: false,
    schema: {
      openAPIV3Schema: object({
        fileIntegrityMonitoring: object({ enabled: flag }),
        imagePolicy: object({
          pullAlways: flag,
          webhook: object({
            enabled: flag,
            spec: object({ allowTTL: integer, denyTTL: integer, retryBackoff: integer, defaultAllow: flag }),
          }),
        }),
        kubeletOptions: object({ eventQPS: integer, streamConnectionIdleTimeout: text }),
        systemCryptoPolicy: text,
      }),
    },
  },
  { name: "controlPlaneZoneMatchingLabels", required: false, schema: { openAPIV3Schema: zones } },
];

/** Keys that were added inside `network` of these variables. */
const addedKeys: Readonly<Record<string, Named>> = {
  controlPlane: { mtu: integer },
  worker: { mtu: integer },
};

function added(schema: object, more: Named): object {
  const { properties } = schema as {
    readonly properties: Readonly<Record<string, { readonly properties: Named }>>;
  };
  const network = { ...properties.network, properties: { ...properties.network?.properties, ...more } };
  return { ...schema, properties: { ...properties, network } };
}

interface Schema {
  readonly properties: Readonly<Record<string, Schema>>;
  readonly items: Schema;
  readonly [field: string]: unknown;
}
interface Definition {
  readonly names: { readonly kind: string };
  readonly versions: readonly { readonly schema: { readonly openAPIV3Schema: Schema } }[];
}

/** The definition of ClusterClass with the fields of later Cluster API releases that the classes above use. */
export function withDiscoveredVariables(definition: Manifest): Manifest {
  const spec = definition.spec as Definition;
  if (spec.names.kind !== "ClusterClass") return definition;
  const free = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  const versions = spec.versions.map((version) => {
    const { openAPIV3Schema: schema } = version.schema;
    const { spec: ofSpec } = schema.properties;
    if (!ofSpec) throw new Error("the definition of ClusterClass has no spec");
    const { patches } = ofSpec.properties;
    const items = patches && {
      ...patches.items,
      properties: { ...patches.items.properties, external: free },
    };
    const properties = { ...ofSpec.properties, patches: { ...patches, items } };
    const all = { ...schema.properties, spec: { ...ofSpec, properties }, status: free };
    return { ...version, schema: { openAPIV3Schema: { ...schema, properties: all } } };
  });
  return { ...definition, spec: { ...spec, versions } };
}
