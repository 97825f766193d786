/**
 * Inventory paths where tools read them.
 *
 * govc, the vSphere plugin and Cluster API's vSphere provider all read a path as a pattern of Go's `path.Match`, in which `*`,
 * `?`, `[` and `\` have a meaning (govmomi, package find). vCenter itself writes `%`, `/` and `\` inside a name as `%25`, `%2f`
 * and `%5c`; a path holds names as vCenter shows them.
 */

/** A pattern that matches the path alone. */
export const exactly = (path: string): string => path.replace(/[\\*?[]/g, "\\$&");

/** Whether a path, read as a pattern, may match something else than itself, or not even itself. */
export const hasPattern = (path: string): boolean => /[*?[]/.test(path);

/** A hint for a path at which nothing is; empty where it is written as vCenter shows it. */
export function spellingHint(path: string): string {
  if (!/\\|%(?!25|2f|5c)/i.test(path)) return "";
  return "; inside a name vCenter writes % as %25, / as %2f and \\ as %5c, and so does the path (govc find /)";
}

/** A path as one word of a command line that a person may copy, for an argument that is read as a pattern. */
export const shellArgument = (path: string): string => `'${exactly(path).replaceAll("'", `'\\''`)}'`;
