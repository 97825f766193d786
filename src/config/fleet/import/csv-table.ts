/** A table as spreadsheets write it: commas, semicolons or tabs, quotes, empty rows and columns behind the data. */
import { CsvError, parse } from "csv-parse/sync";
import type { Problem } from "../../problem.js";

export interface TableRow {
  /** As the spreadsheet counts it; the header is 1. */
  readonly number: number;
  /** As many as the header has. */
  readonly cells: readonly string[];
}

export interface CsvTable {
  readonly header: readonly string[];
  readonly rows: readonly TableRow[];
  readonly problems: readonly Problem[];
}

/** `sites.csv, row 3, column B (labels.ring)`. @param index of the column, from 0 */
export function cellPath(file: string, row: number, index: number, key = ""): string {
  return `${file}, row ${row}, column ${columnLetters(index)}${key === "" ? "" : ` (${key})`}`;
}

/**
 * @param text with line feeds alone at its line ends
 * @param file as messages name it
 */
export function readCsvTable(text: string, file: string): CsvTable {
  // Excel's own hint, which it does not show as a row.
  const [hint = "", hinted] = /^sep=([,;\t])\n/.exec(text) ?? [];
  const body = text.slice(hint.length);
  const none = (problem: Problem): CsvTable => ({ header: [], rows: [], problems: [problem] });
  let records: string[][];
  try {
    const delimiter = hinted ?? delimiterOf(body.split("\n", 1)[0] ?? "");
    records = parse(body, { delimiter, relax_column_count: true, record_delimiter: "\n" });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return none(syntaxProblem(error, file, hint === "" ? 0 : 1));
  }
  const trimmed = records.map((cells) => cells.map((cell) => cell.trim()));
  const [first = [], ...rest] = trimmed;
  const used = rest.flatMap((cells, index) => (isEmpty(cells) ? [] : [{ number: index + 2, cells }]));
  if (isEmpty(first)) {
    const expected = "a header row with the keys of the columns, such as name and site.controlPlaneEndpoint";
    return none({ path: `${file}, row 1`, found: "nothing", expected });
  }
  const width = first.length - [...first].reverse().findIndex((cell) => cell !== "");
  const header = first.slice(0, width);
  if (used.length === 0)
    return none({ path: file, found: "no rows below the header", expected: "a row for each site" });
  const problems = used.flatMap(({ number, cells }) => {
    const isWhole = cells.length >= width && isEmpty(cells.slice(width));
    if (isWhole) return [];
    return [
      {
        path: `${file}, row ${number}`,
        found: `${cells.length} cells`,
        expected: `${width}, as many as the header has`,
      },
    ];
  });
  const whole = used.map(({ number, cells }) => ({
    number,
    cells: header.map((_, index) => cells[index] ?? ""),
  }));
  const wrong = new Set(problems.map(({ path }) => path));
  return { header, rows: whole.filter(({ number }) => !wrong.has(`${file}, row ${number}`)), problems };
}

/** Keys of the configuration hold none of them, so that the header decides. */
function delimiterOf(header: string): string {
  const count = (delimiter: string) => header.split(delimiter).length;
  return [",", ";", "\t"].reduce((best, one) => (count(one) > count(best) ? one : best));
}

/** In words of its own: those of the library hold parts of the text. */
function syntaxProblem(error: CsvError, file: string, linesBefore: number): Problem {
  const { lines } = error as unknown as { readonly lines?: number };
  const path = `${file}, line ${(lines ?? 1) + linesBefore}`;
  const isOpen = error.code === "CSV_QUOTE_NOT_CLOSED";
  const found = isOpen ? "a quote that is not closed" : "a quote in the middle of a cell";
  const expected = 'quotes around the whole cell, and each quote in it doubled: "a ""b"" c"';
  return { path, found, expected };
}

const isEmpty = (cells: readonly string[]) => cells.every((cell) => cell === "");

/** `A` for 0, `AA` for 26. */
export function columnLetters(index: number): string {
  const rest = Math.floor(index / 26);
  return (rest === 0 ? "" : columnLetters(rest - 1)) + String.fromCharCode(65 + (index % 26));
}
