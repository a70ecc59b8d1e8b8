/** Locks shared by the tabs of one browser. */
import { tabLocks } from './platform.ts';

/**
 * Runs `run` while this tab holds the lock of this name. Outside browsers, and in browsers without Web Locks, runs it at
 * once. That is safe but causes extra requests: the server accepts a repeated message and a second refresh.
 */
export async function withLock<T>(name: string, run: () => Promise<T>): Promise<T> {
  const locks = tabLocks();
  return locks ? await locks.request(name, run) : run();
}
