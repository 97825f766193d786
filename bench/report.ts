/** From measurements to ratios, and to the page that shows them. */
import type { Deletes } from "./deletes.js";
import type { FirstUp } from "./first-up.js";
import { median as medianOf, type Traffic } from "./measure.js";
import type { NoopPreview } from "./noop-preview.js";
import type { OvaAgain } from "./ova-again.js";
import type { Series } from "./subjects.js";

/** When and on what something was measured. */
export interface Circumstances {
  /** ISO 8601. */
  readonly date: string;
  readonly cores: number;
  readonly node: string;
  /** Of the minute before it began, what the machine does besides included. */
  readonly loadAverage: number;
}

/** What `make bench` writes to bench/results.json. */
export interface Results {
  readonly noopPreview: NoopPreview & Circumstances;
  readonly firstUp: FirstUp & Circumstances;
  /** Bytes, which are the same at any time. */
  readonly ovaAgain: OvaAgain;
  readonly deletes: Deletes & Circumstances;
}

/** docs/performance.md, with the parts that were measured. */
export function performancePage({ noopPreview, firstUp, ovaAgain, deletes }: Partial<Results>): string {
  return [
    introduction,
    ...(noopPreview ? [previewSection(noopPreview)] : []),
    ...(firstUp ? [firstUpSection(firstUp)] : []),
    ...(deletes ? [deletesSection(deletes)] : []),
    ...(ovaAgain ? [ovaSection(ovaAgain)] : []),
    ...(noopPreview ? [memorySection(noopPreview, firstUp)] : []),
  ].join("\n");
}

const introduction = `# What a user waits for

Written by \`make bench\`. Seconds depend on the machine and on what else it does; a ratio is the median of the ratios of
each round, in which everything was measured in turns. All against the sandbox, whose vCenter and management cluster run on
the same cores: with two cores that are busy, what starts many processes is hit hardest. bench/results.json has every value.
`;

function previewSection(measured: Results["noopPreview"]): string {
  const rows = compare(measured.series, "empty TypeScript program");
  return `## A preview that finds nothing to do

${describe(measured)}.
Aimed at: at most 1.0 for Secret, Cluster and kubeconfig alone, and 1.5 for a site stack with all looks.
The looks are what the program asks of its environment at every preview; each row has one more than the row above it. The
program asks them at the same time, these rows one after another.

${table(rows)}

${chart(rows)}
`;
}

function firstUpSection(measured: Results["firstUp"]): string {
  const rows = compare(measured.series, "the page's commands, one after another");
  return `## The first up of the whole example

${describe(measured)}, each on a fresh sandbox of the ${measured.profile} profile. Aimed at: at most 1.2. The page's commands are in
bench/page.sh, with the same waits.

${table(rows)}

${chart(rows)}
`;
}

function deletesSection(measured: Results["deletes"]): string {
  const rows = compare(measured.series, "destroy");
  return `## A rebuild and a destroy

${describe(measured)}, each on a fresh sandbox of the full profile. Where the add-ons take their time to go, a delete that lets the
garbage collector remove the VM first would take ten minutes; the difference between the rows should be that time alone.

${table(rows)}
`;
}

function ovaSection({ ovaBytes, firstImport, secondImport, firstDigest, secondDigest }: OvaAgain): string {
  const row = (what: string, { read, written }: Traffic): string =>
    `| ${what} | ${mebibytes(read)} | ${mebibytes(written)} |`;
  return `## An OVA that is there already

Bytes that the command and its tools read and wrote, files and sockets alike, for an OVA of ${mebibytes(ovaBytes)} MiB. What is
read again is programs and libraries.

| | read, MiB | written, MiB |
|---|---:|---:|
${row("first import", firstImport)}
${row("import again", secondImport)}
${row("its checksum, first time", firstDigest)}
${row("its checksum, size and time unchanged", secondDigest)}
`;
}

function memorySection({ memory }: NoopPreview, firstUp: FirstUp | undefined): string {
  const rows = [
    ...memory.map((run) => ({ ...run, name: `preview: ${run.name}` })),
    ...(firstUp ? [{ name: "first up of the whole example", mebibytes: firstUp.upMebibytes }] : []),
  ];
  return `## Memory

The most that the Pulumi CLI and all its children held at once (proportional shares; plugins and tools included).

| | MiB |
|---|---:|
${rows.map(({ name, mebibytes: most }) => `| ${name} | ${most.toFixed(0)} |`).join("\n")}
`;
}

function describe(measured: Circumstances & { readonly series: readonly Series[] }): string {
  const { date, cores, node, loadAverage, series } = measured;
  const rounds = series[0]?.values.length ?? 0;
  const busy =
    loadAverage > cores
      ? ".\nThe machine was busy with other work, so that what runs many processes looks worse than it is; to be\nrepeated on a quiet one"
      : "";
  return `Median of ${rounds}; ${date.slice(0, 10)}, ${cores} cores, Node ${node}, load average ${loadAverage.toFixed(1)} before it began${busy}`;
}

export interface Compared {
  readonly name: string;
  readonly seconds: number;
  /** Median of the ratios of each round, whose measurements met the same load. */
  readonly ratio: number;
  /** Lowest and highest, seconds. */
  readonly range: readonly [number, number];
}

/** Every series against the one of that name. @throws Error when there is none */
export function compare(series: readonly Series[], baseline: string): Compared[] {
  const base = series.find(({ name }) => name === baseline);
  if (!base) throw new Error(`nothing named "${baseline}" was measured`);
  return series.map(({ name, values, median }) => ({
    name,
    seconds: median / 1000,
    ratio: medianOf(values.map((value, round) => value / (base.values[round] ?? NaN))),
    range: [Math.min(...values) / 1000, Math.max(...values) / 1000],
  }));
}

function table(rows: readonly Compared[]): string {
  return [
    "| | seconds | lowest to highest | ratio |",
    "|---|---:|---:|---:|",
    ...rows.map(
      ({ name, seconds, range: [low, high], ratio }) =>
        `| ${name} | ${seconds.toFixed(2)} | ${low.toFixed(2)} to ${high.toFixed(2)} | ${ratio.toFixed(2)} |`,
    ),
  ].join("\n");
}

/** Bars of text, so that the page needs no picture. */
function chart(rows: readonly Compared[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const most = Math.max(...rows.map(({ seconds }) => seconds));
  const bar = (seconds: number): string => "█".repeat(Math.max(1, Math.round((seconds / most) * 40)));
  const lines = rows.map(
    ({ name, seconds, ratio }) => `${name.padEnd(width)}  ${bar(seconds)} ${ratio.toFixed(2)}`,
  );
  return ["```text", ...lines, "```"].join("\n");
}

const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
