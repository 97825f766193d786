/** Reads `tkg-edge:connectionFile`: the connection of an environment, shared by many stacks. */
import { dirname, isAbsolute, join } from "node:path";
import { rebaseFiles } from "./file-keys.js";
import type { Problem } from "./problem.js";
import { oddProblems, place } from "./reading/odd-problems.js";
import { readTextFile } from "./reading/text-file.js";
import { readYaml, type YamlDocument } from "./reading/yaml-tree.js";
import { isTree, type Tree } from "./tree.js";

export { isTree, mergeTrees, type Tree } from "./tree.js";

export type ConnectionFileResult =
  | { readonly value: Tree; readonly positionOf: YamlDocument["positionOf"] }
  | { readonly problems: readonly Problem[] };

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
  const value = rebaseFiles("connection", document.value, dirname(path), projectDirectory);
  return { value: isTree(value) ? value : {}, positionOf: document.positionOf };
}
