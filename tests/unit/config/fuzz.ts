/** Inputs that are nearly right: the project's own examples, cut, doubled and mixed with what parsers trip over. */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { checkedInput, readInput, withSomeTkr } from "../../../src/cli/edge/file-input.js";
import { readConnectionFile } from "../../../src/config/connection-file.js";
import { readFleetFile } from "../../../src/config/fleet/fleet-file.js";
import { columnsOf } from "../../../src/config/fleet/import/columns.js";
import { readCsvTable } from "../../../src/config/fleet/import/csv-table.js";
import { sitesOf } from "../../../src/config/fleet/import/site-rows.js";
import { withSites } from "../../../src/config/fleet/import/sites-text.js";
import { checkStack } from "../../../src/config/parse-stack.js";
import { ConfigurationError, type Problem } from "../../../src/config/problem.js";
import { decodeText } from "../../../src/config/reading/text-encoding.js";
import { readStackFile } from "../../../src/config/stack-file.js";
import { checkFleet } from "../../../src/fleet/check-fleet.js";
import { checkout } from "../checkout.js";
import { completeExports } from "../page-exports.js";
import { dryRun } from "./object-spec/dry-run.js";
import { asYaml, manifest } from "./object-spec/manifest.js";

const marker = "Zq9Marker";

function corpus(): readonly string[] {
  const directory = join(checkout, "examples", "stacks");
  const examples = readdirSync(directory).map((name) => readFileSync(join(directory, name), "utf8"));
  const made = manifest();
  const list = { apiVersion: "v1", kind: "List", items: Object.values(made) };
  const exports = completeExports.replace(/^(export VSPHERE_PASSWORD=).*$/m, `$1'${marker}'`);
  return [
    ...examples,
    ...fleetFiles(),
    exports,
    dryRun,
    asYaml(...Object.values<object>({ ...made })),
    JSON.stringify(list, undefined, 2),
  ];
}

/** The example fleet, one with a password where none may be, and tables of sites. */
function fleetFiles(): readonly string[] {
  const fleet = join(checkout, "examples", "fleet");
  const read = (name: string) => readFileSync(join(fleet, name), "utf8");
  const withPassword = `defaults: {connection: {vcenter: {password: ${marker}}}}\nsites: {one: {groups: [a], site: {}}}\n`;
  const table = "name,site.controlPlaneEndpoint,labels.ring,site.machine.numCPUs,groups\n";
  return [
    ...[read("fleet.yaml"), ...readdirSync(join(fleet, "sites")).map((name) => read(join("sites", name)))],
    withPassword,
    `${table}shop-7,10.0.0.7,canary,4,north\nshop-8,10.0.0.8,,"8",\n`,
    `${table.replaceAll(",", ";")}shop-7;10.0.0.7;late;;\r\n;;;;\r\n`,
  ];
}

const fragment = fc.constantFrom(
  ...[
    ": ",
    "- ",
    "\n",
    "\t",
    "#",
    " #",
    "&a ",
    "*a",
    "!x ",
    "!!str ",
    "@",
    "%",
    "`",
    "'",
    '"',
    "|",
    ">",
    "? ",
    "[",
    "]",
    "{",
    "}",
  ],
  ...[
    "---\n",
    "...\n",
    "<<: *a\n",
    "${X}",
    "$(x)",
    "<x>",
    "\\",
    "\\\n",
    ";",
    "=",
    "export ",
    "\u0000",
    "\uFEFF",
    "\u00a0",
    "é",
    "\u2028",
  ],
  ...[
    "__proto__: x\n",
    "constructor: {}\n",
    "kind: Cluster\n",
    "kind: List\nitems: []\n",
    "apiVersion: v1\n",
    "null",
    "~",
    "1e999",
    "0x",
  ],
  ...["[".repeat(300), "a: ".repeat(50), " ".repeat(300), "x".repeat(5000), "\n".repeat(200)],
);

/** One change of a text, at a place that is a share of its length. */
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat({ max: 60 }),
  how: fc.constantFrom("insert", "cut", "double", "replace", "swap case"),
  fragment,
});

export const input = fc.record({
  which: fc.nat(),
  edits: fc.array(edit, { minLength: 1, maxLength: 6 }),
});

type Input = typeof input extends fc.Arbitrary<infer T> ? T : never;

export function edited(text: string, { edits }: Input): string {
  return edits.reduce((before, { at, length, how, fragment: piece }) => {
    const start = Math.floor(at * before.length);
    const part = before.slice(start, start + length);
    const middle = {
      insert: piece + part,
      cut: "",
      double: part + part,
      replace: piece,
      "swap case": part.toUpperCase() === part ? part.toLowerCase() : part.toUpperCase(),
    }[how];
    return before.slice(0, start) + middle + before.slice(start + length);
  }, text);
}

/** What any reader may do with any text: give a stack that parses, or problems. Nothing else. */
export function readerProperty(directory: string) {
  const texts = corpus();
  return fc.property(input, (given: Input) => {
    const text = edited(texts[given.which % texts.length] ?? "", given);
    for (const name of ["input", "Pulumi.fuzz.yaml", "fleet.yaml"])
      writeFileSync(join(directory, name), text);
    const problems = [
      ...[...asInput(directory), ...asStack(directory), ...asConnection(directory)],
      ...[...asFleet(directory), ...asTable(text)],
    ];
    for (const { path, expected } of problems) {
      assert.ok(path !== "" && expected !== "");
      assert.doesNotMatch(expected, /at .*\.js:\d+|call stack|Invalid input|undefined|\[object/);
      assert.ok(!`${path} ${expected}`.includes(marker), "a secret is shown");
    }
  });
}

function asInput(directory: string): readonly Problem[] {
  try {
    const sections = withSomeTkr(readInput("input", directory));
    const { connection, site } = sections;
    const raw = { connection, site, secretsSet: new Set<string>() };
    const { site: spec } = checkedInput(sections, raw, directory, "input", "manifests");
    assert.ok(spec);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    assert.ok(error.problems.length > 0);
    return error.problems;
  }
}

function asStack(directory: string): readonly Problem[] {
  const { raw, problems, readable } = readStackFile(directory, "fuzz");
  assert.ok(readable || problems.length > 0);
  return readable
    ? [
        ...problems,
        ...checkStack({ ...raw, flatFile: undefined, connectionFile: undefined }, directory, "fuzz", "up")
          .problems,
      ]
    : problems;
}

function asConnection(directory: string): readonly Problem[] {
  const read = readConnectionFile("input", directory);
  return "problems" in read ? read.problems : [];
}

/** The text as a fleet file, and as a file that one includes. */
function asFleet(directory: string): readonly Problem[] {
  writeFileSync(join(directory, "including.yaml"), "sites: {files: fleet.yaml}\n");
  return ["fleet.yaml", "including.yaml"].flatMap((name) => {
    const { findings } = checkFleet(readFleetFile(name, directory), {
      directory,
      stackFile: () => undefined,
      outputsOf: () => undefined,
    });
    return findings
      .filter(({ severity }) => severity === "error")
      .map(({ place, path, expected = "" }) => ({
        path: path === "" ? (place?.file ?? "") : path,
        expected,
      }));
  });
}

/** The text as a table of sites; those without a problem are read as they are written. */
function asTable(text: string): readonly Problem[] {
  const decoded = decodeText(Buffer.from(text));
  if (!("text" in decoded)) return [];
  const table = readCsvTable(decoded.text, "t.csv");
  const { columns, problems } = columnsOf(table, "t.csv");
  const context = { file: "t.csv", columns, groups: [], knownGroups: new Set(["north"]) };
  const rows = sitesOf(table.rows, context);
  const all = [...table.problems, ...problems, ...rows.problems];
  if (all.length === 0) assert.ok(withSites("", [], rows.sites) !== "");
  return all;
}

/** Runs a property in a directory of its own, within a time. */
export function fuzz(milliseconds: number, numRuns: number, seed: number): void {
  const directory = mkdtempSync(join(tmpdir(), "tkg-edge-fuzz-"));
  try {
    fc.assert(readerProperty(directory), {
      seed,
      numRuns,
      interruptAfterTimeLimit: milliseconds,
      markInterruptAsFailure: false,
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
}
