/** Keys whose values are paths of files, which are relative to the file that holds the key. */
import { isAbsolute, join, relative } from "node:path";
import type { sectionsWithConnection } from "./stack-spec.js";
import { isTree } from "./tree.js";

/** By section; a `*` stands for every entry of a list. */
const fileKeys: Readonly<Record<(typeof sectionsWithConnection)[number], readonly string[]>> = {
  connection: [
    "managementCluster.kubeconfig",
    "vcenter.caFile",
    "vcenter.passwordFrom.file",
    "registry.caFile",
    "registry.passwordFrom.file",
  ],
  management: [],
  template: ["ova"],
  site: ["afterReady.manifests.*"],
};

/** The path relative to the project, where the program works. */
export function rebaseFile(path: string, from: string, projectDirectory: string): string {
  if (isAbsolute(path) || path === "") return path;
  const rebased = relative(projectDirectory, join(from, path));
  return rebased === "" ? "." : rebased;
}

/**
 * A section with its file paths relative to the project.
 * @param from absolute path of the folder that they are relative to
 */
export function rebaseFiles(
  section: keyof typeof fileKeys,
  value: unknown,
  from: string,
  projectDirectory: string,
): unknown {
  return fileKeys[section].reduce(
    (tree, key) => changed(tree, key.split("."), (path) => rebaseFile(path, from, projectDirectory)),
    value,
  );
}

/** A file that a section names. */
export interface NamedFile {
  /** Of the value below the section, such as `managementCluster.kubeconfig`. */
  readonly key: string;
  readonly path: string;
}

/** Every file that a section names, in the order of its keys. */
export function namedFiles(section: keyof typeof fileKeys, value: unknown): NamedFile[] {
  return fileKeys[section].flatMap((key) => pathsAt(value, key.split(".")).map((path) => ({ key, path })));
}

function pathsAt(value: unknown, [step, ...rest]: readonly string[]): string[] {
  if (step === undefined) return typeof value === "string" && value !== "" ? [value] : [];
  if (step === "*") return Array.isArray(value) ? value.flatMap((item: unknown) => pathsAt(item, rest)) : [];
  return isTree(value) ? pathsAt(value[step], rest) : [];
}

function changed(
  value: unknown,
  [step, ...rest]: readonly string[],
  change: (path: string) => string,
): unknown {
  if (step === undefined) return typeof value === "string" ? change(value) : value;
  if (step === "*") {
    return Array.isArray(value) ? value.map((item: unknown) => changed(item, rest, change)) : value;
  }
  if (!isTree(value) || value[step] === undefined) return value;
  return { ...value, [step]: changed(value[step], rest, change) };
}
