/** The page docs/reference.md: every key of a stack with type, unit, default and meaning. */
import { configSections, type SchemaNode } from "./stack-schema.js";

const head = `<!-- Written by scripts/generate.js from the schemas in config/. Edit those. -->

# Keys of a stack

The keys of \`Pulumi.<stack>.yaml\` below \`config:\`. \`tkg-edge validate --stack NAME\` checks it without contacting
anything. Where a key is set in several places, the nearest wins: the stack itself, then \`tkg-edge:connectionFile\`, then
\`tkg-edge:flatFile\` ([how](flat-file.md)), then \`tkg-edge:fleetFile\` ([how](fleet.md)), then the default. No environment variable sets a key.
`;

export function referencePage(): string {
  const sections = Object.entries(configSections());
  return [head, ...sections.map(([name, node]) => section(name, node))].join("\n");
}

function section(name: string, node: SchemaNode): string {
  const { meaning } = described(node);
  const rows = isPassword(node) ? [] : rowsOf(node, "");
  if (rows.length === 0) return `## \`${name}\`\n\n${meaning}\n`;
  const table = ["| key | type | unit | default | meaning |", "|---|---|---|---|---|", ...rows].join("\n");
  return `## \`${name}\`\n\n${meaning}\n\n${table}\n`;
}

const isPassword = ({ properties }: SchemaNode) => properties !== undefined && "secure" in properties;

/** A line for each key below a node; mappings have one of their own and then those of their keys. */
function rowsOf(node: SchemaNode, prefix: string): string[] {
  const required = new Set(node.required ?? []);
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const path = prefix === "" ? key : `${prefix}.${key}`;
    const { meaning, byText } = described(child);
    const own = defaultOf(child, byText, required.has(key));
    const byDefault = own === "none" && path.startsWith("variables.") ? "the class's" : own;
    const cells = [`\`${path}\``, typeOf(child), child.unit ?? "", byDefault, meaning];
    const items = child.type === "array" && child.items ? rowsOf(child.items, `${path}[]`) : [];
    return [`| ${cells.map(cell).join(" | ")} |`, ...rowsOf(child, path), ...items];
  });
}

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");

/** The description in two parts: what it means, and the default where the text contains one. */
function described({ description = "" }: SchemaNode): { meaning: string; byText?: string } {
  const [meaning = "", byText] = description.split("@default - ");
  return { meaning: meaning.trim(), ...(byText !== undefined && { byText: byText.trim() }) };
}

function typeOf(node: SchemaNode): string {
  if (node.const !== undefined) return `\`${JSON.stringify(node.const)}\``;
  if (node.enum)
    return node.enum.map((value) => (value === "" ? '`""`' : `\`${String(value)}\``)).join(" or ");
  if (node.type === "array") return `list of ${node.items ? typeOf(node.items) : "values"}`;
  if (node.type === "object") {
    const values = node.additionalProperties;
    return typeof values === "object" ? `mapping of ${typeOf(values)}` : "mapping";
  }
  if (node.type === "integer") {
    const least = node.minimum === undefined || node.minimum < -1e9 ? "" : `, at least ${node.minimum}`;
    return `integer${least}`;
  }
  return node.type ?? "any value";
}

function defaultOf(node: SchemaNode, byText: string | undefined, isRequired: boolean): string {
  if (byText !== undefined) return byText;
  if (isRequired) return "required";
  if (node.properties) return "";
  if (node.default === undefined) return "none";
  if (typeof node.default === "object" && Object.keys(node.default ?? {}).length === 0) return "none";
  return `\`${typeof node.default === "string" ? node.default : JSON.stringify(node.default)}\``;
}
