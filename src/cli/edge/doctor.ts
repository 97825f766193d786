/** `tkg-edge doctor` and `tkg-edge version`: what is on this machine, and what is missing. */
import type { Severity } from "../../environment/finding.js";
import { counted } from "../../fleet/finding.js";
import { readInstallation, thisMachine, type Installation, type Part } from "./installation.js";
import type { Terminal } from "./terminal.js";

interface Options {
  readonly json: boolean;
  /** Of the product. */
  readonly version: string;
}

/** @returns whether nothing is missing; a plugin that Pulumi can download is not */
export async function doctor(
  { json, version }: Options,
  terminal: Terminal,
  machine = thisMachine(),
): Promise<boolean> {
  const installation = await readInstallation(version, machine);
  const isWhole = installation.parts.every(({ severity }) => severity !== "failure");
  terminal.out(json ? jsonOf(installation, { ok: isWhole }) : textOf(installation));
  return isWhole;
}

export async function printVersions(
  { json, version }: Options,
  terminal: Terminal,
  machine = thisMachine(),
): Promise<void> {
  const installation = await readInstallation(version, machine);
  if (json) {
    terminal.out(jsonOf(installation));
    return;
  }
  const lines = installation.parts.map(({ kind, name, version: found = "not there" }) =>
    kind === "plugin" ? `plugin ${name} ${found}` : `${name} ${found}`,
  );
  terminal.out([head(installation), ...lines, ""].join("\n"));
}

const head = ({ version, machine }: Installation): string => `tkg-edge ${version} on ${machine}`;

const words = { ok: "ok", warning: "note", failure: "missing", skipped: "unknown" } as const;
const width = Math.max(...Object.values(words).map((word) => word.length));

function textOf(installation: Installation): string {
  const { parts } = installation;
  const count = (wanted: Severity) => parts.filter(({ severity }) => severity === wanted).length;
  const [missing, notes] = [count("failure"), count("warning")];
  const last = [
    missing === 0 ? "nothing is missing" : `${missing} missing`,
    ...(notes === 0 ? [] : [counted(notes, "note")]),
  ];
  return [head(installation), "", ...parts.flatMap(linesOf), "", last.join("; "), ""].join("\n");
}

function linesOf({ severity, seen, expected, neededFor, source }: Part): readonly string[] {
  const first = `  ${words[severity].padEnd(width)}  ${seen}`;
  if (severity === "ok") return [first];
  const more = [
    `expected: ${expected}`,
    `needed for: ${neededFor}`,
    `get it: ${source.online}`,
    `in an air gap: ${source.airGap}`,
  ];
  return [first, ...more.map((line) => `  ${" ".repeat(width)}    ${line}`)];
}

const jsonOf = ({ version, machine, parts }: Installation, more: object = {}): string =>
  `${JSON.stringify({ version, machine, parts, ...more }, undefined, 2)}\n`;
