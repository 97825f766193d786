// Mocha reporter of scripts/test.js: the usual spec output for people, and the figures for the caller, written as JSON
// to the file named by the reporter option `file`:
// { passed, failed, skipped, failures: [{ title, reason }], milliseconds: { file: sum } }.
// CommonJS, because mocha loads reporters with require() and Node 20 cannot require an ES module.
const { writeFileSync } = require("node:fs");
const mocha = require("mocha");

/** The last lines of an error's text and where it was thrown: what a log that was cut short still has to show. */
function reasonOf(error) {
  const [message, stack] = [error?.message ?? String(error), error?.stack ?? ""];
  const frames = stack.split("\n").filter((line) => /^\s+at .*\.ts:/.test(line));
  return [...message.split("\n").slice(-60), ...frames.slice(0, 5)]
    .map((line) => line.slice(0, 400))
    .join("\n");
}

module.exports = class SummaryReporter extends mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const { file } = options.reporterOption ?? options.reporterOptions;
    const failures = [];
    const milliseconds = {};
    runner.on("fail", (test, error) => failures.push({ title: test.fullTitle(), reason: reasonOf(error) }));
    runner.on("test end", (test) => {
      milliseconds[test.file] = (milliseconds[test.file] ?? 0) + (test.duration ?? 0);
    });
    runner.once("end", () => {
      const { passes: passed, failures: failed, pending: skipped } = runner.stats;
      writeFileSync(file, JSON.stringify({ passed, failed, skipped, failures, milliseconds }));
    });
  }
};
