/** The live checks as tables of docs/preflight.md, made from the checks themselves. */
import { groups, type Check, type Group } from "../check.js";
import { allChecks } from "../checks.js";

/** One table for each group, in the order of the report. */
export function checksTable(): string {
  return groups
    .map((group) => ({ group, checks: allChecks.filter((check) => check.group === group) }))
    .map(({ group, checks }) => table(group, checks))
    .join("\n\n");
}

function table(group: Group, checks: readonly Check[]): string {
  const rows = checks.map(
    ({ name, sections, why, remedy, needs, preview }) =>
      `| \`${name}\` | ${sections.join(", ")} | ${cell(why)} | ${cell(remedy)} | ${needs.map((need) => `\`${need}\``).join(", ")} | ${atPreview(preview)} |`,
  );
  return [
    `### ${group}`,
    "",
    "| check | runs for a stack with | why it matters | fix | needs | at preview |",
    "|---|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}

/** When a preview makes the check as well. */
function atPreview(preview: Check["preview"]): string {
  if (preview === "always" || preview === "apart") return "always";
  return preview === "new site" ? "while the site has no Cluster" : "no";
}

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");
