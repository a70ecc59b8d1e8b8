/** Locks shared by the tabs of one browser. */

/**
 * Runs `run` while this tab holds the lock of this name. Outside browsers, and in browsers without Web Locks, runs it at
 * once. That is safe but causes extra requests: the server accepts a repeated message and a second refresh.
 */
export async function withLock<T>(name: string, run: () => Promise<T>): Promise<T> {
  // Node has Web Locks too, but two clients in Node share a store only if the integrator gives both the same one.
  if (typeof indexedDB === 'undefined' || typeof navigator === 'undefined' || !navigator.locks) return run();
  return await navigator.locks.request(name, run);
}
