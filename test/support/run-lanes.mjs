/**
 * Runs formatter, linter and type check, then all tests in two parallel lanes, because most tests wait most of the time: for
 * a browser, a restart or the database. Prints the first lane's output at once, the second lane's output at the end, and
 * finally the failed tests and the sum of both; a failed check counts as a failure. Arguments are passed on to mocha; then the checks are skipped.
 */
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { checks, failedChecks } from '../../ops/checks.mjs';

const root = join(import.meta.dirname, '../..');
const mocha = join(root, 'node_modules/mocha/bin/mocha.js');
const WITH_BROWSERS_AND_KILLS = /^test\/(e2e|faults)\//;

const mochaArgs = process.argv.slice(2);
const checked = mochaArgs.length > 0 ? [] : checks;
const failed = checked.length > 0 ? await failedChecks() : [];
reportFailedChecks();

const files = globSync('test/**/*.test.ts', { cwd: root }).sort();
const first = startLane(files.filter((file) => WITH_BROWSERS_AND_KILLS.test(file)));
const second = startLane(files.filter((file) => !WITH_BROWSERS_AND_KILLS.test(file)));
first.child.stdout.pipe(process.stdout);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    for (const { child } of [first, second]) child.kill(signal);
  });
}

const secondOutput = collected(second.child.stdout);
const lanes = await Promise.all([first.ended, second.ended]);
process.stdout.write(await secondOutput);
reportFailedChecks();
reportFailedTests(lanes);
const results = [...lanes, { code: 0, passes: checked.length - failed.length, failures: failed.length, pending: 0 }];
process.stdout.write(`${summaryLine(results)}\n`);
process.exitCode = results.some(({ code, failures }) => code !== 0 || failures > 0) ? 1 : 0;

/** Printed before the tests, and again at the end, where people look. */
function reportFailedChecks() {
  for (const name of failed) process.stdout.write(`\nThe check "${name}" failed. Run it alone with: npm run check\n\n`);
}

/** Printed at the end, because each lane's own list may stand thousands of lines before it. */
function reportFailedTests(lanes) {
  const tests = lanes.flatMap(({ failed }) => failed);
  if (tests.length > 0) process.stdout.write(`\nFailed tests:\n${tests.map((test) => `  - ${test}\n`).join('')}\n`);
}

/** `ended` resolves with the lane's exit code and counts. A lane that ends without counts has failed. */
function startLane(names) {
  const args = [mocha, ...names, ...mochaArgs];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  let counts = null;
  child.on('message', (message) => {
    counts = message;
  });
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({
        code,
        ...(counts ?? { passes: 0, failures: 1, pending: 0, failed: ['a lane that ended without its counts'] }),
      }),
    );
  });
  return { child, ended };
}

function summaryLine(all) {
  const sum = (name) => all.reduce((total, { [name]: count }) => total + count, 0);
  const skipped = sum('pending') > 0 ? `, ${sum('pending')} skipped` : '';
  return `${sum('passes')} passed, ${sum('failures')} failed${skipped}`;
}

async function collected(stream) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}
