/** Limits how many suggestions of all kinds together a person gets per day, so that suggestions stay welcome. */

import type { Model } from 'mongoose';
import { isDuplicateKey } from '../database/database-errors.ts';
import { trusted } from '../database/models.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import type { Person } from '../kernel/person.ts';
import { wallTimeAt } from '../kernel/zoned-time.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { SuggestionDayDoc } from './suggestion-day-model.ts';

export interface SuggestionLimitOptions {
  suggestionDays: Model<SuggestionDayDoc>;
  profiles: Pick<ProfileService, 'findOwn'>;
  clock: Clock;
  limits: Pick<Limits, 'suggestionsPerDay'>;
}

export class SuggestionLimit {
  readonly #parts: SuggestionLimitOptions;

  constructor(parts: SuggestionLimitOptions) {
    this.#parts = parts;
  }

  /**
   * Counts a suggestion with this key, and returns whether it is within the limit of the day. The same key counts once. One
   * atomic step, so that simultaneous calls from several processes cannot exceed the limit.
   */
  async take({ tenantId, personId, key }: Person & { key: string }): Promise<boolean> {
    const { suggestionDays, profiles, clock, limits } = this.#parts;
    if (limits.suggestionsPerDay < 1) return false;
    const now = clock.date();
    const timeZone = (await profiles.findOwn({ tenantId, personId }))?.timeZone ?? 'UTC';
    const _id = `${tenantId}:${personId}:${wallTimeAt(now, timeZone).toPlainDate()}`;
    const day = { _id, tenantId, personId };
    const lastKey = `keys.${limits.suggestionsPerDay - 1}`;
    for (;;) {
      if (await suggestionDays.exists({ ...day, keys: key })) return true;
      try {
        const written = await suggestionDays.updateOne(
          { ...day, [lastKey]: trusted({ $exists: false }) },
          { $addToSet: { keys: key }, $setOnInsert: { createdAt: now } },
          { upsert: true },
        );
        return written.matchedCount + written.upsertedCount === 1;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        // Either the limit is reached, or another process inserted the document at the same time: then try again.
        if (await suggestionDays.exists({ ...day, [lastKey]: trusted({ $exists: true }) })) {
          return (await suggestionDays.exists({ ...day, keys: key })) !== null;
        }
      }
    }
  }
}
