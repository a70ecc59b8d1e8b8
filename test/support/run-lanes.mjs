/**
 * Runs all tests in two lanes side by side: nearly all of them wait for something most of the time, a browser, a restart, the
 * database. What the first lane says is shown as it comes, what the second said when both have ended, then what they come
 * to together. Arguments are handed to mocha.
 */
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const mocha = join(root, 'node_modules/mocha/bin/mocha.js');
const WITH_BROWSERS_AND_KILLS = /^test\/(e2e|faults)\//;

const files = globSync('test/**/*.test.ts', { cwd: root }).sort();
const first = startLane(files.filter((file) => WITH_BROWSERS_AND_KILLS.test(file)));
const second = startLane(files.filter((file) => !WITH_BROWSERS_AND_KILLS.test(file)));
first.child.stdout.pipe(process.stdout);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    for (const { child } of [first, second]) child.kill(signal);
  });
}

const said = collected(second.child.stdout);
const results = await Promise.all([first.ended, second.ended]);
process.stdout.write(await said);
process.stdout.write(`${summaryLine(results)}\n`);
process.exitCode = results.some(({ code, failures }) => code !== 0 || failures > 0) ? 1 : 0;

/** `ended` gives the lane's exit code and counts; one that breaks off without having counted has failed. */
function startLane(names) {
  const args = [mocha, ...names, ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  let counts = null;
  child.on('message', (message) => {
    counts = message;
  });
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...(counts ?? { passes: 0, failures: 1, pending: 0 }) }));
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
