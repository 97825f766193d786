// Entry of every test target: builds, runs mocha on the compiled tests, and closes with one line that sums everything:
// "N passed, N failed" (", N skipped" when there are any). The exit code is 0 only when nothing failed and something ran.
//
//   node scripts/test.js unit|engine|faults|long|all [--jobs N] [--only FILE] [--grep TITLE] [--once]
//
// `all` is what CI runs: unit, then engine and faults. The files of the unit tests share mocha's workers. Every file of the
// other suites runs in a process of its own, because each starts a sandbox: a file that hangs is ended at its deadline
// without an effect on the others, and what it left behind is swept before the closing line. A file with a failure is run
// once more, alone, after all others: what fails again has failed; what passes then is counted, and named with what failed
// the first time, because a test that fails at times is a fault too.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { ensureBuilt } from "./build.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What a suite may take: `fileMinutes` ends one process, `caseSeconds` is mocha's limit for one case or hook. */
const suites = {
  unit: { fileMinutes: 6, caseSeconds: 10, together: true },
  engine: { fileMinutes: 10, caseSeconds: 300, together: false },
  faults: { fileMinutes: 10, caseSeconds: 300, together: false },
  long: { fileMinutes: 45, caseSeconds: 40 * 60, together: false },
};
const groups = { all: ["unit", "engine", "faults"] };

/** Compiled test files of a suite, sorted; empty when the suite has none. */
function testFiles(suite) {
  const folder = join(root, "dist", "tests", suite);
  if (!existsSync(folder)) return [];
  return (
    readdirSync(folder, { recursive: true })
      .filter((name) => name.endsWith(".test.js"))
      .map((name) => join(folder, name))
      // dist/ may still hold the output of a source that is gone.
      .filter((file) => existsSync(file.replace(join(root, "dist"), root).replace(/\.js$/, ".ts")))
      .sort()
  );
}

/**
 * Ends a process group and waits for it: first with SIGTERM, so that the sandbox is stopped, then with
 * SIGKILL.
 */
function endGroup(child) {
  const signal = (name) => {
    try {
      process.kill(-child.pid, name);
    } catch {
      // It is gone already.
    }
  };
  signal("SIGTERM");
  const insist = setTimeout(() => signal("SIGKILL"), 60_000);
  child.once("exit", () => clearTimeout(insist));
}

/** Files at a time: they mostly wait, but two sandboxes are what two cores bear. */
const defaultJobs = availableParallelism() > 1 ? "2" : "1";

const running = new Set();
/** Set when this process receives a signal: running suites are ended and no more are started. */
let stopping = false;

/**
 * Runs mocha on some files in one process and streams what it prints.
 * @param workers processes that mocha spreads the files over, in their order
 * @returns figures { passed, failed, skipped, failures, milliseconds }; a process that dies without figures counts as one failure.
 */
async function runMocha(suite, files, { grep, buffered, workers = 1 }) {
  const { fileMinutes, caseSeconds } = suites[suite];
  const scratch = mkdtempSync(join(tmpdir(), "tkg-edge-figures-"));
  const figuresFile = join(scratch, "figures.json");
  const args = [
    join(root, "node_modules", "mocha", "bin", "mocha.js"),
    ...["--reporter", join(root, "scripts", "test-reporter.cjs"), "--reporter-option", `file=${figuresFile}`],
    ...["--timeout", String(caseSeconds * 1000), "--forbid-only", "--no-config", "--exit"],
    ...(grep === undefined ? [] : ["--grep", grep]),
    ...(workers > 1 ? ["--parallel", "--jobs", String(workers)] : []),
    ...files,
  ];
  const title =
    files.length === 1 ? relative(join(root, "dist"), files[0]) : `${suite}: ${files.length} files`;
  // As the program is run (Pulumi.yaml): loading the SDK whole takes each worker a second.
  const nodeArgs = ["--enable-source-maps", "--require", join(root, "scripts", "lazy-modules.cjs")];
  const child = spawn(process.execPath, [...nodeArgs, ...args], {
    cwd: root,
    // What is written in Go (the engine, its plugins, kubectl) collects garbage at each doubling of a small heap, which is a
    // tenth of what a run of pulumi takes.
    env: { GOGC: "400", ...process.env },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  const chunks = [];
  const take = (chunk) => (buffered ? chunks.push(chunk) : process.stdout.write(chunk));
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  let late = false;
  const deadline = setTimeout(() => {
    late = true;
    endGroup(child);
  }, fileMinutes * 60_000);
  const code = await new Promise((resolve) =>
    child.once("close", (exitCode, signal) => resolve(signal ?? exitCode)),
  );
  clearTimeout(deadline);
  running.delete(child);
  if (buffered) process.stdout.write(Buffer.concat(chunks));
  const figures = existsSync(figuresFile) ? JSON.parse(readFileSync(figuresFile, "utf8")) : undefined;
  rmSync(scratch, { recursive: true, force: true });
  if (late) return lost(title, `took longer than ${fileMinutes} minutes and was ended`);
  if (figures === undefined) return lost(title, `ended without figures (${code})`);
  if (code !== 0 && figures.failed === 0) return lost(title, `ended with ${code} although no case failed`);
  return figures;
}

function lost(title, reason) {
  console.log(`  ${title} ${reason}`);
  return { passed: 0, failed: 1, skipped: 0, failures: [{ title, reason }] };
}

/** How long each file took when it was last run whole, in seconds by its path below dist/. */
const secondsFile = join(root, "dist", ".test-seconds.json");

function readSeconds() {
  try {
    return JSON.parse(readFileSync(secondsFile, "utf8"));
  } catch {
    return {};
  }
}

/** What took longest the last time begins, so that in the end no core waits for another. */
function longestFirst(took) {
  const known = (file) => took[relative(join(root, "dist"), file)] ?? Infinity;
  return (one, other) => (known(one) === known(other) ? 0 : known(other) - known(one));
}

/** Runs the files of a suite that share processes, at most `jobs`: most of the time goes into loading what they import. */
async function runTogether(suite, { jobs, grep, only }) {
  console.log(`\n=== ${suite} tests`);
  const started = Date.now();
  const took = readSeconds();
  const files = testFiles(suite)
    .filter((file) => file.includes(only))
    .sort(longestFirst(took));
  const workers = Math.min(jobs, files.length);
  const result =
    files.length === 0 ? sum([]) : await runMocha(suite, files, { grep, buffered: false, workers });
  for (const [file, milliseconds] of grep === undefined ? Object.entries(result.milliseconds ?? {}) : [])
    took[relative(join(root, "dist"), file)] = milliseconds / 1000;
  writeFileSync(secondsFile, JSON.stringify(took));
  console.log(`=== ${suite} tests: ${closingLine(result)} in ${seconds(started)} s`);
  return result;
}

/** How many of the files that took longest are listed at the end. */
const slowestListed = 10;

/** Files that are run once more: where more have failed, it was no accident. */
const triedAgainAtMost = 3;

/** Runs the files of suites in processes of their own, at most `jobs` at a time. The suites share one queue. */
async function runApart(names, { jobs, grep, only, retry }) {
  const took = readSeconds();
  const byTime = longestFirst(took);
  const queue = names
    .flatMap((suite) => testFiles(suite).map((file) => ({ suite, file })))
    .filter(({ file }) => file.includes(only))
    .sort((one, other) => byTime(one.file, other.file));
  const results = new Map(names.map((suite) => [suite, []]));
  const lasted = [];
  const again = [];
  const run = async ({ suite, file }, buffered) => {
    const title = relative(join(root, "dist"), file);
    const started = Date.now();
    console.log(`\n== ${title}`);
    const result = await runMocha(suite, [file], { grep, buffered });
    console.log(`== ${title} took ${seconds(started)} s`);
    lasted.push({ title, duration: Number(seconds(started)) });
    if (grep === undefined && !stopping) took[title] = Number(seconds(started));
    return result;
  };
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined && !stopping; next = queue.shift()) {
      const result = await run(next, jobs > 1);
      if (result.failed > 0 && retry && !stopping) again.push({ next, first: result });
      else results.get(next.suite).push(result);
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  const tryAgain = again.length <= triedAgainAtMost && !stopping;
  for (const { next, first } of again) {
    if (tryAgain) console.log(`\n== once more, alone: ${first.failed} failed`);
    const second = tryAgain ? await run(next, false) : first;
    const unsteady = second.failed === 0 ? first.failures : [];
    results.get(next.suite).push({ ...second, unsteady });
  }
  writeFileSync(secondsFile, JSON.stringify(took));
  const slowest = lasted.sort((one, other) => other.duration - one.duration).slice(0, slowestListed);
  if (lasted.length > slowestListed)
    console.log(`\nslowest: ${slowest.map(({ title, duration }) => `${title} ${duration} s`).join(", ")}`);
  for (const [suite, each] of results) console.log(`=== ${suite} tests: ${closingLine(sum(each))}`);
  return sum([...results.values()].flat());
}

const seconds = (since) => ((Date.now() - since) / 1000).toFixed(0);

function sum(results) {
  const total = { passed: 0, failed: 0, skipped: 0, failures: [], unsteady: [] };
  for (const result of results) {
    for (const key of ["passed", "failed", "skipped"]) total[key] += result[key];
    total.failures.push(...result.failures);
    total.unsteady.push(...(result.unsteady ?? []));
  }
  return total;
}

function list(heading, failures) {
  if (failures.length === 0) return;
  const indented = (text) => text.replaceAll("\n", "\n      ");
  console.log(`\n${heading}:`);
  for (const { title, reason } of failures) console.log(`  - ${title}\n      ${indented(reason)}`);
}

const closingLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;

/** Stops the sandboxes that test processes which are dead now have left (ended at a deadline, killed by hand). */
async function sweep() {
  const module = join(root, "dist", "tests", "engine", "harness", "leftovers.js");
  if (!existsSync(module)) return;
  const { sweepLeftovers } = await import(pathToFileURL(module).href);
  for (const directory of await sweepLeftovers())
    console.log(`swept ${directory}, left by a test process that is dead`);
}

async function main() {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      jobs: { type: "string", default: process.env.TEST_JOBS ?? defaultJobs },
      only: { type: "string", default: "" },
      grep: { type: "string" },
      // A single try, to find the cause of a failure.
      once: { type: "boolean", default: false },
    },
  });
  const names = positionals.flatMap((name) => groups[name] ?? [name]);
  const unknown = names.filter((name) => !(name in suites));
  if (names.length === 0 || unknown.length > 0) {
    console.error(
      `usage: node scripts/test.js ${[...Object.keys(suites), ...Object.keys(groups)].join("|")}`,
    );
    return 2;
  }
  if (ensureBuilt()) console.log("compiled dist/");
  await sweep();
  const started = Date.now();
  const options = { ...values, retry: !values.once, jobs: Math.max(1, Number(values.jobs)) };
  const results = [];
  const [together, apart] = [true, false].map((kind) =>
    names.filter((name) => suites[name].together === kind),
  );
  for (const name of together) if (!stopping) results.push(await runTogether(name, options));
  if (apart.length > 0 && !stopping) results.push(await runApart(apart, options));
  await sweep();
  const total = sum(results);
  list("failed at first, passed when run once more", total.unsteady);
  list("failed", total.failures);
  if (total.passed + total.failed === 0) console.log("\nno test ran, which counts as a failure");
  console.log(`\ntook ${seconds(started)} s`);
  console.log(closingLine(total));
  return !stopping && total.failed === 0 && total.passed > 0 ? 0 : 1;
}

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    stopping = true;
    for (const child of running) endGroup(child);
  });
}
try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log("0 passed, 1 failed");
  process.exitCode = 1;
}
