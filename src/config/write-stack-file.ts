/** The text of `Pulumi.<stack>.yaml` for a converted site, with a few comments for the next editor. */
import { Document, isMap, type Scalar, type YAMLMap } from "yaml";
import { UserError, type Problem } from "./problem.js";
import { readTextFile } from "./reading/text-file.js";
import { parseYaml } from "./reading/yaml-documents.js";
import { readYaml } from "./reading/yaml-tree.js";

/** A stack's configuration, as far as a converted file contains it. */
export interface FileValues {
  readonly connectionFile?: string;
  readonly connection: unknown;
  readonly site: unknown;
}

/** Where editors find what is known about the keys. */
const schemaComment = " yaml-language-server: $schema=schema/stack.schema.json";

const comments: Readonly<Record<string, string>> = {
  connectionFile: " The environment, shared by its stacks.",
  connection: " No secret is in it: passwords are keys of their own, encrypted.",
  site: " Keys that are left out have the defaults of docs/reference.md.",
};

/**
 * @param file absolute path of a stack file
 * @param name of it in problems
 * @returns nothing where there is no such file, or nothing in it
 */
export function replacedStackFile(file: string, name: string): { document?: Document; problems: Problem[] } {
  const refuse = (found: string, expected: string) => ({ problems: [{ path: name, found, expected }] });
  const read = readTextFile(file);
  if ("unreadable" in read) {
    const { absent, found, expected } = read.unreadable;
    return absent ? { problems: [] } : refuse(found, expected);
  }
  const [fault] = readYaml(read.text).faults;
  if (fault) return refuse(`line ${fault.position.line}, which cannot be read`, fault.expected);
  const [document, second] = parseYaml(read.text).documents.filter(({ contents }) => contents !== null);
  if (document === undefined) return { problems: [] };
  if (second || !isMap(document.contents)) return refuse("no stack file", "one YAML document, a mapping");
  return { document, problems: [] };
}

/**
 * @param source name of the file that was converted
 * @param before the stack file that is replaced; its other keys, such as the encryption of the stack, stay
 * @throws UserError where its aliases refer to what is replaced
 */
export function stackFileText(fromFile: FileValues, source: string, before: Document | undefined): string {
  const document = before ?? new Document({ config: {} });
  if (before === undefined) document.commentBefore = `${schemaComment}\n Converted from ${source}.`;
  if (!isMap(document.get("config"))) document.set("config", document.createNode({}));
  const config = document.get("config") as YAMLMap;
  const values = withoutEmpty(fromFile) as Record<string, unknown>;
  for (const key of ["connectionFile", "connection", "site"]) {
    const name = `tkg-edge:${key}`;
    if (!(key in values)) config.delete(name);
    else if (config.has(name)) config.set(name, document.createNode(values[key]));
    else {
      const pair = document.createPair(name, values[key]);
      (pair.key as Scalar).commentBefore = comments[key] ?? null;
      config.add(pair);
    }
  }
  try {
    return document.toString({ lineWidth: 0 });
  } catch {
    throw new UserError("the stack file has aliases (*name) to what is replaced; expected: no aliases in it");
  }
}

/** Empty mappings count as absent. */
function withoutEmpty(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value)
    .map(([key, item]) => [key, withoutEmpty(item)] as const)
    .filter(([, item]) => item !== undefined && !isPlainEmpty(item));
  return Object.fromEntries(entries);
}

const isPlainEmpty = (value: unknown) =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
