/** The flat file that a stack names in `tkg-edge:flatFile`, as its lowest layer. */
import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import type { Problem } from "../problem.js";
import { readFlatFile } from "./sections.js";

export interface FlatLayer {
  readonly connection?: Readonly<Record<string, unknown>>;
  readonly site?: Readonly<Record<string, unknown>>;
  readonly problems: readonly Problem[];
  /** There is no such file, so that what it would have said cannot be missed. */
  readonly unreadable: boolean;
}

/**
 * A password in the file is not used: it would enter the state from a plain file. The stack's own is asked for.
 *
 * @param file path as written in the stack, relative to the project
 * @param projectDirectory absolute path
 */
export function readFlatFileAt(file: string, projectDirectory: string): FlatLayer {
  const path = isAbsolute(file) ? file : join(projectDirectory, file);
  const where = { path: "tkg-edge:flatFile", found: `"${file}"` };
  if (!existsSync(path)) {
    const expected = "a TKG flat configuration file that exists";
    return { problems: [{ ...where, expected }], unreadable: true };
  }
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? "not readable";
    return { problems: [{ ...where, expected: `a file that can be read (${reason})` }], unreadable: true };
  }
  const { connection, site, problems } = readFlatFile(text, file);
  return { connection, site, problems, unreadable: false };
}
