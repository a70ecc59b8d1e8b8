/**
 * Locks shared by the tabs of one browser. A browser may suspend the tab that holds a lock, for any time. So a tab waits for a
 * lock at most `MAX_WAIT_MS`, and then takes it over. That is safe, because locks only save requests: the server accepts a
 * repeated message and a second refresh.
 */
import { type Deferred, deferred, tabLocks } from './platform.ts';
import { later } from './timers.ts';

/** Longer than a request usually takes, and short enough that a person waits for it. */
const MAX_WAIT_MS = 3_000;
/** A tab that has held a lock for this long may have been suspended, and another tab may have taken the lock over. */
const LEASE_MS = 10_000;

/** The right to do what the lock protects. */
export interface Lease {
  /** Whether no other tab can have taken the lock over. */
  isHeld(): boolean;
}

/**
 * Runs `run` while this tab holds the lock of this name. Outside browsers, and in browsers without Web Locks, runs it at
 * once, which causes extra requests.
 */
export async function withLock<T>(name: string, run: (lease: Lease) => Promise<T>): Promise<T> {
  const locks = tabLocks();
  if (!locks) return run(new TimedLease());
  const waiting = new AbortController();
  const cancel = later(MAX_WAIT_MS, () => waiting.abort());
  const first = hold(locks, name, { signal: waiting.signal }, run);
  void first.granted.then(cancel);
  if (await first.granted) return first.result;
  return hold(locks, name, { steal: true }, run).result;
}

class TimedLease implements Lease {
  readonly #since = Date.now();
  isTaken = false;

  isHeld(): boolean {
    return !this.isTaken && Date.now() - this.#since < LEASE_MS;
  }
}

interface Holding<T> {
  /** Resolves to false if the lock was not granted in time. */
  granted: Promise<boolean>;
  result: Promise<T>;
}

/** Runs `run` while it holds the lock. If another tab takes the lock over meanwhile, `result` is still the result of `run`. */
function hold<T>(
  locks: LockManager,
  name: string,
  options: LockOptions,
  run: (lease: Lease) => Promise<T>,
): Holding<T> {
  const granted: Deferred<boolean> = deferred();
  const result: Deferred<T> = deferred();
  const lease: { current: TimedLease | null } = { current: null };
  // Rejects later only if nobody awaits it: the caller awaits `granted` first.
  result.promise.catch(() => {});
  locks
    .request(name, options, async () => {
      lease.current = new TimedLease();
      granted.resolve(true);
      try {
        result.resolve(await run(lease.current));
      } catch (error) {
        result.reject(error);
      }
    })
    .catch(() => {
      if (lease.current) lease.current.isTaken = true;
      else if (options.signal?.aborted) granted.resolve(false);
      else {
        // This page may not use locks, for example in a sandboxed frame.
        granted.resolve(true);
        run(new TimedLease()).then(result.resolve, result.reject);
      }
    });
  return { granted: granted.promise, result: result.promise };
}
