/** Reads `Pulumi.<stack>.yaml` without Pulumi's engine, for commands that need neither a backend nor a passphrase. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { isTree, type Tree } from "./connection-file.js";
import { nearest } from "./nearest.js";
import type { Problem } from "./problem.js";
import type { RawStack } from "./stack-spec.js";

export interface StackFile {
  readonly raw: RawStack;
  readonly problems: readonly Problem[];
}

const sectionKeys = ["connection", "management", "template", "site"] as const;
const textKeys = ["connectionFile", "flatFile"] as const;
const secretKeys = ["vcenterPassword", "registryPassword"] as const;
const knownKeys: readonly string[] = [...sectionKeys, ...textKeys, ...secretKeys];

export function stackFileName(stack: string): string {
  return `Pulumi.${stack}.yaml`;
}

/**
 * @param directory of the project
 * @returns an empty stack with one problem when the file cannot be read
 */
export function readStackFile(directory: string, stack: string): StackFile {
  const name = stackFileName(stack);
  const nothing = { secretsSet: new Set<string>() };
  const refuse = (found: string, expected: string) => ({
    raw: nothing,
    problems: [{ path: name, found, expected }],
  });
  const file = join(directory, name);
  if (!existsSync(file)) return refuse("no such file", `the configuration of stack ${stack} in ${directory}`);
  let tree: unknown;
  try {
    tree = load(readFileSync(file, "utf8"), { filename: name });
  } catch (error) {
    // The first line alone: the others quote the file, and with it perhaps a password.
    const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : "unreadable";
    return refuse(reason, "a YAML file");
  }
  const config = isTree(tree) && isTree(tree.config) ? tree.config : undefined;
  if (!config) return refuse("no mapping `config`", "the keys of the stack below `config:`");
  return fromConfig(config);
}

function fromConfig(config: Tree): StackFile {
  const problems: Problem[] = [];
  const valueOf = (key: string) => config[`tkg-edge:${key}`];
  const sections = sectionKeys.map((key) => [key, sectionOf(key, valueOf(key), problems)] as const);
  const texts = textKeys.map((key) => [key, textOf(key, valueOf(key), problems)] as const);
  for (const key of Object.keys(config)) {
    const own = /^tkg-edge:(.*)$/.exec(key)?.[1];
    if (own === undefined || knownKeys.includes(own)) continue;
    const meant = nearest(own, knownKeys);
    const expected =
      meant === undefined
        ? `one of ${knownKeys.map((known) => `tkg-edge:${known}`).join(", ")}`
        : `a known key; did you mean tkg-edge:${meant}?`;
    problems.push({ path: key, found: "a key that is not known here", expected });
  }
  const secretsSet = secretKeys.filter((key) => isSecret(key, valueOf(key), problems));
  return {
    raw: { ...Object.fromEntries([...sections, ...texts]), secretsSet: new Set<string>(secretsSet) },
    problems,
  };
}

/** A section as a mapping; `pulumi config set` may have stored it as JSON in a text. An empty one says nothing. */
function sectionOf(key: string, value: unknown, problems: Problem[]): unknown {
  if (isTree(value) && Object.keys(value).length === 0) return undefined;
  if (holdsCiphertext(value)) {
    problems.push({
      path: `tkg-edge:${key}`,
      found: "an encrypted value",
      expected: "plain sections: the only secrets are tkg-edge:vcenterPassword and tkg-edge:registryPassword",
    });
    return undefined;
  }
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function holdsCiphertext(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsCiphertext);
  if (!isTree(value)) return false;
  const isCiphertext = Object.keys(value).length === 1 && typeof value.secure === "string";
  return isCiphertext || Object.values(value).some(holdsCiphertext);
}

function textOf(key: string, value: unknown, problems: Problem[]): string | undefined {
  if (value === undefined || value === "") return undefined;
  if (typeof value === "string") return value;
  problems.push({ path: `tkg-edge:${key}`, expected: "the path of a file" });
  return undefined;
}

/** A password that is set, encrypted; one in plain text is a problem. */
function isSecret(key: string, value: unknown, problems: Problem[]): boolean {
  if (value === undefined) return false;
  if (isTree(value) && typeof value.secure === "string") return true;
  problems.push({
    path: `tkg-edge:${key}`,
    found: "a value in plain text",
    expected: `an encrypted value: pulumi config set --secret tkg-edge:${key} (it asks for the value)`,
  });
  return true;
}
