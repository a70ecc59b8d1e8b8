/**
 * Mocha's spec reporter with a summary as the last line, for people and programs: `12 passed, 0 failed`. A lane sends its
 * counts, its failed tests and how long each file took to `run-lanes.mjs` instead. CommonJS, because mocha loads reporters with
 * `require`.
 */
const { writeSync } = require('node:fs');
const { relative } = require('node:path');
const { Spec } = require('mocha').reporters;
const { cpuTimeMs } = require('./cpu-time.cjs');

const STANDARD_OUTPUT = 1;
const LINGERING_MS = 20_000;

module.exports = class SummaryReporter extends Spec {
  constructor(runner, options) {
    super(runner, options);
    const took = timesOf(runner);
    // All files have been loaded.
    const loadingCpuMs = cpuTimeMs();
    if (process.send)
      runner.once('end', () => {
        process.send({
          ...countsOf(this.stats),
          failed: this.failures.map(inWords),
          took: Object.fromEntries(took),
          loadingCpuMs,
          cpuMs: cpuTimeMs(),
        });
      });
    // Written when the process exits, after all output of the tests.
    else {
      runner.once('end', () => console.log(`  Processor time: ${Math.round(cpuTimeMs() / 1_000)} s\n`));
      process.once('exit', () => writeSync(STANDARD_OUTPUT, `${summaryLine(this.stats)}\n`));
    }
    runner.once('end', reportLingering);
  }
};

/** Milliseconds and processor time by file, filled while the tests run. */
function timesOf(runner) {
  const took = new Map();
  const starts = new Map();
  const isOfFile = (suite) => suite.parent?.root;
  runner.on('suite', (suite) => {
    if (isOfFile(suite)) starts.set(suite, { at: performance.now(), cpuMs: cpuTimeMs() });
  });
  runner.on('suite end', (suite) => {
    if (!isOfFile(suite)) return;
    const file = relative(process.cwd(), suite.file ?? '');
    const start = starts.get(suite);
    const before = took.get(file) ?? { ms: 0, cpuMs: 0 };
    took.set(file, {
      ms: before.ms + performance.now() - start.at,
      cpuMs: before.cpuMs + cpuTimeMs() - start.cpuMs,
    });
  });
  return took;
}

/** The title of a failed test and the first line of its error. */
function inWords(test) {
  const [firstLine] = String(test.err?.message ?? test.err).split('\n');
  return `${test.fullTitle()}: ${firstLine}`;
}

function countsOf({ passes, failures, pending }) {
  return { passes, failures, pending };
}

function summaryLine({ passes, failures, pending }) {
  const skipped = pending > 0 ? `, ${pending} skipped` : '';
  return `${passes} passed, ${failures} failed${skipped}`;
}

/** If a test left something open that keeps the process alive, prints what it is and ends the run. */
function reportLingering() {
  const timer = setTimeout(() => {
    console.error(`\nThe tests have ended, but they left open: ${process.getActiveResourcesInfo().join(', ')}`);
    process.exit();
  }, LINGERING_MS);
  timer.unref();
}
