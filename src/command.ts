/** What the commands that run beside the server share: where the database is, how they print, and how they end. */
import { connect } from 'node:net';
import { join } from 'node:path';
import { engineSocket } from './database/engine/embedded-mongo.ts';
import { type Database, openDatabase } from './database/open-database.ts';
import { type Config, ConfigError } from './kernel/config.ts';
import { AppError } from './kernel/errors.ts';
import type { Log } from './kernel/log.ts';
import { Secret } from './kernel/secret.ts';

/** The exit code of a wrong call. */
export const WRONG_CALL = 64;

/** Runs a command. What the person at the machine can mend becomes one line and an exit code. */
export async function inOneLine(run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ConfigError) return failed(error.message, ConfigError.exitCode);
    if (error instanceof AppError) return failed(error.message, 1);
    throw error;
  }
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function failed(message: string, code: number): number {
  process.stderr.write(`${message}\n`);
  return code;
}

/**
 * Opens the database of the configuration while the server runs or not: `MONGODB_URI`, or the embedded engine of `DATA_DIR`. If
 * that runs, over its socket, because only one process can open its files.
 */
export async function openBesideServer({ mongodbUri, dataDir, engineLoader }: Config, log: Log): Promise<Database> {
  const socket = engineSocket(join(dataDir, 'database'));
  const isRunning = mongodbUri === null && (await answers(socket));
  const uri = isRunning
    ? new Secret(`mongodb://${encodeURIComponent(socket)}/meshi?directConnection=true`)
    : mongodbUri;
  return openDatabase({ mongodbUri: uri, dataDir, engineLoader, log });
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
