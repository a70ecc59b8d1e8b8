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

/** Runs all checks at the same time, prints the output of each, and resolves with the names of the checks that failed. */
export async function failedChecks() {
  const ended = await Promise.all(checks.map(async ({ name, program }) => ({ name, ...(await outcomeOf(program)) })));
  for (const { output } of ended) process.stdout.write(output);
  return ended.filter(({ code }) => code !== 0).map(({ name }) => name);
}

function outcomeOf(program) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, program, { cwd: inProject(), stdio: ['ignore', 'pipe', 'pipe'] });
    const parts = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => parts.push(part));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output: Buffer.concat(parts) }));
  });
}
