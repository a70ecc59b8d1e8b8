/** Timers that can be cancelled, and the delays between attempts. */
import { anySignal } from './platform.ts';

/** Calls `run` after `ms`. Returns a function that cancels it. A pending timer does not keep a Node process alive. */
export function later(ms: number, run: () => void): () => void {
  const timer: unknown = setTimeout(run, ms);
  if (typeof timer === 'object' && timer !== null && 'unref' in timer) (timer as { unref(): void }).unref();
  return () => clearTimeout(timer as ReturnType<typeof setTimeout>);
}

/** Calls `run` every `ms`. Returns a function that ends it. */
export function repeat(ms: number, run: () => void): () => void {
  const timer = setInterval(run, ms);
  return () => clearInterval(timer);
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

/** Settles like `promise`, but rejects after `ms` if it has not settled by then. */
export function within<Value>(ms: number, promise: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const cancel = later(ms, () => reject(new Error(`Nothing happened within ${ms} ms.`)));
    promise.then(resolve, reject).finally(cancel);
  });
}

/** Waits that end early when something about their subject has changed. */
export class Wakers {
  readonly #controllers = new Map<string, AbortController>();

  /** A signal for one wait about `subject`. It is aborted by `wake`, and with `signal`. */
  signalOf(subject: string, signal: AbortSignal): AbortSignal {
    const controller = new AbortController();
    this.#controllers.set(subject, controller);
    return anySignal([controller.signal, signal]);
  }

  /** Ends the wait about this subject. */
  wake(subject: string): void {
    this.#controllers.get(subject)?.abort();
    this.#controllers.delete(subject);
  }

  /** Ends every wait. */
  wakeAll(): void {
    for (const subject of [...this.#controllers.keys()]) this.wake(subject);
  }
}

const REJOIN_DELAY_MS = 200;
const REJOIN_SOON_ATTEMPTS = 12;

/**
 * Milliseconds before attempt number `attempt` to rejoin a room: the first at once, then every 0.2 s on average for about two
 * seconds, then like `retryDelayMs`. When a server process is killed, it takes a second until another one takes over its rooms.
 */
export function rejoinDelayMs(attempt: number): number {
  if (attempt <= 0 || attempt > REJOIN_SOON_ATTEMPTS) return retryDelayMs(attempt - REJOIN_SOON_ATTEMPTS);
  return REJOIN_DELAY_MS * (0.5 + Math.random());
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
