/**
 * The sections of a stack as TypeScript interfaces, for programs that use the components: made of the schemas that check them, so that
 * names, defaults and descriptions have one home.
 */
import { configSections, type SchemaNode } from "./stack-schema.js";

interface Made {
  readonly name: string;
  readonly about: string;
  /** Keys from a section down. */
  readonly path: readonly string[];
  /** Keys that a component has by other ways. */
  readonly without: readonly string[];
}

const made: readonly Made[] = [
  {
    ...{ name: "ConnectionArgs", path: ["tkg-edge:connection"], without: [] },
    about: "How to reach the management cluster, vCenter and the registry. It holds no secret.",
  },
  {
    ...{ name: "ClusterClassArgs", path: ["tkg-edge:management", "clusterClass"], without: [] },
    about: "The ClusterClass that is guarded.",
  },
  {
    ...{ name: "TkrArgs", path: ["tkg-edge:management", "tkr"], without: ["alsoInstalled"] },
    about: "A tiny TKr.",
  },
  {
    name: "TemplateArgs",
    path: ["tkg-edge:template"],
    without: [],
    about: "A VM template and its Tiny OVA.",
  },
  {
    ...{ name: "SiteArgs", path: ["tkg-edge:site"], without: ["name", "from"] },
    about: "A single-node cluster. Its name is that of the component.",
  },
];

/** Text of the generated module, not yet formatted. */
export function sectionArgs(): string {
  const sections = configSections();
  const interfaces = made.map(({ name, about, path: [section = "", ...keys], without }) => {
    const node = keys.reduce<SchemaNode | undefined>(
      (above, key) => above?.properties?.[key],
      sections[section],
    );
    if (!node?.properties) throw new Error(`the schema has no ${name}`);
    const kept = Object.entries(node.properties).filter(([key]) => !without.includes(key));
    return `/** ${about} */\nexport interface ${name} ${membersOf({ ...node, properties: Object.fromEntries(kept) })}`;
  });
  return `/** Keys of the sections of a stack: written by scripts/generate.js from the schemas in src/config/. */\n\n${interfaces.join("\n\n")}\n`;
}

function membersOf({ properties = {}, required = [] }: SchemaNode): string {
  const members = Object.entries(properties).map(([key, node]) => {
    return `${comment(node)}readonly ${nameOf(key)}${required.includes(key) ? "" : "?"}: ${typeOf(node)};`;
  });
  return `{\n${members.join("\n")}\n}`;
}

const nameOf = (key: string): string => (/^[a-zA-Z_$][\w$]*$/.test(key) ? key : JSON.stringify(key));

function comment({ description, default: value }: SchemaNode): string {
  const isShown =
    value !== undefined && !(typeof value === "object" && Object.keys(value ?? {}).length === 0);
  const isDocumented = description?.includes("@default") === true;
  const text = [description, isShown && !isDocumented ? `@default ${JSON.stringify(value)}` : undefined]
    .filter((part) => part !== undefined)
    .join(" ");
  return text === "" ? "" : `/** ${text.replaceAll("*/", "*\\/")} */\n`;
}

/** What no schema of ours has, such as a JSON value of any form, is `unknown`. */
function typeOf(node: SchemaNode): string {
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (node.enum) return node.enum.map((value) => JSON.stringify(value)).join(" | ");
  switch (node.type) {
    case "string":
    case "boolean":
      return node.type;
    case "integer":
    case "number":
      return "number";
    case "array":
      return `readonly (${typeOf(node.items ?? {})})[]`;
    case "object":
      if (node.properties) return membersOf(node);
      return `Readonly<Record<string, ${typeof node.additionalProperties === "object" ? typeOf(node.additionalProperties) : "unknown"}>>`;
    default:
      return "unknown";
  }
}
