/** The table of docs/flat-file.md: what becomes of every flat key. */
import type { KeyRule } from "../flat-file/key-rule.js";
import { flatKeys } from "../flat-file/keys.js";
import { ignoredFamilies } from "../flat-file/other-keys.js";

export function flatKeyTable(): string {
  const rows = Object.entries(flatKeys).map(([key, rule]) => `| \`${key}\` | ${outcome(rule)} |`);
  const families = ignoredFamilies.map(
    ({ prefix, reason }) => `| other \`${prefix}*\` | ignored: ${reason} |`,
  );
  return ["| flat key | becomes |", "|---|---|", ...rows, ...families].join("\n");
}

function outcome(rule: KeyRule): string {
  switch (rule.kind) {
    case "mapped":
      return rule.to === "vcenterPassword" ? "the secret `vcenterPassword`, decoded" : `\`${rule.to}\``;
    case "combined":
      return `\`${rule.to}\`: ${rule.how}`;
    case "checked":
      return `must be ${rule.expected}`;
    case "ignored":
      return `ignored: ${rule.reason}`;
  }
}
