/** The table of docs/rebuild.md: what becomes of a running cluster when an input changes. */
import { inputEffects, type Effect, type InputEffect } from "../change-effects.js";

const order: readonly Effect[] = ["in place", "rolled", "rebuild", "another cluster", "nothing"];

export function effectsTable(): string {
  return [
    "| change of | effect | why, or what to know |",
    "|---|---|---|",
    ...order.flatMap((effect) => groupsOf(inputEffects.filter((row) => row.effect === effect)).map(line)),
  ].join("\n");
}

/** Inputs of one effect and reason stand in one line. */
function groupsOf(rows: readonly InputEffect[]): InputEffect[][] {
  return [...new Set(rows.map(({ because }) => because))].map((because) =>
    rows.filter((row) => row.because === because),
  );
}

function line(rows: readonly InputEffect[]): string {
  const keys = rows.map(({ key }) => `\`${fullKey(key)}\``).join(", ");
  return `| ${keys} | ${rows[0]?.effect ?? ""} | ${rows[0]?.because ?? ""} |`;
}

/** Keys of the site are the rule; the others contain their section, or have none. */
function fullKey(key: string): string {
  return key.startsWith("connection.") || key === "vcenterPassword" ? key : `site.${key}`;
}
