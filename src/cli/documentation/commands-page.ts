/** docs/commands.md: every command of `tkg-edge`, from the command line itself. */
import type { Command } from "commander";
import { commandLine, leavesOf } from "../command-line.js";
import { examples, namesOf } from "../examples.js";
import { exitCodes } from "../exit-codes.js";

/** Where a command is described in words. */
const pages: Readonly<Record<string, string>> = {
  init: "installing.md#a-new-project",
  preflight: "preflight.md",
  doctor: "first-site.md#tools-backend-passphrase",
  version: "first-site.md#tools-backend-passphrase",
  permissions: "permissions.md",
  kubeconfig: "first-site.md#use-the-cluster",
  convert: "flat-file.md",
  adopt: "adopting.md",
  "fleet plan": "fleet.md#plan",
  "fleet status": "fleet.md#status",
  "fleet rollout": "fleet.md#roll-out",
  "fleet show": "fleet.md#show",
  "fleet import": "fleet.md#from-a-spreadsheet",
};

const nothing = () => undefined;

export function commandsPage(): string {
  const program = commandLine(
    {
      terminal: { out: nothing, err: nothing },
      pulumi: () => Promise.reject(new Error("no command is run")),
      version: "0.0.0",
    },
    nothing,
  );
  const codes = exitCodes.map(({ code, commands, meaning }) => `| ${code} | ${commands} | ${meaning} |`);
  return [
    "<!-- Written by scripts/generate.js from src/cli/. -->",
    "",
    "# Commands of tkg-edge",
    "",
    "`pulumi preview`, `up` and `destroy` need none of these. In a clone of this repository the command is `node tkg-edge.js`, with the",
    "installed package `npx tkg-edge`. `--help` prints the same for one command.",
    "",
    ...leavesOf(program).flatMap(sectionOf),
    "## Exit codes",
    "",
    "| exit code | command | meaning |",
    "|---:|---|---|",
    ...codes,
    "",
  ].join("\n");
}

function sectionOf(command: Command): readonly string[] {
  const names = namesOf(command);
  const help = command.createHelp();
  const options = help
    .visibleOptions(command)
    .filter((option) => option.long !== "--help")
    .map((option) => `| \`${cell(option.flags)}\` | ${prose(help.optionDescription(option))} |`);
  const page = pages[names];
  const lines = (examples[names] ?? []).flatMap(({ line, what }) => [`    tkg-edge ${line}   # ${what}`]);
  return [
    `## ${names}`,
    "",
    `${capitalised(command.description())}.${page === undefined ? "" : ` See [${page}](${page}).`}`,
    "",
    `    tkg-edge ${names} ${command.usage()}`,
    "",
    "| option | meaning |",
    "|---|---|",
    ...options,
    "",
    ...(lines.length === 0 ? [] : ["Examples:", "", ...lines, ""]),
  ];
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
/** A word in angle brackets would be a tag. */
const prose = (text: string): string => cell(text).replaceAll("<", "&lt;");
const capitalised = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
