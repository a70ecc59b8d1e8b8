/** The checks that every change must pass, as arguments of Node. `npm run check` and `npm test` both run them. */
import { spawn } from 'node:child_process';
import { inProject } from './setup/places.mjs';

export const checks = [
  {
    name: 'formatter and linter',
    program: ['node_modules/@biomejs/biome/bin/biome', 'ci', '--error-on-warnings'],
  },
  {
    name: 'types',
    // Parallel checkers repeat most of each other's work: four took three times as long on two cores.
    program: ['node_modules/typescript/bin/tsc', '-p', '.', '--checkers', '1'],
  },
  { name: 'secrets in the files', program: ['src/secrets-scan.ts'] },
];

/** Runs every check, prints its output, and resolves with the names of the checks that failed. */
export async function failedChecks() {
  const failed = [];
  for (const { name, program } of checks) {
    if ((await exitCodeOf(program)) !== 0) failed.push(name);
  }
  return failed;
}

function exitCodeOf(program) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, program, { cwd: inProject(), stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', reject);
    child.on('exit', resolve);
  });
}
