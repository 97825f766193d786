/** From measurements to ratios, and to the page that shows them. */
import type { Deletes } from "./deletes.js";
import type { FirstUp } from "./first-up.js";
import type { FleetGrowth } from "./fleet-offline.js";
import type { LiveFleetPlan } from "./fleet-plan.js";
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
  /** Of the minute before the start, including other work of the machine. */
  readonly loadAverage: number;
}

/** What `make bench` writes to sandbox/bench/results.json. */
export interface Results {
  readonly noopPreview: NoopPreview & Circumstances;
  readonly firstUp: FirstUp & Circumstances;
  /** Bytes, which are the same at any time. */
  readonly ovaAgain: OvaAgain;
  readonly deletes: Deletes & Circumstances;
  readonly fleetValidate: FleetGrowth & Circumstances;
  readonly fleetAgainst: FleetGrowth & Circumstances;
  readonly fleetPlan: LiveFleetPlan & Circumstances;
}

/** docs/performance.md, with the parts that were measured. */
export function performancePage(results: Partial<Results>): string {
  const { noopPreview, firstUp, ovaAgain, deletes, fleetValidate, fleetAgainst, fleetPlan } = results;
  return [
    introduction,
    ...(noopPreview ? [previewSection(noopPreview)] : []),
    ...(firstUp ? [firstUpSection(firstUp)] : []),
    ...(deletes ? [deletesSection(deletes)] : []),
    ...(fleetValidate
      ? [fleetSection("Validating a fleet", "`tkg-edge fleet validate`", fleetValidate)]
      : []),
    ...(fleetAgainst
      ? [
          fleetSection(
            "Comparing two versions of a fleet",
            "`tkg-edge fleet plan --against HEAD` where every site changed",
            fleetAgainst,
          ),
        ]
      : []),
    ...(fleetPlan ? [livePlanSection(fleetPlan)] : []),
    ...(ovaAgain ? [ovaSection(ovaAgain)] : []),
    ...(noopPreview ? [memorySection(noopPreview, firstUp)] : []),
  ].join("\n");
}

const introduction = `# Performance

Written by \`make bench\`. Seconds depend on the machine and its load. A ratio is the median of the ratios of
all rounds; each round measures every subject once. All but the fleet's use the sandbox, whose vCenter and management cluster run on
the same cores: on two busy cores the subjects that start many processes are affected most. sandbox/bench/results.json has every value.
`;

function previewSection(measured: Results["noopPreview"]): string {
  const rows = compare(measured.series, "empty TypeScript program");
  return `## A preview without changes

${describe(measured)}.
Target: at most 1.0 for only Secret, Cluster and kubeconfig, and 1.25 for a site stack with all checks.
The checks are those of the environment that the program makes at every preview; each row has one more than the row above it.
The program runs them concurrently, these rows sequentially.

${table(rows)}

${chart(rows)}
`;
}

function firstUpSection(measured: Results["firstUp"]): string {
  const rows = compare(measured.series, "the vendor page's commands, one after another");
  return `## The first up of the whole example

${describe(measured)}, each on a new sandbox of the ${measured.profile} profile. Target: at most 1.15. The commands of the vendor page are in
sandbox/bench/page.sh, with the same waits.

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

function fleetSection(title: string, what: string, measured: FleetGrowth & Circumstances): string {
  const { date, cores, node, loadAverage, fleets, fit } = measured;
  const rows = fleets.map(
    ({ sites, median, mebibytes: most }) =>
      `| ${sites} | ${(median / 1000).toFixed(1)} | ${most.toFixed(0)} |`,
  );
  return `## ${title}

${what}, median of ${fleets[0]?.values.length ?? 0} rounds, on ${date.slice(0, 10)} with ${cores} cores, Node.js ${node}, load
average ${loadAverage.toFixed(1)} before the start. Target: 1,000 sites in 5 s; 10,000 in 60 s and 1 GiB.

| sites | seconds | MiB |
|---:|---:|---:|
${rows.join("\n")}

The time is linear: ${(fit.fixed / 1000).toFixed(1)} s, and ${fit.each.toFixed(2)} ms for each site (least squares).
`;
}

function livePlanSection(measured: Results["fleetPlan"]): string {
  const {
    date,
    cores,
    node,
    loadAverage,
    sites,
    values,
    median,
    mebibytes: most,
    requests,
    words,
  } = measured;
  return `## Planning a fleet from what exists

\`tkg-edge fleet plan\` of ${sites} sites whose objects are in the API of a sandbox of the light profile, median of ${values.length} rounds,
on ${date.slice(0, 10)} with ${cores} cores, Node.js ${node}, load average ${loadAverage.toFixed(1)} before the start. Target: 20 s, 512 MiB, and 25 requests to the
management cluster in addition to discovery.

| sites | seconds | MiB | requests | words |
|---:|---:|---:|---:|---|
| ${sites} | ${(median / 1000).toFixed(1)} | ${most.toFixed(0)} | ${requests} | ${words} |
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
      ? ".\nThe machine was busy, so the subjects that start many processes appear slower than they are; repeat the\nmeasurement on an idle machine"
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
