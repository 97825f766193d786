/** What the gate proves before a rebuild and before a roll, as tables of docs/rebuild.md, made from the checks themselves. */
import { rebuildProofs, rollProofs, type RebuildProof } from "../rebuild-proofs.js";

export const rebuildTable = (): string => tableOf(rebuildProofs());

export const rollTable = (): string => tableOf(rollProofs());

function tableOf(proofs: readonly RebuildProof[]): string {
  const rows = proofs.map(({ name, checks, questions }) => {
    const names = checks.map((check) => `\`${check.name}\``).join(", ");
    return `| ${name} | ${names} | ${questions.map(({ by }) => by).join("; ")} |`;
  });
  return ["| proof | [check](preflight.md) | how |", "|---|---|---|", ...rows].join("\n");
}
