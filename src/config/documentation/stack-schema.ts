/**
 * The JSON Schema of `Pulumi.<stack>.yaml` for editors, made of the schemas that the program itself checks by. It holds
 * forms, defaults and descriptions; rules between keys are left to `tkg-edge validate`.
 */
import * as z from "zod";
import { connectionSchema } from "../connection.js";
import { managementSchema } from "../management.js";
import { siteSchema } from "../site.js";
import { sectionsWithConnection } from "../stack-spec.js";
import { templateSchema } from "../template.js";
import { isTree, type Tree } from "../tree.js";

/** A node of a JSON Schema; only what is read here. */
export interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly unit?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly additionalProperties?: boolean | SchemaNode;
}

const password = (what: string) =>
  z
    .strictObject({ secure: z.string() })
    .optional()
    .describe(`${what} Encrypted; set it by \`pulumi config set --secret\`, which asks for it.`);

const configSchema = z.looseObject({
  "tkg-edge:connection": connectionSchema
    .optional()
    .describe(
      "How to reach the environment. Holds no secret; keys here win over connectionFile and flatFile.",
    ),
  "tkg-edge:connectionFile": z
    .string()
    .optional()
    .describe(
      "JSON or YAML file with the keys of `tkg-edge:connection`, for many stacks of one environment.",
    ),
  "tkg-edge:flatFile": z
    .string()
    .optional()
    .describe(
      "TKG flat configuration file that the site and vCenter are read from; every other key wins over it.",
    ),
  "tkg-edge:fleetFile": z
    .string()
    .optional()
    .describe(
      "Fleet file (`docs/fleet.md`) in which this stack is a site; every other key of the stack wins over it.",
    ),
  "tkg-edge:fleetSite": z
    .string()
    .optional()
    .describe("Name of the site in the fleet file. @default - the name of the stack"),
  "tkg-edge:vcenterPassword": password("Password of `connection.vcenter.username`."),
  "tkg-edge:registryPassword": password("Password of `connection.registry.username`."),
  "tkg-edge:management": managementSchema
    .optional()
    .describe("Once for each management cluster: the class guard and the tiny TKr."),
  "tkg-edge:template": templateSchema
    .optional()
    .describe("Once for each vSphere datacenter and operating system: the VM template."),
  "tkg-edge:site": siteSchema.optional().describe("Once for each edge site: the single-node cluster."),
});

/** Top-level keys of a stack with what is below them. */
export function configSections(): Readonly<Record<string, SchemaNode>> {
  const { properties } = z.toJSONSchema(configSchema, { io: "input", target: "draft-7" }) as SchemaNode;
  return properties ?? {};
}

/** The whole schema, as it is written to `schema/stack.schema.json`. */
export function stackSchema(): Readonly<Record<string, unknown>> {
  const config = z.toJSONSchema(configSchema, { io: "input", target: "draft-7" }) as Readonly<
    Record<string, unknown>
  >;
  const { $schema, definitions, properties, ...rest } = config;
  const sections = properties as Readonly<Record<string, SchemaNode>>;
  return {
    $schema,
    title: "Pulumi.<stack>.yaml of tkg-edge",
    type: "object",
    properties: {
      config: {
        ...rest,
        propertyNames: { anyOf: [{ not: { pattern: "^tkg-edge:" } }, { enum: Object.keys(sections) }] },
        properties: withoutNoise(sections, false),
        allOf: [
          requiredUnless(["tkg-edge:flatFile", "tkg-edge:fleetFile"], "tkg-edge:site", sections),
          requiredUnless(
            ["tkg-edge:flatFile", "tkg-edge:connectionFile", "tkg-edge:fleetFile"],
            "tkg-edge:connection",
            sections,
          ),
        ],
      },
    },
    ...(definitions !== undefined && { definitions }),
  };
}

/** A key is required only where no file of the stack may give it. */
function requiredUnless(
  files: readonly string[],
  section: string,
  sections: Readonly<Record<string, SchemaNode>>,
) {
  return {
    if: { not: { anyOf: files.map((file) => ({ required: [file] })) } },
    then: { properties: { [section]: onlyRequired(sections[section] ?? {}) } },
  };
}

function onlyRequired(node: SchemaNode): SchemaNode {
  const below = Object.entries(node.properties ?? {})
    .map(([key, child]) => [key, onlyRequired(child)] as const)
    .filter(([, child]) => Object.keys(child).length > 0);
  return {
    ...(node.required && { required: node.required }),
    ...(below.length > 0 && { properties: Object.fromEntries(below) }),
  };
}

const layered = new Set(["tkg-edge:site", "tkg-edge:connection"]);

/** The sections of a stack as parts: nothing is required in one layer of several. */
export function layerSections(): {
  readonly sections: Readonly<Record<string, unknown>>;
  readonly definitions: Tree;
} {
  const { properties, definitions } = z.toJSONSchema(configSchema, { io: "input", target: "draft-7" }) as {
    readonly properties: Tree;
    readonly definitions?: Tree;
  };
  const sections = sectionsWithConnection.map((section) => [
    section,
    withoutNoise(properties[`tkg-edge:${section}`], true),
  ]);
  return { sections: Object.fromEntries(sections) as Tree, definitions: definitions ?? {} };
}

/** Without what does not help a reader: the bounds of integers, empty defaults, `required` of layered sections. */
export function withoutNoise(value: unknown, isLayered: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutNoise(item, isLayered));
  if (!isTree(value)) return value;
  const kept = Object.entries(value).filter(([key, item]) => {
    if (key === "maximum") return typeof item !== "number" || item < 2 ** 31 - 1;
    if (key === "minimum") return typeof item !== "number" || item > -(2 ** 31);
    if (key === "default") return !(isTree(item) && Object.keys(item).length === 0);
    return !(key === "required" && isLayered && Array.isArray(item));
  });
  return Object.fromEntries(
    kept.map(([key, item]) => [key, withoutNoise(item, isLayered || layered.has(key))]),
  );
}
