/**
 * Connection files that the operator names, in `TKG_EDGE_CONNECTION_FILES`. The variable sets no key: it decides what a
 * configuration may do that others can change, such as by a merge request.
 */
import { realpathSync } from "node:fs";
import { delimiter, resolve } from "node:path";

export const operatorFilesVariable = "TKG_EDGE_CONNECTION_FILES";

/**
 * @param directory absolute path of the project, which relative paths are relative to
 * @returns absolute paths without symbolic links; undefined where the operator names none
 */
export function operatorFiles(
  directory: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ReadonlySet<string> | undefined {
  const named = (environment[operatorFilesVariable] ?? "")
    .split(delimiter)
    .filter((file) => file.trim() !== "");
  if (named.length === 0) return undefined;
  return new Set(named.map((file) => realFile(resolve(directory, file))));
}

/** The file itself; the path as it is where there is no such file. */
export function realFile(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
