/** Rate limits for socket requests: token buckets in memory, a few numbers for each recently active person. */
import type { Clock } from '../src/kernel/clock.ts';
import type { Limits } from '../src/kernel/config.ts';
import { MINUTE_MS } from '../src/kernel/time.ts';
import type { Requests, VoiceRequests } from '../src/protocol/events.ts';

const WINDOW_MS = 10_000;
/** After this time without requests all buckets of a person are full again, so they can be deleted. */
const FORGET_AFTER_MS = MINUTE_MS;

/**
 * `requests` counts every request. `messages`, `signals` (everyone in a voice room hears of them) and `microphones` (everyone's
 * audio is set up again) also count those requests alone. `faults` counts invalid and rate-limited requests.
 */
export type RateKind = 'requests' | 'messages' | 'signals' | 'microphones' | 'faults';

/** Requests that have a limit of their own, because each costs something for many people. */
const OWN_KINDS: ReadonlyMap<string, RateKind> = new Map(
  Object.entries({
    'message:send': 'messages',
    'message:edit': 'messages',
    'message:delete': 'messages',
    'message:react': 'messages',
    'hand:raise': 'signals',
    'reaction:send': 'signals',
    'microphone:mute': 'signals',
    'speaker:deafen': 'signals',
    'producer:create': 'microphones',
  } as const satisfies Partial<Record<keyof Requests | keyof VoiceRequests, RateKind>>),
);

interface Activity {
  /** The tokens that are left. */
  tokens: Record<RateKind, number>;
  filledAt: number;
  /** When a connection was last cut for too many faults. */
  cutAt: number;
  /** When that was last logged. */
  loggedAt: number;
}

export interface RatesOptions {
  limits: Pick<
    Limits,
    'requestsPer10s' | 'messagesPer10s' | 'voiceSignalsPer10s' | 'microphonesPer10s' | 'cutConnectionPauseMs'
  >;
  clock: Clock;
}

/** The buckets of all people connected to this process. */
export class Rates {
  readonly #capacity: Readonly<Record<RateKind, number>>;
  readonly #pauseMs: number;
  readonly #clock: Clock;
  readonly #people = new Map<string, Activity>();

  constructor({ limits, clock }: RatesOptions) {
    this.#capacity = {
      requests: limits.requestsPer10s,
      messages: limits.messagesPer10s,
      signals: limits.voiceSignalsPer10s,
      microphones: limits.microphonesPer10s,
      faults: limits.requestsPer10s,
    };
    this.#pauseMs = limits.cutConnectionPauseMs;
    this.#clock = clock;
  }

  /** Counts a request. Returns 0, or the milliseconds to wait if it is one too many. */
  takeRequest(personId: string, name: unknown): number {
    const waitMs = this.take(personId, 'requests');
    const own = typeof name === 'string' ? OWN_KINDS.get(name) : undefined;
    return waitMs || (own ? this.take(personId, own) : 0);
  }

  /** Takes one token. Returns 0, or the milliseconds to wait if no token is left. */
  take(personId: string, kind: RateKind): number {
    const { tokens } = this.#filled(personId);
    if (tokens[kind] < 1) return Math.ceil(((1 - tokens[kind]) * WINDOW_MS) / this.#capacity[kind]);
    tokens[kind] -= 1;
    return 0;
  }

  /** Notes that a connection of this person was cut. Returns whether to log it: once a minute. */
  noteCut(personId: string): boolean {
    const activity = this.#filled(personId);
    const now = this.#clock.now();
    activity.cutAt = now;
    if (now - activity.loggedAt < MINUTE_MS) return false;
    activity.loggedAt = now;
    return true;
  }

  /** The milliseconds that a person whose connection was cut has to wait before the next one. */
  pauseOf(personId: string): number {
    const cutAt = this.#people.get(personId)?.cutAt ?? Number.NEGATIVE_INFINITY;
    return Math.max(0, cutAt + this.#pauseMs - this.#clock.now());
  }

  /** Deletes the buckets of inactive people. Call it regularly. */
  sweep(): void {
    const before = this.#clock.now() - FORGET_AFTER_MS;
    for (const [personId, { filledAt }] of this.#people) if (filledAt < before) this.#people.delete(personId);
  }

  #filled(personId: string): Activity {
    const now = this.#clock.now();
    const known = this.#people.get(personId);
    if (!known) {
      const never = Number.NEGATIVE_INFINITY;
      const fresh = { tokens: { ...this.#capacity }, filledAt: now, cutAt: never, loggedAt: never };
      this.#people.set(personId, fresh);
      return fresh;
    }
    // A clock that was set back must not empty the buckets.
    const part = Math.max(0, now - known.filledAt) / WINDOW_MS;
    known.filledAt = now;
    for (const kind of Object.keys(known.tokens) as RateKind[]) {
      known.tokens[kind] = Math.min(this.#capacity[kind], known.tokens[kind] + part * this.#capacity[kind]);
    }
    return known;
  }
}
