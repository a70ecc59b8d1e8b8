/**
 * Runs formatter, linter and type check beside all tests, and these in parallel lanes, because most tests wait most of the time:
 * for a browser, a restart or the database. Prints the first lane's output at once, that of the others at the end, and finally the
 * files that took longest, the failed tests and the sum of all; a failed check counts as a failure. Arguments are passed on to
 * mocha; then the checks are skipped.
 */
import { spawn } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { checks, failedChecks } from '../../ops/checks.mjs';

const root = join(import.meta.dirname, '../..');
const mocha = join(root, 'node_modules/mocha/bin/mocha.js');
/** One more than cores: while a test of one lane waits, the others work. Each lane needs about 1 GB. */
const LANES = Math.min(availableParallelism() + 1, 8);
/** Milliseconds and processor time by file in the last run of all tests on this machine. */
const TIMES = join(root, 'node_modules/.cache/test-times.json');
/** Milliseconds per byte of a file that has not run here yet, and how much longer one of these folders takes, as measured. */
const MS_PER_BYTE = 0.5;
const SLOWNESS = { e2e: 7, faults: 18, hostile: 4, app: 8, 'client-sdk': 2 };
const LONGEST = 10;

const mochaArgs = process.argv.slice(2);
const checked = mochaArgs.length > 0 ? [] : checks;
const checking = (checked.length > 0 ? failedChecks() : Promise.resolve([])).then(reportFailedChecks);

const times = lastTimes();
const lanes = inLanes(globSync('test/**/*.test.ts', { cwd: root }).sort()).map(startLane);
const [first, ...others] = lanes;
first.child.stdout.pipe(process.stdout);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    for (const { child } of lanes) child.kill(signal);
  });
}

const outputs = others.map(({ child }) => collected(child.stdout));
const [failed, ended] = await Promise.all([checking, Promise.all(lanes.map((lane) => lane.ended))]);
for (const output of outputs) process.stdout.write(await output);
reportFailedChecks(failed);
reportLongest(ended);
if (mochaArgs.length === 0) keepTimes(ended);
reportFailedTests(ended);
const results = [...ended, { code: 0, passes: checked.length - failed.length, failures: failed.length, pending: 0 }];
process.stdout.write(`${summaryLine(results)}\n`);
process.exitCode = results.some(({ code, failures }) => code !== 0 || failures > 0) ? 1 : 0;

/** Gives each file, the longest first, to the lane that has least to do. */
function inLanes(names) {
  const all = Array.from({ length: LANES }, () => ({ names: [], length: 0 }));
  const lengths = new Map(names.map((name) => [name, lengthOf(name)]));
  for (const name of names.toSorted((one, other) => lengths.get(other) - lengths.get(one))) {
    const lane = all.reduce((least, each) => (each.length < least.length ? each : least));
    lane.names.push(name);
    lane.length += lengths.get(name);
  }
  return all.map((lane) => lane.names);
}

/** How many milliseconds a file probably takes. */
function lengthOf(name) {
  const [, folder] = name.split('/');
  return times[name]?.ms ?? statSync(join(root, name)).size * MS_PER_BYTE * (SLOWNESS[folder] ?? 1);
}

/** Empty if there was no run, or its times cannot be read. */
function lastTimes() {
  try {
    return JSON.parse(readFileSync(TIMES, 'utf8'));
  } catch {
    return {};
  }
}

/** Keeps the times, so that the lanes of the next run end together. */
function keepTimes(lanes) {
  mkdirSync(dirname(TIMES), { recursive: true });
  writeFileSync(TIMES, JSON.stringify(Object.assign({}, ...lanes.map(({ took }) => took))));
}

/** Printed as soon as it is known, and again at the end, where people look. Returns the names. */
function reportFailedChecks(failed) {
  for (const name of failed) process.stdout.write(`\nThe check "${name}" failed. Run it alone with: npm run check\n\n`);
  return failed;
}

/** Where time is to be saved. */
function reportLongest(lanes) {
  const took = lanes.flatMap((lane) => Object.entries(lane.took)).toSorted(([, one], [, other]) => other.ms - one.ms);
  const lines = took.slice(0, LONGEST).map(([file, { ms, cpuMs }]) => `  ${seconds(ms)}  ${seconds(cpuMs)}  ${file}\n`);
  process.stdout.write(
    `\nThe files that took longest, and their processor time with child processes:\n${lines.join('')}`,
  );
  const sum = lanes.reduce((total, lane) => total + lane.cpuMs, 0);
  const loading = lanes.reduce((total, lane) => total + lane.loadingCpuMs, 0);
  process.stdout.write(`Processor time of all tests: ${seconds(sum)}, of which ${seconds(loading)} to load them\n`);
}

function seconds(ms) {
  return `${String(Math.round(ms / 1_000)).padStart(3)} s`;
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
        ...(counts ?? {
          passes: 0,
          failures: 1,
          pending: 0,
          failed: ['a lane that ended without its counts'],
          took: {},
          cpuMs: 0,
          loadingCpuMs: 0,
        }),
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
