/** Steps as one YAML text. The same steps give the same bytes. */
import { dump } from "js-yaml";
import type { Step } from "./apply-order.js";

/**
 * @param head comment lines before everything
 * @returns one document for each object; comments of steps without one stand before the next
 */
export function toYaml(head: readonly string[], steps: readonly Step[]): string {
  let text = asComments(head);
  let pending = "";
  for (const { comments, object } of steps) {
    pending += asComments(comments);
    if (object === undefined) continue;
    // Lines are not folded and anchors not used, so that a difference is a difference of one line.
    text += `---\n${pending}${dump(object, { lineWidth: -1, noRefs: true })}`;
    pending = "";
  }
  return text + pending;
}

function asComments(lines: readonly string[]): string {
  return lines.map((line) => `# ${line}\n`).join("");
}
