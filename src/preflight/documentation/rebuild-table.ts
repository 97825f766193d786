/** What the gate before a rebuild proves, as the table of docs/rebuild.md, made from the checks themselves. */
import { rebuildProofs } from "../rebuild-proofs.js";

export function rebuildTable(): string {
  const rows = rebuildProofs().map(({ name, checks }) => {
    const names = checks.map((check) => `\`${check.name}\``).join(", ");
    return `| ${name} | ${names} | ${checks.flatMap(({ rebuild }) => rebuild?.by ?? []).join("; ")} |`;
  });
  return ["| proof | [check](preflight.md) | how |", "|---|---|---|", ...rows].join("\n");
}
