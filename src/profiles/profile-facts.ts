/** What ranking and suggesting ask of many profiles at once; kept in memory until news of a change. */
import { LRUCache } from 'lru-cache';
import type { Model } from 'mongoose';
import { trusted } from '../database/models.ts';
import type { Clock } from '../kernel/clock.ts';
import type { DomainEvents } from '../kernel/events.ts';
import type { Person } from '../kernel/person.ts';
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
  /** Free hours as minutes of the present UTC week. */
  week: readonly WeekStretch[];
}

export interface ProfileFactsOptions {
  profiles: Model<ProfileDoc>;
  clock: Clock;
}

const KEPT = 20_000;
/** Long enough to serve a list or two, short enough that summer time and lost news are right soon. */
const KEPT_FOR_MS = 10 * MINUTE_MS;
const FIELDS = { tags: 1, canTeach: 1, wantsToLearn: 1, languages: 1, freeHours: 1, timeZone: 1 };

type FactFields = Pick<ProfileDoc, keyof typeof FIELDS>;

export class ProfileFacts {
  readonly #profiles: Model<ProfileDoc>;
  readonly #clock: Clock;
  readonly #facts = new LRUCache<string, ProfileFact>({ max: KEPT, ttl: KEPT_FOR_MS });
  /** Counts changes, so that what was read before one is not kept after it. */
  #changes = 0;

  constructor({ profiles, clock }: ProfileFactsOptions) {
    this.#profiles = profiles;
    this.#clock = clock;
  }

  /** Reads this person's facts again when they are asked for next. */
  forget({ tenantId, personId }: DomainEvents['profileChanged']): void {
    this.#changes++;
    this.#facts.delete(keyOf({ tenantId, personId }));
  }

  /** By id; who has no profile is not in it. */
  async of(tenantId: string, ids: Iterable<string>): Promise<Map<string, ProfileFact>> {
    const found = new Map<string, ProfileFact>();
    const missing: string[] = [];
    for (const id of new Set(ids)) {
      const known = this.#facts.get(keyOf({ tenantId, personId: id }));
      if (known) found.set(id, known);
      else missing.push(id);
    }
    if (missing.length === 0) return found;
    const changesBefore = this.#changes;
    const stored = await this.#profiles.find({ _id: trusted({ $in: missing }), tenantId }, FIELDS).lean();
    for (const one of stored) {
      const fact = this.#factOf(one);
      found.set(one._id, fact);
      if (this.#changes === changesBefore) this.#facts.set(keyOf({ tenantId, personId: one._id }), fact);
    }
    return found;
  }

  /** Tags that stand together on profiles, of the newest. */
  async tagsTogether(tenantId: string, max: number): Promise<string[][]> {
    const found = await this.#profiles.find({ tenantId }, { tags: 1 }).sort({ _id: -1 }).limit(max).lean();
    return found.map(({ tags }) => tags);
  }

  #factOf({ tags, canTeach, wantsToLearn, languages, freeHours = [], timeZone }: FactFields): ProfileFact {
    const week = weekInUtc({ weekly: freeHours, timeZone }, this.#clock.now());
    return { tags, canTeach, wantsToLearn, languages, week };
  }
}

function keyOf({ tenantId, personId }: Person): string {
  return `${tenantId}:${personId}`;
}
