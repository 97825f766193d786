/** Is a tool there, and new enough? Pure. */
import { isOlder } from "../../config/release-order.js";
import type { ToolVersion } from "../facts/tool-version.js";
import { failure, ok, warning, type Finding } from "../finding.js";

/** @param minimum the oldest version that has what is used of it */
export function toolVersion(tool: string, minimum: string, found: ToolVersion): Finding {
  const expected = `${tool} ${minimum} or newer`;
  const more = { path: tool };
  if (found.result === "failed") return failure(found.words, expected, more);
  const { version } = found;
  if (version === undefined) return warning(`${tool} does not report its version`, expected, more);
  return isOlder(version, minimum) ? failure(`${tool} ${version}`, expected, more) : ok(`${tool} ${version}`);
}
