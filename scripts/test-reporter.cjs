// Mocha reporter of scripts/test.js: the usual spec output for people, and the figures for the caller, written as JSON
// to the file named by the reporter option `file`: { passed, failed, skipped, failures: [title], milliseconds: { file: sum } }.
// CommonJS, because mocha loads reporters with require() and Node 20 cannot require an ES module.
const { writeFileSync } = require("node:fs");
const mocha = require("mocha");

module.exports = class SummaryReporter extends mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const { file } = options.reporterOption ?? options.reporterOptions;
    const titles = [];
    const milliseconds = {};
    runner.on("fail", (test) => titles.push(test.fullTitle()));
    runner.on("test end", (test) => {
      milliseconds[test.file] = (milliseconds[test.file] ?? 0) + (test.duration ?? 0);
    });
    runner.once("end", () => {
      const { passes: passed, failures: failed, pending: skipped } = runner.stats;
      writeFileSync(file, JSON.stringify({ passed, failed, skipped, failures: titles, milliseconds }));
    });
  }
};
