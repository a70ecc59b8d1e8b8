/**
 * `npm run planted`: plants faults one at a time in copies of the project, runs the tests that must notice each, and prints
 * which faults were caught. Exit code 1 if fewer than `--at-least` percent (100) were caught or are explained.
 *
 *     npm run planted                        all faults
 *     npm run planted -- --random 10         ten random ones; --seed N repeats a choice
 *     npm run planted -- --area voice        one area
 *     npm run planted -- --name "read mark"  those whose name contains this
 *     npm run planted -- --tests front/      those that tests in this file or folder must notice
 *     npm run planted -- --workers 4         copies at a time, two by default
 *     npm run planted -- --at-least 80       accepts that some survive: those of a random choice need not be of this change
 */
import { parseArgs } from 'node:util';
import { seededRandom, shuffled } from '../src/rounds/plan/seeded-random.ts';
import { type Outcome, ProjectCopy } from '../test/planted/copy.ts';
import type { Area, Fault } from '../test/planted/fault.ts';
import { faults } from '../test/planted/faults/index.ts';

type PlantedFault = Fault & { area: Area };
type Tried = PlantedFault & Outcome;

const { values: options } = parseArgs({
  options: {
    area: { type: 'string' },
    name: { type: 'string' },
    tests: { type: 'string' },
    random: { type: 'string' },
    seed: { type: 'string' },
    workers: { type: 'string', default: '2' },
    'at-least': { type: 'string', default: '100' },
    verbose: { type: 'boolean', default: false },
  },
});

const startedAt = performance.now();
const tried = await tryAll(chosen(), Number(options.workers));
printSummary(tried);
const noticed = tried.filter((one) => one.result === 'caught' || one.explained).length;
process.exitCode = noticed * 100 < tried.length * Number(options['at-least']) ? 1 : 0;

function chosen(): readonly PlantedFault[] {
  const { area, name, tests = '', random } = options;
  const isIn = (file: string) => file.startsWith(`test/${tests.replace(/^test\//, '')}`);
  const fitting = faults.filter(
    (fault) =>
      (!area || fault.area === area) && (!name || fault.name.includes(name)) && (!tests || fault.tests.some(isIn)),
  );
  if (!random) return fitting;
  const seed = Number(options.seed ?? Math.floor(Math.random() * 1e9));
  console.log(`${random} random faults; repeat the choice with --random ${random} --seed ${seed}`);
  return shuffled(fitting, seededRandom(seed)).slice(0, Number(random));
}

async function tryAll(all: readonly PlantedFault[], workers: number): Promise<Tried[]> {
  const waiting = [...all];
  const done: Tried[] = [];
  const work = async () => {
    const copy = await ProjectCopy.create();
    try {
      for (let fault = waiting.shift(); fault; fault = waiting.shift()) {
        const outcome = { ...fault, ...(await copy.try(fault)) };
        done.push(outcome);
        print(outcome);
      }
    } finally {
      await copy.remove();
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, all.length) }, work));
  return done;
}

function print(one: Tried): void {
  const result = one.result === 'survived' && one.explained ? 'explained' : one.result;
  console.log(`${result.padEnd(9)} ${(one.ms / 1000).toFixed(0).padStart(4)} s  ${one.area}: ${one.name}`);
  if (one.explained && one.result === 'survived') console.log(`                  ${one.explained}`);
  if (one.result === 'broken' || options.verbose) console.log(one.output);
}

function printSummary(all: readonly Tried[]): void {
  const count = (list: readonly Tried[], result: Outcome['result']) =>
    list.filter((one) => one.result === result).length;
  console.log('');
  for (const area of new Set(all.map((one) => one.area))) {
    const here = all.filter((one) => one.area === area);
    console.log(`${area.padEnd(15)} ${count(here, 'caught')} of ${here.length} caught`);
  }
  const caught = count(all, 'caught');
  const explained = all.filter((one) => one.result !== 'caught' && one.explained).length;
  const percent = all.length > 0 ? ((100 * caught) / all.length).toFixed(1) : '0';
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  console.log(
    `\n${caught} of ${all.length} planted faults caught (${percent} %), ${explained} explained, ` +
      `${count(all, 'survived') - explained} survived, ${count(all, 'broken')} broken, ${seconds} s`,
  );
}
