/** The files that `sites.files` names: paths and patterns, relative to the fleet file. */
import { isAbsolute, join } from "node:path";
import { folderEntries, type FolderEntry } from "../reading/file-view.js";

export type IncludedFiles =
  { readonly files: readonly string[] } | { readonly found: string; readonly expected: string };

/** More than any fleet has; a pattern that matches more is another folder. */
const mostFiles = 20_000;

/**
 * @param pattern in which `*` and `?` stand for parts of one name, such as `sites/*.yaml`
 * @param directory absolute path of the folder that it is relative to
 * @returns absolute paths, sorted; a path without `*` and `?` is not looked up
 */
export function includedFiles(pattern: string, directory: string): IncludedFiles {
  const found = `"${pattern}"`;
  if (pattern.trim() === "" || pattern.endsWith("/"))
    return { found, expected: "files, such as sites/*.yaml" };
  if (pattern.includes("**")) {
    return { found, expected: "a pattern without **: list each folder, as in sites/*/*.yaml" };
  }
  const steps = pattern.split("/").filter((step) => step !== "");
  let paths = [isAbsolute(pattern) ? "/" : directory];
  for (const [index, step] of steps.entries()) {
    const isLast = index === steps.length - 1;
    paths = paths.flatMap((path) => (isPattern(step) ? matching(path, step, isLast) : [join(path, step)]));
    if (paths.length > mostFiles) {
      return {
        found: `${found}, which matches more than ${mostFiles} files`,
        expected: "the files of this fleet alone",
      };
    }
  }
  if (paths.length > 0) return { files: paths };
  return {
    found: `${found}, which matches no file`,
    expected: "a pattern that matches files, relative to this file",
  };
}

/** Whether a pattern names a file, also one that does not exist yet. @param path absolute */
export function isIncluded(pattern: string, directory: string, path: string): boolean {
  const wanted = isAbsolute(pattern) ? pattern : join(directory, pattern);
  const [steps, names] = [wanted.split("/"), path.split("/")];
  if (steps.length !== names.length) return false;
  return steps.every((step, index) => {
    const name = names[index] ?? "";
    return isPattern(step) ? matches(step, name) : step === name;
  });
}

const isPattern = (step: string) => /[*?]/.test(step);

/** Names that begin with a dot match only where the pattern does. */
function matches(pattern: string, name: string): boolean {
  const parts = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("?", "[^/]")
    .replace(/\*+/g, "[^/]*");
  return new RegExp(`^${parts}$`).test(name) && name.startsWith(".") === pattern.startsWith(".");
}

function matching(folder: string, pattern: string, isFile: boolean): string[] {
  let entries: readonly FolderEntry[];
  try {
    entries = folderEntries(folder);
  } catch {
    return [];
  }
  return entries
    .filter((entry) => (isFile ? !entry.isDirectory() : !entry.isFile()))
    .filter((entry) => matches(pattern, entry.name))
    .map((entry) => join(folder, entry.name))
    .sort();
}
