/** Locks shared by the tabs of one browser. */

/**
 * Runs `run` while no other tab of this origin holds the lock of this name. Outside browsers, and in browsers without Web
 * Locks, it runs at once: that is safe, because the server accepts a repeated message and a second refresh, but it causes
 * extra requests.
 */
export async function withLock<T>(name: string, run: () => Promise<T>): Promise<T> {
  // Node has Web Locks too, but there two clients share a store only if the integrator gives both the same one.
  if (typeof indexedDB === 'undefined' || typeof navigator === 'undefined' || !navigator.locks) return run();
  return await navigator.locks.request(name, run);
}
