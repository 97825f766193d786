// Writes what is made of the schemas and tables in src/config/, for editors and readers.
//
//   node scripts/generate.js            write the files that differ
//   node scripts/generate.js --check    write nothing; exit 1 and name the files that are out of date
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { ensureBuilt } from "./build.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const flatFilePage = "docs/flat-file.md";
const preflightPage = "docs/preflight.md";
const keyMarks = [
  "<!-- keys: written by scripts/generate.js from src/config/flat-file/ -->",
  "<!-- end of keys -->",
];
const checkMarks = [
  "<!-- checks: written by scripts/generate.js from src/preflight/checks/ -->",
  "<!-- end of checks -->",
];
const releasesPage = "docs/releases.md";
const releaseMarks = [
  "<!-- releases: written by scripts/generate.js from src/config/tkg-releases.ts -->",
  "<!-- end of releases -->",
];
const rebuildPage = "docs/rebuild.md";
const proofMarks = [
  "<!-- proofs: written by scripts/generate.js from src/preflight/checks/ -->",
  "<!-- end of proofs -->",
];
const fleetPage = "docs/fleet.md";
const fleetMarks = [
  "<!-- keys: written by scripts/generate.js from src/config/fleet/ -->",
  "<!-- end of keys -->",
];
const rolloutMarks = [
  "<!-- keys of a rollout: written by scripts/generate.js from src/config/fleet/ -->",
  "<!-- end of keys of a rollout -->",
];
const rollMarks = [
  "<!-- proofs of a roll: written by scripts/generate.js from src/preflight/checks/ -->",
  "<!-- end of proofs of a roll -->",
];
const permissionsPage = "docs/permissions.md";
const rightMarks = [
  "<!-- rights: written by scripts/generate.js from src/permissions/ -->",
  "<!-- end of rights -->",
];
const privilegeMarks = [
  "<!-- privileges: written by scripts/generate.js from src/permissions/ -->",
  "<!-- end of privileges -->",
];
const effectMarks = [
  "<!-- effects: written by scripts/generate.js from src/config/change-effects.ts -->",
  "<!-- end of effects -->",
];

/** Path -> text of every generated file. */
async function generated() {
  const { stackSchema } = await import("../dist/src/config/documentation/stack-schema.js");
  const { referencePage } = await import("../dist/src/config/documentation/reference-page.js");
  const { flatKeyTable } = await import("../dist/src/config/documentation/flat-key-table.js");
  const { checksTable } = await import("../dist/src/preflight/documentation/checks-table.js");
  const { rebuildTable, rollTable } = await import("../dist/src/preflight/documentation/rebuild-table.js");
  const { effectsTable } = await import("../dist/src/config/documentation/effects-table.js");
  const { fleetKeyTable, fleetSchema, fleetSitesSchema, rolloutKeyTable } =
    await import("../dist/src/config/documentation/fleet-schema.js");
  const { commandsPage } = await import("../dist/src/cli/documentation/commands-page.js");
  const { releaseTable } = await import("../dist/src/config/documentation/release-table.js");
  const { sectionArgs } = await import("../dist/src/config/documentation/section-args.js");
  const { privilegesTables, rightsTables } =
    await import("../dist/src/permissions/documentation/permissions-tables.js");
  const options = await resolveConfig(join(root, "schema", "stack.schema.json"));
  const asFile = (schema) => format(JSON.stringify(schema), { ...options, parser: "json" });
  return {
    "schema/stack.schema.json": await asFile(stackSchema()),
    "schema/fleet.schema.json": await asFile(fleetSchema()),
    "schema/fleet-sites.schema.json": await asFile(fleetSitesSchema()),
    "src/library/section-args.ts": await format(sectionArgs(), { ...options, parser: "typescript" }),
    [fleetPage]: replaced(
      fleetPage,
      withTable(fleetPage, fleetMarks, `\n${fleetKeyTable()}\n`),
      rolloutMarks,
      `\n${rolloutKeyTable()}\n`,
    ),
    "docs/commands.md": commandsPage(),
    "docs/reference.md": referencePage(),
    [flatFilePage]: withTable(flatFilePage, keyMarks, flatKeyTable()),
    [releasesPage]: withTable(releasesPage, releaseMarks, `\n${releaseTable()}\n`),
    [permissionsPage]: replaced(
      permissionsPage,
      withTable(permissionsPage, rightMarks, `\n${rightsTables()}\n`),
      privilegeMarks,
      `\n${privilegesTables()}\n`,
    ),
    [preflightPage]: withTable(preflightPage, checkMarks, `\n${checksTable()}\n`),
    [rebuildPage]: replaced(
      rebuildPage,
      replaced(
        rebuildPage,
        withTable(rebuildPage, effectMarks, effectsTable()),
        proofMarks,
        `\n${rebuildTable()}\n`,
      ),
      rollMarks,
      `\n${rollTable()}\n`,
    ),
  };
}

/** The page with what is between the marks replaced. */
function withTable(path, marks, table) {
  return replaced(path, readFileSync(join(root, path), "utf8"), marks, table);
}

function replaced(path, page, marks, table) {
  const [start, end] = marks.map((mark) => page.indexOf(mark));
  if (start < 0 || end < start)
    throw new Error(`${path}: the marks of the table are gone: ${marks.join(" and ")}`);
  return `${page.slice(0, start + marks[0].length)}\n${table}\n${page.slice(end)}`;
}

async function main() {
  const isCheck = process.argv.includes("--check");
  ensureBuilt();
  const stale = Object.entries(await generated()).filter(([path, text]) => {
    const file = join(root, path);
    return !existsSync(file) || readFileSync(file, "utf8") !== text;
  });
  if (isCheck) {
    for (const [path] of stale) console.error(`${path} is out of date: run "node scripts/generate.js"`);
    return stale.length === 0 ? 0 : 1;
  }
  for (const [path, text] of stale) {
    writeFileSync(join(root, path), text);
    console.log(`wrote ${path}`);
  }
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
