/** Reads `tkg-edge:connectionFile`: the connection of an environment, shared by many stacks. */
import { dirname, isAbsolute, join, relative } from "node:path";
import type { Problem } from "./problem.js";
import { oddProblems, place } from "./reading/odd-problems.js";
import { readTextFile } from "./reading/text-file.js";
import { readYaml } from "./reading/yaml-tree.js";
import { isTree, type Tree } from "./tree.js";

export { isTree, type Tree } from "./tree.js";

export type ConnectionFileResult = { readonly value: Tree } | { readonly problems: readonly Problem[] };

const where = "tkg-edge:connectionFile";

/**
 * @param file path as written in the stack, relative to the project
 * @param projectDirectory absolute path
 * @returns the tree in the file, file paths in it made relative to the project; or why it cannot be read
 */
export function readConnectionFile(file: string, projectDirectory: string): ConnectionFileResult {
  const path = isAbsolute(file) ? file : join(projectDirectory, file);
  const refuse = (found: string, expected: string) => ({ problems: [{ path: where, found, expected }] });
  const read = readTextFile(path);
  if ("unreadable" in read) {
    const { absent, found, expected } = read.unreadable;
    if (!absent) return refuse(`"${file}", ${found}`, expected);
    const sandbox = file.split("/").includes(".sandbox");
    const remedy = sandbox
      ? "the sandbox is not running: make sandbox-up"
      : "a JSON or YAML file with a connection";
    return refuse(`"${file}", which does not exist`, remedy);
  }
  const { documents, faults } = readYaml(read.text);
  const [fault] = faults;
  if (fault)
    return refuse(`"${place(file, fault.position)}"`, `JSON or YAML that can be read: ${fault.expected}`);
  const [document, second] = documents;
  if (second) return refuse(`"${file}", several YAML documents`, "one");
  if (!document || !isTree(document.value)) {
    return refuse(`"${file}"`, "a mapping with the keys of tkg-edge:connection");
  }
  const odd = oddProblems(document, (steps, position) => `${place(file, position)} ${steps.join(".")}`);
  if (odd.length > 0) return { problems: odd };
  return { value: rebasePaths(document.value, dirname(path), projectDirectory) };
}

/** Explicit keys win over those of the file, leaf by leaf. */
export function mergeTrees(fromFile: Tree, explicit: Tree): Tree {
  const merged: Record<string, unknown> = { ...fromFile };
  for (const [key, value] of Object.entries(explicit)) {
    const below = merged[key];
    merged[key] = isTree(below) && isTree(value) ? mergeTrees(below, value) : value;
  }
  return merged;
}

const fileKeys = new Set(["kubeconfig", "caFile"]);

/** File paths in a connection file are relative to that file; the program works from the project. */
function rebasePaths(tree: Tree, from: string, to: string): Tree {
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => {
      if (isTree(value)) return [key, rebasePaths(value, from, to)];
      const isRelative = fileKeys.has(key) && typeof value === "string" && !isAbsolute(value);
      return [key, isRelative ? relative(to, join(from, value)) : value];
    }),
  );
}
