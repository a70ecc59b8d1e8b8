/**
 * The program `npm run audit:verify`: checks that no entry of the audit log was changed, removed or added, and exits with 1 if
 * one was. Reads the database of the configuration; while the server runs with the embedded engine, export a file instead.
 *
 *     npm run audit:verify -- [--file audit.jsonl] [--log meshi.log]
 *
 * `--log` compares the chains with their heads in a log of the server, which shows also that all of a chain was replaced.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openConfigured } from '../src/app.ts';
import { headCopiesIn, verifyDatabase, verifyFile } from '../src/audit/verify-database.ts';
import { readConfig } from '../src/kernel/config.ts';
import { createLog } from '../src/kernel/log.ts';
import { loadDevelopmentKeys } from '../src/kernel/token-keys.ts';

const { values } = parseArgs({ options: { file: { type: 'string' }, log: { type: 'string' } } });
const config = readConfig(process.env);
const keys = config.tokenKeys.length > 0 ? config.tokenKeys : await loadDevelopmentKeys(config.dataDir);
const copies = values.log === undefined ? [] : headCopiesIn(linesOf(values.log));

const reports =
  values.file === undefined ? await ofDatabase() : await verifyFile(linesOf(values.file), { keys, copies });
for (const { chain, entries, from, to, keptSince, problem } of reports) {
  const since = keptSince ? `, older ones removed until ${keptSince.toISOString()}` : '';
  const span = from && to ? ` from ${from.toISOString()} to ${to.toISOString()}` : '';
  const at = problem?.seq === null || !problem ? '' : ` at entry ${problem.seq}`;
  console.log(`${chain}: ${entries} entries${span}${since}: ${problem ? `${problem.kind}${at}` : 'ok'}`);
}
const bad = reports.filter(({ problem }) => problem !== null);
console.log(`${reports.length} chains, ${bad.length} with a problem`);
if (bad.length > 0) process.exitCode = 1;

async function ofDatabase() {
  const database = await openConfigured(config, createLog({ level: 'warn' }));
  try {
    return await verifyDatabase(database.connection, { keys, copies });
  } finally {
    await database.close();
  }
}

function linesOf(path: string): string[] {
  return readFileSync(path, 'utf8').split('\n');
}
