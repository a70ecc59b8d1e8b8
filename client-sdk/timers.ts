/** Timers that can be cancelled, and the delays between attempts. */

/** Calls `run` after `ms`. Returns a function that cancels it. A pending timer does not keep a Node process alive. */
export function later(ms: number, run: () => void): () => void {
  const timer: unknown = setTimeout(run, ms);
  if (typeof timer === 'object' && timer !== null && 'unref' in timer) (timer as { unref(): void }).unref();
  return () => clearTimeout(timer as ReturnType<typeof setTimeout>);
}

/** Resolves after `ms`, or as soon as `signal` is aborted. */
export function delay(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
  });
}

const FIRST_DELAY_MS = 300;
const MAX_DELAY_MS = 7_000;

/**
 * Milliseconds before attempt number `attempt`, counted from 0: about 0, 0.3 s, 1.2 s, 2.7 s … 7 s. Jitter of ±50 % (and up
 * to 100 ms for the first attempt) keeps the clients of a restarted server from reconnecting at the same moment.
 */
export function retryDelayMs(attempt: number): number {
  if (attempt <= 0) return Math.random() * 100;
  return Math.min(FIRST_DELAY_MS * attempt ** 2, MAX_DELAY_MS) * (0.5 + Math.random());
}
