/** The flat file that a stack names in `tkg-edge:flatFile`, as its lowest layer. */
import { isAbsolute, join } from "node:path";
import type { Problem } from "../problem.js";
import { readTextFile } from "../reading/text-file.js";
import type { Origins } from "./origins.js";
import { readFlatFile } from "./sections.js";

export interface FlatLayer {
  readonly connection?: Readonly<Record<string, unknown>>;
  readonly site?: Readonly<Record<string, unknown>>;
  readonly problems: readonly Problem[];
  /** Which line gave which config path. */
  readonly origins?: Origins;
  /** There is no such file, so that keys it would have set are not reported as missing. */
  readonly unreadable: boolean;
}

/**
 * A password in the file is not used: it would enter the state from a plain file. The stack's own is required.
 *
 * @param file path as written in the stack, relative to the project
 * @param projectDirectory absolute path
 */
export function readFlatFileAt(file: string, projectDirectory: string): FlatLayer {
  const path = isAbsolute(file) ? file : join(projectDirectory, file);
  const where = { path: "tkg-edge:flatFile", found: `"${file}"` };
  const read = readTextFile(path);
  if ("unreadable" in read) {
    const { absent, found, expected } = read.unreadable;
    const problem = absent
      ? { ...where, expected: "a TKG flat configuration file that exists" }
      : { ...where, found: `${where.found}, ${found}`, expected };
    return { problems: [problem], unreadable: true };
  }
  const { connection, site, problems, origins } = readFlatFile(read.text, file);
  return { connection, site, problems, origins, unreadable: false };
}
