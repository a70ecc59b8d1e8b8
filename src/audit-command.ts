/**
 * `npm run audit:verify`: checks that no entry of the audit log was changed, removed or added.
 *
 *     npm run audit:verify -- [--file audit.jsonl] [--log meshi.log]
 *
 * `--file` reads exported entries instead of the database. `--log` compares the chains with their ends in a log of the server, which
 * shows also that all of a chain was replaced. Works while the server runs. Exit code 1 if there is a problem, 64 for a wrong call.
 */
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { type ChainReport, headCopiesIn, type VerifyOptions, verifyDatabase, verifyFile } from './audit/index.ts';
import { failed, inOneLine, openBesideServer, print, WRONG_CALL } from './command.ts';
import { type Config, readConfig } from './kernel/config.ts';
import { createLog } from './kernel/log.ts';
import { tokenKeysOf } from './kernel/token-keys.ts';

const USAGE = 'Usage: npm run audit:verify -- [--file EXPORTED_FILE] [--log LOG_OF_THE_SERVER]';

process.exitCode = await inOneLine(async () => {
  const paths = pathsIn(process.argv.slice(2));
  if (!paths) return failed(USAGE, WRONG_CALL);
  try {
    return report(await reportsOf(paths));
  } catch (error) {
    if (!isFileError(error)) throw error;
    return failed(`The file ${resolve(error.path)} could not be read (${error.code}).`, 1);
  }
});

interface Paths {
  file?: string;
  log?: string;
}

/** Null for a wrong call. */
function pathsIn(args: string[]): Paths | null {
  try {
    return parseArgs({ args, options: { file: { type: 'string' }, log: { type: 'string' } } }).values;
  } catch {
    return null;
  }
}

async function reportsOf({ file, log }: Paths): Promise<ChainReport[]> {
  const config = readConfig(process.env);
  const keys = await tokenKeysOf(config);
  const copies = log === undefined ? [] : await headCopiesIn(linesOf(log));
  if (file !== undefined) return verifyFile(linesOf(file), { keys, copies });
  return verifyStored(config, { keys, copies });
}

async function verifyStored(config: Config, options: VerifyOptions): Promise<ChainReport[]> {
  const database = await openBesideServer(config, createLog({ level: 'warn' }));
  try {
    return await verifyDatabase(database.connection, options);
  } finally {
    await database.close();
  }
}

/** Prints a line for each chain. Returns the exit code. */
function report(reports: readonly ChainReport[]): number {
  for (const { chain, entries, from, to, keptSince, problem } of reports) {
    const since = keptSince ? `, older ones removed until ${keptSince.toISOString()}` : '';
    const span = from && to ? ` from ${from.toISOString()} to ${to.toISOString()}` : '';
    const at = problem?.seq === null || !problem ? '' : ` at entry ${problem.seq}`;
    print(`${chain}: ${entries} entries${span}${since}: ${problem ? `${problem.kind}${at}` : 'ok'}`);
  }
  const bad = reports.filter(({ problem }) => problem !== null);
  print(`${reports.length} chains, ${bad.length} with a problem`);
  return bad.length > 0 ? 1 : 0;
}

/** Line by line: the log of a year may be too large for one string. */
function linesOf(path: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
}

function isFileError(error: unknown): error is { path: string; code: string } {
  return error instanceof Error && 'path' in error && 'code' in error;
}
