/** How much one person may ask in a time: token buckets in memory, a few numbers for each person who was just active. */
import type { Clock } from '../src/kernel/clock.ts';
import type { Limits } from '../src/kernel/config.ts';

const WINDOW_MS = 10_000;
/** A person who asked nothing for so long has full buckets again, which is the same as none. */
const FORGET_AFTER_MS = 4 * WINDOW_MS;

/** What is counted: every request, messages besides, and `faults`: malformed requests and those over the limit. */
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

/** The buckets of everyone on this process. */
export class Rates {
  readonly #capacity: Readonly<Record<RateKind, number>>;
  readonly #clock: Clock;
  readonly #people = new Map<string, Buckets>();

  constructor({ limits, clock }: RatesOptions) {
    const { requestsPer10s, messagesPer10s } = limits;
    this.#capacity = { requests: requestsPer10s, messages: messagesPer10s, faults: requestsPer10s };
    this.#clock = clock;
  }

  /** Takes one. Returns 0, or, where nothing is left, the milliseconds until there is. */
  take(personId: string, kind: RateKind): number {
    const buckets = this.#filled(personId);
    if (buckets[kind] < 1) return Math.ceil(((1 - buckets[kind]) * WINDOW_MS) / this.#capacity[kind]);
    buckets[kind] -= 1;
    return 0;
  }

  /** Forgets whoever was quiet for long. To be called now and then. */
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
    // A clock that was set back must not empty anyone's buckets.
    const part = Math.max(0, now - known.filledAt) / WINDOW_MS;
    known.filledAt = now;
    known.requests = Math.min(this.#capacity.requests, known.requests + part * this.#capacity.requests);
    known.messages = Math.min(this.#capacity.messages, known.messages + part * this.#capacity.messages);
    known.faults = Math.min(this.#capacity.faults, known.faults + part * this.#capacity.faults);
    return known;
  }
}
