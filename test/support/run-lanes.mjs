/**
 * Runs formatter, linter and type check beside all tests, and these in parallel lanes, because most tests wait most of the time:
 * for a browser, a restart or the database. A lane asks for its next file when it has ended one, the longest first, so that all
 * lanes end together. Prints each file's output when the file has ended, and finally the files that took longest, the failed tests
 * and the sum of all; a failed check counts as a failure. Arguments are passed on to mocha; then the checks are skipped.
 */
import { spawn } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { checks, failedChecks } from '../../ops/checks.mjs';

const root = join(import.meta.dirname, '../..');
/** While tests of one lane wait, those of the others work. */
const LANES_PER_CORE = 1.5;
const BYTES_PER_LANE = 1.5 * 2 ** 30;
const MAX_LANES = 8;
const LANES = Math.max(1, Math.min(availableParallelism() * LANES_PER_CORE, totalmem() / BYTES_PER_LANE, MAX_LANES));
/** Milliseconds and processor time by file in the last run of all tests on this machine. */
const TIMES = join(root, 'node_modules/.cache/test-times.json');
/** Milliseconds per byte of a file that has not run here yet, and how much longer one of these folders takes, as measured. */
const MS_PER_BYTE = 0.5;
const SLOWNESS = { e2e: 7, faults: 18, hostile: 4, app: 8, 'client-sdk': 2 };
const LONGEST = 10;

const mochaArgs = process.argv.slice(2);
const checked = mochaArgs.length > 0 ? [] : checks;
const checking = (checked.length > 0 ? failedChecks() : Promise.resolve([])).then(reportFailedChecks);

const waiting = longestFirst(globSync('test/**/*.test.ts', { cwd: root }));
const results = [];
const running = new Set();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    waiting.length = 0;
    for (const child of running) child.kill(signal);
  });
}

const [failed] = await Promise.all([checking, ...Array.from({ length: Math.floor(LANES) }, runLane)]);
reportFailedChecks(failed);
reportLongest();
if (mochaArgs.length === 0) keepTimes();
reportFailedTests();
const summaries = [...results, { passes: checked.length - failed.length, failures: failed.length, pending: 0 }];
process.stdout.write(`${summaryLine(summaries)}\n`);
process.exitCode = results.length === 0 || summaries.some(({ failures }) => failures > 0) ? 1 : 0;

function longestFirst(names) {
  const times = lastTimes();
  const lengths = new Map(names.map((name) => [name, times[name]?.ms ?? probableMs(name)]));
  return names.toSorted((one, other) => lengths.get(other) - lengths.get(one));
}

function probableMs(name) {
  const [, folder] = name.split('/');
  return statSync(join(root, name)).size * MS_PER_BYTE * (SLOWNESS[folder] ?? 1);
}

/** Empty if there was no run, or its times cannot be read. */
function lastTimes() {
  try {
    return JSON.parse(readFileSync(TIMES, 'utf8'));
  } catch {
    return {};
  }
}

/** Runs files until none waits. A process that dies has failed the file in its hands; another one goes on with the rest. */
async function runLane() {
  while (waiting.length > 0 && (await runLaneProcess()));
}

/** Resolves with false if the process could not even begin. */
function runLaneProcess() {
  const args = [join(import.meta.dirname, 'lane.mjs'), ...mochaArgs];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  running.add(child);
  let output = [];
  let file;
  const print = () => {
    for (const part of output) process.stdout.write(part);
    output = [];
  };
  child.stdout.on('data', (part) => output.push(part));
  child.on('message', (message) => {
    if (!message.wantsFile) return results.push(message);
    print();
    file = waiting.shift() ?? null;
    child.send({ file });
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      running.delete(child);
      print();
      if (code !== 0 || file !== null) results.push(endedEarly(file, code));
      resolve(file !== undefined);
    });
  });
}

function endedEarly(file, code) {
  const failed = [`a lane ended with ${code} ${file ? `while it ran ${file}` : 'after its last file'}`];
  return { file, passes: 0, failures: 1, pending: 0, failed, ms: 0, cpuMs: 0 };
}

/** Keeps the times, so that the next run begins with the files that take longest. */
function keepTimes() {
  mkdirSync(dirname(TIMES), { recursive: true });
  const times = results.filter(({ file }) => file).map(({ file, ms, cpuMs }) => [file, { ms, cpuMs }]);
  writeFileSync(TIMES, JSON.stringify(Object.fromEntries(times)));
}

/** Printed as soon as it is known, and again at the end, where people look. Returns the names. */
function reportFailedChecks(failed) {
  for (const name of failed) process.stdout.write(`\nThe check "${name}" failed. Run it alone with: npm run check\n\n`);
  return failed;
}

/** Where time is to be saved. */
function reportLongest() {
  const longest = results.toSorted((one, other) => other.ms - one.ms).slice(0, LONGEST);
  const lines = longest.map(({ file, ms, cpuMs }) => `  ${seconds(ms)}  ${seconds(cpuMs)}  ${file}\n`);
  process.stdout.write(
    `\nThe files that took longest, and their processor time with child processes:\n${lines.join('')}`,
  );
  const sum = results.reduce((total, { cpuMs }) => total + cpuMs, 0);
  process.stdout.write(`All tests: ${seconds(performance.now())}, ${seconds(sum)} of processor time\n`);
}

function seconds(ms) {
  return `${String(Math.round(ms / 1_000)).padStart(3)} s`;
}

/** Printed at the end, because each file's own list may stand thousands of lines before it. */
function reportFailedTests() {
  const tests = results.flatMap(({ failed }) => failed);
  if (tests.length > 0) process.stdout.write(`\nFailed tests:\n${tests.map((test) => `  - ${test}\n`).join('')}\n`);
}

function summaryLine(all) {
  const sum = (name) => all.reduce((total, { [name]: count }) => total + count, 0);
  const skipped = sum('pending') > 0 ? `, ${sum('pending')} skipped` : '';
  return `${sum('passes')} passed, ${sum('failures')} failed${skipped}`;
}
