/** The JSON Schemas of a fleet file and of the files that it includes, for editors; and the table of an entry's keys. */
import * as z from "zod";
import { entrySchema } from "../fleet/entry-fields.js";
import { rolloutSchema } from "../fleet/rollout-fields.js";
import type { Tree } from "../tree.js";
import { layerSections, withoutNoise, type SchemaNode } from "./stack-schema.js";

const sectionMeanings: Readonly<Record<string, string>> = {
  connection: "Keys of `tkg-edge:connection`. No password is in it, but `passwordFrom` can name its source.",
  management:
    "Keys of `tkg-edge:management`, for a fleet whose sites each have a management cluster of their own.",
  template:
    "Keys of `tkg-edge:template`, for a fleet whose sites each make the template in their own vCenter.",
  site: "Keys of `tkg-edge:site`. `site.name` is the name of the site in the fleet, unless it is set.",
};

/** As it is written to `schema/fleet.schema.json`. */
export function fleetSchema(): Tree {
  const { definitions, ...parts } = schemaParts();
  return {
    ...parts,
    title: "Fleet file of tkg-edge",
    type: "object",
    additionalProperties: false,
    required: ["sites"],
    properties: {
      defaults: {
        $ref: "#/definitions/layer",
        description: "What every site has, unless something nearer sets it.",
      },
      groups: {
        type: "object",
        description: "What the sites of a group have, by its name.",
        additionalProperties: { $ref: "#/definitions/layer" },
      },
      sites: {
        type: "object",
        description: "Sites by their names, which are the names of their stacks.",
        properties: {
          files: {
            description:
              "Files that hold more sites, relative to this file; * and ? stand for parts of a name.",
            anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }],
          },
        },
        additionalProperties: { $ref: "#/definitions/site" },
      },
      rollout: {
        type: "object",
        description: "How tkg-edge fleet rollout runs the sites; its options win.",
        additionalProperties: false,
        properties: withoutNoise(rolloutKeys(), true),
      },
    },
    definitions,
  };
}

function rolloutKeys(): Readonly<Record<string, SchemaNode>> {
  const { properties } = z.toJSONSchema(rolloutSchema, { io: "input", target: "draft-7" }) as SchemaNode;
  return properties ?? {};
}

/** As it is written to `schema/fleet-sites.schema.json`. */
export function fleetSitesSchema(): Tree {
  return {
    ...schemaParts(),
    title: "Sites of a fleet of tkg-edge",
    type: "object",
    additionalProperties: { $ref: "#/definitions/site" },
  };
}

function schemaParts(): { readonly $schema: string; readonly definitions: Tree } {
  const { properties } = entryKeys();
  const { sections, definitions } = layerSections();
  const { groups, ...shared } = properties;
  const layer = { type: "object", additionalProperties: false, properties: { ...shared, ...sections } };
  const site = { ...layer, properties: { groups, ...layer.properties } };
  return { $schema: "http://json-schema.org/draft-07/schema#", definitions: { ...definitions, layer, site } };
}

function entryKeys(): { readonly properties: Readonly<Record<string, SchemaNode>> } {
  const { properties } = z.toJSONSchema(entrySchema, { io: "input", target: "draft-7" }) as SchemaNode;
  return { properties: properties ?? {} };
}

/** The table of docs/fleet.md: keys of `rollout`. */
export const rolloutKeyTable = (): string => tableOf(keyRows(rolloutKeys()));

const keyRows = (keys: Readonly<Record<string, SchemaNode>>): readonly string[] =>
  Object.entries(keys).map(([key, { description = "" }]) => {
    const [meaning = "", byDefault = ""] = description.split("@default - ");
    return `| \`${key}\` | ${byDefault} | ${meaning.trim()} |`;
  });

const tableOf = (rows: readonly string[]): string =>
  ["| key | default | meaning |", "|---|---|---|", ...rows].join("\n");

/** The table of docs/fleet.md: keys of the defaults, a group or a site. */
export function fleetKeyTable(): string {
  const sections = Object.entries(sectionMeanings).map(
    ([key, meaning]) => `| \`${key}\` | none | ${meaning} [Reference](reference.md#tkg-edge${key}). |`,
  );
  return tableOf([...keyRows(entryKeys().properties), ...sections]);
}
