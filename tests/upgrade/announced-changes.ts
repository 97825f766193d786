/** What CHANGELOG.md announces for the first `pulumi up` after an upgrade: the one list, for users and for the tests. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Step } from "../engine/harness/engine-events.js";
import { checkout } from "../engine/harness/project.js";

/** A row of the table in a release's section. */
export interface AnnouncedChange {
  readonly step: "update" | "replace" | "create" | "delete";
  /** Type token of the resource. */
  readonly type: string;
  /** End of the resource's name; "" for every resource of the type. */
  readonly nameEnding: string;
  /** Paths as the engine reports them, such as `metadata.annotations["tkg-edge/made-by"]`. */
  readonly fields: readonly string[];
}

const heading = "What the first `pulumi up` after the upgrade shows";

/** The rows of every section that is newer than a release. */
export function announcedSince(release: string, changelog = readChangelog()): readonly AnnouncedChange[] {
  return changelog
    .split(/^## /m)
    .slice(1)
    .filter((section) => isNewer(section.split(/\s/)[0] ?? "", release))
    .flatMap(rowsOf);
}

export const readChangelog = (): string => readFileSync(join(checkout, "CHANGELOG.md"), "utf8");

const isNewer = (version: string, than: string): boolean =>
  version.localeCompare(than, "en", { numeric: true }) > 0;

function rowsOf(section: string): readonly AnnouncedChange[] {
  const part = section.split(/^### /m).find((text) => text.startsWith(heading)) ?? "";
  const lines = part.split("\n").filter((line) => line.startsWith("|"));
  return lines.filter((line) => !/^\|\s*(step|:?-+:?)\s*\|/.test(line)).map(parseRow);
}

/** @throws Error for a row that the tests cannot parse */
function parseRow(line: string): AnnouncedChange {
  const match = /^\| (update|replace|create|delete) \| `([^`]+)`(?: `([^`]+)`)? \|([^|]*)\| [^|]+ \|$/.exec(
    line,
  );
  if (!match) {
    throw new Error(
      `CHANGELOG.md, "${heading}": ${line}\n` +
        "expected: | update, replace, create or delete | `type` `end of the name` | `field`, `field` | why |",
    );
  }
  const [, step, type = "", nameEnding = "", fields = ""] = match;
  return {
    step: step as AnnouncedChange["step"],
    type,
    nameEnding,
    fields: [...fields.matchAll(/`([^`]+)`/g)].map(([, field = ""]) => withoutQuotes(field)),
  };
}

/** `annotations["a"]` and `annotations.a` are the same field; providers differ in when they quote. */
const withoutQuotes = (field: string): string => field.replace(/\["([^"]+)"\]/g, ".$1");

/** Operations of the engine by what a user calls them; those that change nothing are absent. */
const steps: Readonly<Record<string, AnnouncedChange["step"]>> = {
  "create-replacement": "replace",
  replace: "replace",
  "delete-replaced": "replace",
  update: "update",
  create: "create",
  delete: "delete",
};
const harmless = new Set(["same", "read", "refresh", "discard", "read-discard"]);

/** Whether a row covers a step with every field that it changes. */
export function covers(row: AnnouncedChange, { op, type, urn, fields }: Step): boolean {
  return (
    steps[op] === row.step &&
    type === row.type &&
    urn.endsWith(row.nameEnding) &&
    (row.step !== "update" ||
      (fields.length > 0 && fields.every((field) => row.fields.includes(withoutQuotes(field)))))
  );
}

/** The steps of a run that no row announces, in words. */
export function unannounced(rows: readonly AnnouncedChange[], run: readonly Step[]): readonly string[] {
  return run
    .filter((step) => !harmless.has(step.op) && !rows.some((row) => covers(row, step)))
    .map(
      ({ op, type, urn, fields }) => `${op} ${type} ${urn.split("::").at(-1) ?? ""}: ${fields.join(", ")}`,
    );
}
