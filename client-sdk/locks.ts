/** Turns between the tabs of one browser. */

/**
 * Runs `run` while no other tab of this origin runs under the same name. Outside of browsers, and in those without Web
 * Locks, it runs at once: what is protected is safe without it (the server takes a resend and a second refresh), only
 * less tidy.
 */
export async function withLock<T>(name: string, run: () => Promise<T>): Promise<T> {
  // Node has Web Locks too, but there no two clients share a store unless the integrator says so.
  if (typeof indexedDB === 'undefined' || typeof navigator === 'undefined' || !navigator.locks) return run();
  return await navigator.locks.request(name, run);
}
