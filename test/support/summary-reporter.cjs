/**
 * Mocha's spec reporter, with one line at the very end that people and programs read at a glance: `12 passed, 0 failed`. A
 * lane of several hands its counts to whoever runs the lanes instead. CommonJS, because mocha loads reporters with `require`.
 */
const { writeSync } = require('node:fs');
const { Spec } = require('mocha').reporters;

const STANDARD_OUTPUT = 1;
const LINGERING_MS = 20_000;

module.exports = class SummaryReporter extends Spec {
  constructor(runner, options) {
    super(runner, options);
    if (process.send) runner.once('end', () => process.send(countsOf(this.stats)));
    // Written when the process exits, after whatever the tests' last parts had to say.
    else process.once('exit', () => writeSync(STANDARD_OUTPUT, `${summaryLine(this.stats)}\n`));
    runner.once('end', reportLingering);
  }
};

function countsOf({ passes, failures, pending }) {
  return { passes, failures, pending };
}

function summaryLine({ passes, failures, pending }) {
  const skipped = pending > 0 ? `, ${pending} skipped` : '';
  return `${passes} passed, ${failures} failed${skipped}`;
}

/** A test that leaves something open would keep the process for ever: it is named, and the run ends all the same. */
function reportLingering() {
  const timer = setTimeout(() => {
    console.error(`\nThe tests are over, but something is still open: ${process.getActiveResourcesInfo().join(', ')}`);
    process.exit();
  }, LINGERING_MS);
  timer.unref();
}
