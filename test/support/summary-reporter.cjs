/**
 * For a run of named files: mocha's spec reporter with a summary as the last line, for people and programs: `12 passed, 0 failed`.
 * CommonJS, because mocha loads reporters with `require`.
 */
const { writeSync } = require('node:fs');
const { Spec } = require('mocha').reporters;
const { cpuTimeMs } = require('./cpu-time.cjs');
const { reportLingering } = require('./lingering.cjs');

const STANDARD_OUTPUT = 1;

module.exports = class SummaryReporter extends Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      console.log(`  Processor time: ${Math.round(cpuTimeMs() / 1_000)} s\n`);
      reportLingering();
    });
    // Written when the process exits, after all output of the tests.
    process.once('exit', () => writeSync(STANDARD_OUTPUT, `${summaryLine(this.stats)}\n`));
  }
};

function summaryLine({ passes, failures, pending }) {
  const skipped = pending > 0 ? `, ${pending} skipped` : '';
  return `${passes} passed, ${failures} failed${skipped}`;
}
