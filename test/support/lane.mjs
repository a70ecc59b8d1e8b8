/**
 * One lane of `run-lanes.mjs`: asks for one test file after another and runs them in this process, so that they share an engine, a
 * browser and the modules that are loaded. Sends the result of each.
 */
import { once } from 'node:events';
import { relative } from 'node:path';
import Mocha from 'mocha';
import { loadOptions } from 'mocha/lib/cli/options.cjs';
import { closeAll } from './at-end.ts';
import { cpuTimeMs } from './cpu-time.cjs';
import { reportLingering } from './lingering.cjs';

/** The whole of most errors: a failing property is its sequence of steps. */
const LINES_PER_ERROR = 20;
const options = { ...loadOptions(process.argv.slice(2)), reporter: 'spec' };

for (let file = await nextFile(); file; file = await nextFile()) {
  const startedAt = { ms: performance.now(), cpuMs: cpuTimeMs() };
  const result = await resultOf(file);
  process.send({ file, ...result, ms: performance.now() - startedAt.ms, cpuMs: cpuTimeMs() - startedAt.cpuMs });
}
await closeAll();
process.disconnect();
reportLingering();

/** Null if all files have been given out. */
async function nextFile() {
  process.send({ wantsFile: true });
  const [{ file }] = await once(process, 'message');
  return file;
}

async function resultOf(file) {
  try {
    return await run(file);
  } catch (error) {
    console.error(error);
    return { passes: 0, failures: 1, pending: 0, failed: [`${relative(process.cwd(), file)} could not be loaded`] };
  }
}

async function run(file) {
  const mocha = new Mocha(options);
  mocha.addFile(file);
  await mocha.loadFilesAsync();
  const failed = [];
  const { passes, failures, pending } = await new Promise((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats));
    runner.on('fail', (test, error) => failed.push(inWords(test, error)));
  });
  mocha.dispose();
  return { passes, failures, pending, failed };
}

/** The title of a failed test, and the first lines of its error and of what caused it. */
function inWords(test, error) {
  const text = [error?.message ?? error, error?.cause?.message].filter(Boolean).join('\n');
  return `${test.fullTitle()}: ${text.split('\n').slice(0, LINES_PER_ERROR).join('\n      ')}`;
}
