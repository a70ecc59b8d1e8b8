/**
 * The program behind the npm scripts: `node ops/run.mjs <command> [arguments]`. It first sets up what the command needs, then
 * runs the command under a supported Node. Plain JavaScript without dependencies, for Node 18 and later, because it runs
 * before anything is installed.
 */
import { mkdirSync } from 'node:fs';
import { constants } from 'node:os';
import { checks } from './checks.mjs';
import { stopCommands } from './setup/command.mjs';
import { inCache, inProject, projectDir } from './setup/places.mjs';
import { commandEnvironment, needs, stepsNamed } from './setup/plan.mjs';
import { createReport } from './setup/report.mjs';
import { onNpmGone, runProgram } from './setup/run-program.mjs';
import { SetupError } from './setup/setup-error.mjs';
import { runSteps } from './setup/steps.mjs';
import { supportedNode } from './setup/supported-node.mjs';

/** Tests that take pictures of whole screens. */
const SCREEN_TESTS = ['screens', 'front', 'moments', 'meals', 'rounds', 'sign-in-security'].map(
  (name) => `test/e2e/${name}.test.ts`,
);

/** Every command: the set-up that it needs, and the programs that it runs in sequence, as arguments of Node. */
const commands = {
  start: { needs: needs.app, programs: (args) => [['src/main.ts', ...args]] },
  doctor: { needs: needs.packages, programs: (args) => [['src/doctor.ts', ...args]] },
  dev: { needs: needs.development, programs: (args) => [['--watch', 'src/main.ts', ...args]] },
  test: { needs: needs.everything, programs: (args) => [testProgram(args)] },
  bench: { needs: needs.app, programs: (args) => [['bench/run.ts', ...args]] },
  simulate: { needs: needs.app, programs: (args) => [['bench/simulate.ts', ...args]] },
  // Pictures of all screens, then the sheet. With `--sheet-only`, of the pictures that are there. With `--film`, only the moving
  // picture of the README.
  screens: {
    needs: needs.everything,
    env: { SCREENS: 'all' },
    programs: (args) =>
      args.includes('--film')
        ? [['ops/screens/meeting.ts']]
        : [...(args.includes('--sheet-only') ? [] : [testProgram(SCREEN_TESTS)]), ['ops/screens/main.ts', ...args]],
  },
  'db-check': { needs: needs.database, programs: (args) => [['ops/db-check.ts', ...args]] },
  'secrets-scan': { needs: needs.packages, programs: (args) => [['src/secrets-scan.ts', ...args]] },
  operator: { needs: needs.database, programs: (args) => [['src/operator-command.ts', ...args]] },
  'audit-verify': { needs: needs.database, programs: (args) => [['src/audit-command.ts', ...args]] },
  release: { needs: needs.app, programs: () => [['ops/release.ts']] },
  'package-sdk': { needs: needs.tools, programs: () => [['ops/package-sdk.ts']] },
  docs: { needs: needs.tools, programs: (args) => [['ops/write-docs.ts', ...args]] },
  format: {
    needs: needs.tools,
    programs: (args) => [['node_modules/@biomejs/biome/bin/biome', 'check', '--write', ...args]],
  },
  planted: { needs: needs.everything, programs: (args) => [['ops/planted.ts', ...args]] },
  check: { needs: needs.tools, programs: () => checks.map(({ program }) => program) },
  // Only the set-up. `--tests` adds the steps of the tests; `--no-web` leaves out the web app, for a container's first layer.
  setup: { needs: needs.app, programs: () => [] },
};

/** With file names as arguments only those tests run, otherwise all tests in parallel lanes. */
function testProgram(args) {
  mkdirSync(inProject('test-results'), { recursive: true });
  const namesFiles = args.some((arg) => !arg.startsWith('-') && /^(\.\/)?test\/|\.test\.ts$/.test(arg));
  return [namesFiles ? 'node_modules/mocha/bin/mocha.js' : 'test/support/run-lanes.mjs', ...args];
}

async function main([name, ...args]) {
  const command = commands[name];
  if (!command) {
    console.error(`Usage: node ops/run.mjs <${Object.keys(commands).join('|')}> [arguments]`);
    return 64;
  }
  const endSetUp = endCommandsOnSignal();
  await runSteps({
    steps: stepsNamed(stepNames(name, args)),
    lockFile: inCache('set-up.lock'),
    report: createReport(),
  });
  endSetUp();
  let exitCode = 0;
  for (const nodeArgs of command.programs(args)) {
    const code = await runProgram({
      command: supportedNode(),
      args: nodeArgs,
      cwd: projectDir,
      env: { ...commandEnvironment(), ...command.env },
    });
    exitCode = exitCode || code;
  }
  return exitCode;
}

function stepNames(name, args) {
  if (name === 'bench' && args[0] === 'web') return needs.everything;
  if (name !== 'setup') return commands[name].needs;
  const names = args.includes('--tests') ? needs.everything : needs.app;
  return args.includes('--no-web') ? names.filter((each) => each !== needs.web) : names;
}

/** An interrupted set-up ends the programs that it started. The next set-up continues from there. */
function endCommandsOnSignal() {
  let isEnding = false;
  const end = async (_signal, number) => {
    if (isEnding) return;
    isEnding = true;
    await stopCommands();
    process.exit(128 + number);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, end);
  const stopWatching = onNpmGone(() => end('SIGTERM', constants.signals.SIGTERM));
  return () => {
    stopWatching();
    for (const signal of signals) process.off(signal, end);
  };
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof SetupError ? `\n[set-up] ${error.message}\n` : error);
  process.exit(1);
}
