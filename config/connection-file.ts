/** Reads `tkg-edge:connectionFile`: the connection of an environment, shared by many stacks. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join, relative } from "node:path";
import { load } from "js-yaml";
import type { Problem } from "./problem.js";

export type Tree = Readonly<Record<string, unknown>>;

export type ConnectionFileResult = { readonly value: Tree } | { readonly problem: Problem };

/**
 * @param file path as written in the stack, relative to the project
 * @param projectDirectory absolute path
 * @returns the tree in the file, file paths in it made relative to the project; or why it cannot be read
 */
export function readConnectionFile(file: string, projectDirectory: string): ConnectionFileResult {
  const path = isAbsolute(file) ? file : join(projectDirectory, file);
  const where = "tkg-edge:connectionFile";
  if (!existsSync(path)) {
    const sandbox = file.split("/").includes(".sandbox");
    const mend = sandbox
      ? "the sandbox is not running: make sandbox-up"
      : "a JSON or YAML file with a connection";
    return { problem: { path: where, found: `"${file}", which does not exist`, expected: mend } };
  }
  let tree: unknown;
  try {
    tree = load(readFileSync(path, "utf8"), { filename: file });
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    return { problem: { path: where, found: `"${file}": ${reason}`, expected: "a JSON or YAML file" } };
  }
  if (!isTree(tree)) {
    return {
      problem: {
        path: where,
        found: `"${file}"`,
        expected: "a mapping with the keys of tkg-edge:connection",
      },
    };
  }
  return { value: rebasePaths(tree, dirname(path), projectDirectory) };
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

export function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
