/** From measurements to ratios, and to the page that shows them. */
import type { FirstUp } from "./first-up.js";
import { median as medianOf } from "./measure.js";
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
}

/** docs/performance.md, whole. */
export function performancePage(results: Results): string {
  const { noopPreview, firstUp, ovaAgain } = results;
  const preview = compare(noopPreview.series, "empty TypeScript program");
  const up = compare(firstUp.series, "the page's commands, one after another");
  return `# What a user waits for

Written by \`make bench\`. Seconds depend on the machine and on what else it does; a ratio is the median of the ratios of
each round, in which everything was measured in turns. All against the sandbox, whose vCenter and management cluster run on
the same cores and answer at once. bench/results.json has every value.

## A preview that finds nothing to do

Median of ${String(noopPreview.series[0]?.values.length ?? 0)} (${describe(noopPreview)}). The looks are what the program asks of its environment at every preview; each row has one
more than the row above it. The program asks them at the same time, these rows one after another.

${table(preview)}

${chart(preview)}

## The first up of the whole example

Median of ${String(firstUp.series[0]?.values.length ?? 0)} (${describe(firstUp)}), each on a fresh sandbox of the ${firstUp.profile} profile; the page's commands are in bench/page.sh, with the same waits.

${table(up)}

${chart(up)}

## An OVA that is there already

Bytes that the command and its tools read and wrote, files and sockets alike, for an OVA of ${mebibytes(ovaAgain.ovaBytes)} MiB.

| | read, MiB | written, MiB |
|---|---:|---:|
| first import | ${mebibytes(ovaAgain.firstImport.read)} | ${mebibytes(ovaAgain.firstImport.written)} |
| import again | ${mebibytes(ovaAgain.secondImport.read)} | ${mebibytes(ovaAgain.secondImport.written)} |
| its checksum, first time | ${mebibytes(ovaAgain.firstDigest.read)} | ${mebibytes(ovaAgain.firstDigest.written)} |
| its checksum, size and time unchanged | ${mebibytes(ovaAgain.secondDigest.read)} | ${mebibytes(ovaAgain.secondDigest.written)} |

## Memory

The most that the Pulumi CLI and all its children held at once (proportional shares; plugins and tools included).

| | MiB |
|---|---:|
${noopPreview.memory.map(({ name, mebibytes: most }) => `| preview: ${name} | ${most.toFixed(0)} |`).join("\n")}
| first up of the whole example | ${firstUp.upMebibytes.toFixed(0)} |
`;
}

const describe = ({ date, cores, node, loadAverage }: Circumstances): string =>
  `${date.slice(0, 10)}, ${String(cores)} cores, Node ${node}, load average ${loadAverage.toFixed(1)} before it began`;

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
