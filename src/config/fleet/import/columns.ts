/** The columns of a table: keys of a site, and how a cell of each becomes a value. */
import type * as z from "zod";
import { displayValue, isSecretName } from "../../display-value.js";
import { nearest } from "../../nearest.js";
import { ownWords } from "../../own-words.js";
import type { Problem } from "../../problem.js";
import { stepInto, unwrap } from "../../schema-steps.js";
import { sectionSchemas } from "../../section-schemas.js";
import { entryKeys, entrySchema, fileKeysOfEntry } from "../entry-fields.js";
import { passwordExpectation } from "../entry-problems.js";
import { cellPath, columnLetters, type CsvTable } from "./csv-table.js";

/** What a cell is, or why not; nothing that is wrong is shown where it may be secret. */
export type CellValue = { readonly value: unknown } | Pick<Problem, "found" | "expected">;

export interface Column {
  readonly index: number;
  /** As the header has it. */
  readonly key: string;
  /** In the entry of a site; empty for its name. */
  readonly steps: readonly string[];
  readonly valueOf: (cell: string) => CellValue;
}

const nameKey = "name";

export function columnsOf(
  { header, rows }: CsvTable,
  file: string,
): { readonly columns: readonly Column[]; readonly problems: readonly Problem[] } {
  const columns: Column[] = [];
  const problems: Problem[] = [];
  for (const [index, key] of header.entries()) {
    const refuse = (found: string, expected: string) => {
      problems.push({ path: cellPath(file, 1, index), found, expected });
    };
    const before = header.indexOf(key);
    if (key === "") {
      if (rows.some(({ cells }) => cells[index] !== ""))
        refuse("nothing", "the key of this column, which has values");
    } else if (before < index) {
      refuse(displayValue(key), `each key once; it is in column ${columnLetters(before)} too`);
    } else {
      const column = columnOf(key, index);
      if ("expected" in column) refuse(column.found ?? displayValue(key), column.expected);
      else columns.push(column);
    }
  }
  // Without a header there is another problem.
  if (header.length > 0 && !header.includes(nameKey)) {
    problems.push({
      path: `${file}, row 1`,
      found: "no column name",
      expected: "a column name with the names of the sites",
    });
  }
  return { columns, problems };
}

function columnOf(key: string, index: number): Column | Pick<Problem, "found" | "expected"> {
  const [top = "", ...below] = key.split(".");
  if (key === nameKey) return { index, key, steps: [], valueOf: (cell) => ({ value: cell }) };
  if (key === "groups") return { index, key, steps: [key], valueOf: (cell) => ({ value: items(cell) }) };
  if (fileKeysOfEntry.some((known) => known === key)) {
    return { index, key, steps: [key], valueOf: cellOf(entrySchema.shape[key as "flatFile"], key) };
  }
  if (top === "labels" && below.length > 0 && below[0] !== "__proto__") {
    return { index, key, steps: [top, below.join(".")], valueOf: labelCell(below.join(".")) };
  }
  const section = Object.entries(sectionSchemas).find(([name]) => name === top)?.[1];
  if (below.length === 0 && (section || top === "labels")) return withKeys(key);
  if (!section) return unknownKey(key, [nameKey, ...entryKeys], "");
  return inSection(section, top, below, { key, index });
}

/** A mapping, of which each key has a column of its own. */
const withKeys = (key: string): Pick<Problem, "found" | "expected"> => ({
  found: `"${key}", which has keys of its own`,
  expected: `a column for each of them, named with the key behind it: ${key}.KEY`,
});

function inSection(
  section: z.ZodType,
  top: string,
  below: readonly string[],
  { key, index }: Pick<Column, "key" | "index">,
): Column | Pick<Problem, "found" | "expected"> {
  let schema = section;
  const steps = [top];
  for (const [depth, step] of below.entries()) {
    const object = unwrap(schema);
    const values = valuesOf(object);
    if (values) {
      // The rest is one key of the user's own, such as example.com/name.
      const own = below.slice(depth).join(".");
      if (own === "__proto__") return unknownKey(key, [], steps.join("."));
      return { index, key, steps: [...steps, own], valueOf: cellOf(values, own) };
    }
    const known = "shape" in object ? Object.keys(object.shape as object) : [];
    const inner = known.includes(step) ? stepInto(object, step) : undefined;
    if (!inner) return unknownKey(step, known, steps.join("."));
    steps.push(step);
    schema = inner;
  }
  const leaf = unwrap(schema);
  const element = "element" in leaf ? unwrap(leaf.element as z.ZodType) : undefined;
  if (valuesOf(leaf)) return withKeys(key);
  if ("shape" in leaf || (element && "shape" in element)) {
    const expected = `a key with one value or a list of texts; set ${key} in a group, or in the file of the sites`;
    return { found: `"${key}", which has keys of its own`, expected };
  }
  return { index, key, steps, valueOf: cellOf(schema, steps.at(-1) ?? "") };
}

function unknownKey(
  step: string,
  known: readonly string[],
  above: string,
): Pick<Problem, "found" | "expected"> {
  if (isSecretName(step)) return { found: "a password or another secret", expected: passwordExpectation };
  const meant = nearest(step, known);
  const hint =
    meant === undefined
      ? known.length === 0
        ? ""
        : `; there are ${known.join(", ")}`
      : `; did you mean "${meant}"?`;
  return {
    found: displayValue(step),
    expected: `a key ${above === "" ? "of a site" : `of ${above}`} (docs/reference.md)${hint}`,
  };
}

/** The schema of the values of a mapping with keys of the user's own. */
function valuesOf(schema: z.ZodType): z.ZodType | undefined {
  const definition = schema.def as { readonly type: string; readonly valueType?: z.ZodType };
  return definition.type === "record" ? definition.valueType : undefined;
}

function cellOf(schema: z.ZodType, name: string): Column["valueOf"] {
  const list = unwrap(schema);
  if (!("element" in list)) return (cell) => scalar(cell, schema, name);
  return (cell) => {
    const values: unknown[] = [];
    for (const item of items(cell)) {
      const value = scalar(item, list.element as z.ZodType, name);
      if ("expected" in value) return { ...value, expected: `${value.expected}${hintOfItems(item)}` };
      values.push(value.value);
    }
    return whole(values, schema, cell, name);
  };
}

/** For an item that a spreadsheet user meant as several. */
export const hintOfItems = (item: string) =>
  /[;|]/.test(item) ? "; several are separated by commas or line breaks" : "";

/** Items of a list: separated by commas or line breaks within the cell. */
const items = (cell: string): string[] =>
  cell
    .split(/[,\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== "");

/**
 * A text unless the schema wants a number or a truth value, and the cell is written as one: what a spreadsheet made of a value,
 * such as 1,5 or 1E+03, stays a text that the schema refuses.
 */
function scalar(cell: string, schema: z.ZodType, name: string): CellValue {
  const isNumber = /^(0|-?[1-9]\d{0,14})$/.test(cell);
  const truth = /^(true|false)$/i.test(cell) ? [cell.toLowerCase() === "true"] : [];
  const candidates: unknown[] = [cell, ...(isNumber ? [Number(cell)] : []), ...truth];
  const right = candidates.find((value) => schema.safeParse(value).success);
  return right === undefined ? whole(isNumber ? Number(cell) : cell, schema, cell, name) : { value: right };
}

function whole(value: unknown, schema: z.ZodType, cell: string, name: string): CellValue {
  const result = schema.safeParse(value, { error: ownWords });
  if (result.success) return { value };
  return { found: displayValue(cell, name), expected: result.error.issues[0]?.message ?? "another value" };
}

function labelCell(label: string): Column["valueOf"] {
  return (cell) => {
    const result = entrySchema.shape.labels.safeParse({ [label]: cell }, { error: ownWords });
    if (result.success) return { value: cell };
    return { found: displayValue(cell, label), expected: result.error.issues[0]?.message ?? "another value" };
  };
}
