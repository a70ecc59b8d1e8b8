/** Profile fields for ranking and suggestions, read for many people at once and cached until a profile changes. */
import type { Model } from 'mongoose';
import { trusted } from '../database/models.ts';
import type { Clock } from '../kernel/clock.ts';
import type { DomainEvents } from '../kernel/events.ts';
import { RememberedPeople } from '../kernel/remembered.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import type { Language } from '../protocol/common.ts';
import type { WeekStretch } from '../protocol/free-hours.ts';
import { weekInUtc } from './free-time.ts';
import type { ProfileDoc } from './profile-model.ts';

export interface ProfileFact {
  tags: readonly string[];
  canTeach: readonly string[];
  wantsToLearn: readonly string[];
  languages: readonly Language[];
  /** Free hours as minutes of the current UTC week. */
  week: readonly WeekStretch[];
}

export interface ProfileFactsOptions {
  profiles: Model<ProfileDoc>;
  clock: Clock;
}

const KEPT = 20_000;
/**
 * Long enough to serve several lists. Short enough that a change of the clock (summer time) or a lost event has an effect
 * soon.
 */
const KEPT_FOR_MS = 10 * MINUTE_MS;
const FIELDS = { tags: 1, canTeach: 1, wantsToLearn: 1, languages: 1, freeHours: 1, timeZone: 1 };

type FactFields = Pick<ProfileDoc, keyof typeof FIELDS>;

export class ProfileFacts {
  readonly #profiles: Model<ProfileDoc>;
  readonly #clock: Clock;
  readonly #facts = new RememberedPeople<ProfileFact>({ max: KEPT, ttlMs: KEPT_FOR_MS });

  constructor({ profiles, clock }: ProfileFactsOptions) {
    this.#profiles = profiles;
    this.#clock = clock;
  }

  /** Drops the cached facts of this person. */
  forget(person: DomainEvents['profileChanged']): void {
    this.#facts.forget(person);
  }

  /** Empties the cache. */
  forgetAll(): void {
    this.#facts.forgetAll();
  }

  /** The facts by person id. People without a profile are left out. */
  of(tenantId: string, ids: Iterable<string>): Promise<Map<string, ProfileFact>> {
    return this.#facts.get(tenantId, ids, async (missing) => {
      const stored = await this.#profiles.find({ _id: trusted({ $in: missing }), tenantId }, FIELDS).lean();
      return new Map(stored.map((one) => [one._id, this.#factOf(one)]));
    });
  }

  /** The tags of each of the newest profiles, at most `max` profiles. */
  async tagsTogether(tenantId: string, max: number): Promise<string[][]> {
    const found = await this.#profiles.find({ tenantId }, { tags: 1 }).sort({ _id: -1 }).limit(max).lean();
    return found.map(({ tags }) => tags);
  }

  #factOf({ tags, canTeach, wantsToLearn, languages, freeHours = [], timeZone }: FactFields): ProfileFact {
    const week = weekInUtc({ weekly: freeHours, timeZone }, this.#clock.now());
    return { tags, canTeach, wantsToLearn, languages, week };
  }
}
