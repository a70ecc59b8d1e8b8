/** Rate limits for socket requests: token buckets in memory, a few numbers for each recently active person. */
import type { Clock } from '../src/kernel/clock.ts';
import type { Limits } from '../src/kernel/config.ts';

const WINDOW_MS = 10_000;
/** After this time without requests all buckets of a person are full again, so they can be deleted. */
const FORGET_AFTER_MS = 4 * WINDOW_MS;

/** `requests` counts every request, `messages` also counts messages, `faults` counts invalid and rate-limited requests. */
export type RateKind = 'requests' | 'messages' | 'faults';

interface Buckets {
  requests: number;
  messages: number;
  faults: number;
  filledAt: number;
}

export interface RatesOptions {
  limits: Pick<Limits, 'requestsPer10s' | 'messagesPer10s'>;
  clock: Clock;
}

/** The buckets of all people connected to this process. */
export class Rates {
  readonly #capacity: Readonly<Record<RateKind, number>>;
  readonly #clock: Clock;
  readonly #people = new Map<string, Buckets>();

  constructor({ limits, clock }: RatesOptions) {
    const { requestsPer10s, messagesPer10s } = limits;
    this.#capacity = { requests: requestsPer10s, messages: messagesPer10s, faults: requestsPer10s };
    this.#clock = clock;
  }

  /** Takes one token. Returns 0, or the milliseconds to wait if no token is left. */
  take(personId: string, kind: RateKind): number {
    const buckets = this.#filled(personId);
    if (buckets[kind] < 1) return Math.ceil(((1 - buckets[kind]) * WINDOW_MS) / this.#capacity[kind]);
    buckets[kind] -= 1;
    return 0;
  }

  /** Deletes the buckets of inactive people. Call it regularly. */
  sweep(): void {
    const before = this.#clock.now() - FORGET_AFTER_MS;
    for (const [personId, { filledAt }] of this.#people) if (filledAt < before) this.#people.delete(personId);
  }

  #filled(personId: string): Buckets {
    const now = this.#clock.now();
    const known = this.#people.get(personId);
    if (!known) {
      const fresh = { ...this.#capacity, filledAt: now };
      this.#people.set(personId, fresh);
      return fresh;
    }
    // A clock that was set back must not empty the buckets.
    const part = Math.max(0, now - known.filledAt) / WINDOW_MS;
    known.filledAt = now;
    known.requests = Math.min(this.#capacity.requests, known.requests + part * this.#capacity.requests);
    known.messages = Math.min(this.#capacity.messages, known.messages + part * this.#capacity.messages);
    known.faults = Math.min(this.#capacity.faults, known.faults + part * this.#capacity.faults);
    return known;
  }
}
